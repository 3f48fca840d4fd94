internal import CLinux
public import Netlink

/// What keeps a namespace alive, as far as we may look.
public struct NamespaceHolders: Hashable, Sendable {
  /// The names in ``NetworkNamespace/directory``.
  public var names: [String] = []
  /// Processes whose main thread is in it.
  public var pids: [Int32] = []
  /// Processes whose namespace we may not read.
  public var hiddenProcesses = 0
}

/// What holds each namespace, found by looking once at every name and process.
public struct NamespaceCensus: Sendable {
  private var holders: [NamespaceIdentity: NamespaceHolders] = [:]
  /// Processes whose namespace we may not read: any may be in any namespace.
  public private(set) var hiddenProcesses = 0

  /// - Throws: ``NetlinkError`` when `/proc` cannot be read.
  public init() throws(NetlinkError) {
    for name in try NetworkNamespace.names() {
      guard let identity = NetworkNamespace.identity(named: name) else { continue }
      holders[identity, default: NamespaceHolders()].names.append(name)
    }
    let entries = try NetlinkError.naming("list processes") { () throws(Errno) in
      try Syscall.names(inDirectory: "/proc")
    }
    for pid in entries.compactMap({ Int32($0) }).sorted() {
      do throws(Errno) {
        let identity = try Syscall.identity(path: "/proc/\(pid)/ns/net")
        holders[identity, default: NamespaceHolders()].pids.append(pid)
      } catch {
        // ENOENT, ESRCH: it has ended meanwhile.
        if error == .permissionDenied || error == .notPermitted { hiddenProcesses += 1 }
      }
    }
  }

  public subscript(identity: NamespaceIdentity) -> NamespaceHolders {
    var found = holders[identity] ?? NamespaceHolders()
    found.hiddenProcesses = hiddenProcesses
    return found
  }
}

extension NetworkNamespace {
  /// Finds the names and processes of this namespace, by its identity.
  ///
  /// - Throws: ``NetlinkError`` when `/proc` cannot be read.
  public borrowing func holders() throws(NetlinkError) -> NamespaceHolders {
    try NamespaceCensus()[identity]
  }

  /// The identity of a named namespace, without opening it; nil when there is none, or no namespace
  /// is mounted on the file.
  public static func identity(named name: String) -> NamespaceIdentity? {
    guard isName(name), let file = try? Syscall.identity(path: "\(directory)/\(name)"),
      let parent = try? Syscall.identity(path: directory), file.device != parent.device
    else { return nil }
    return file
  }
}
