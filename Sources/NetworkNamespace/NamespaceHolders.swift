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

extension NetworkNamespace {
  /// Finds the names and processes of this namespace, by its identity.
  ///
  /// - Throws: ``NetlinkError`` when `/proc` cannot be read.
  public borrowing func holders() throws(NetlinkError) -> NamespaceHolders {
    var holders = NamespaceHolders()
    for name in try Self.names() {
      if let found = try? Syscall.identity(path: "\(Self.directory)/\(name)"), found == identity {
        holders.names.append(name)
      }
    }
    let entries = try NetlinkError.naming("list processes") { () throws(Errno) in
      try Syscall.names(inDirectory: "/proc")
    }
    for pid in entries.compactMap({ Int32($0) }).sorted() {
      do throws(Errno) {
        if try Syscall.identity(path: "/proc/\(pid)/ns/net") == identity {
          holders.pids.append(pid)
        }
      } catch {
        // ENOENT, ESRCH: it has ended meanwhile.
        if error == .permissionDenied || error == .notPermitted { holders.hiddenProcesses += 1 }
      }
    }
    return holders
  }
}
