internal import CLinux
public import Netlink
internal import SystemCalls

/// What keeps a namespace alive, as far as we may look.
public struct NamespaceHolders: Hashable, Sendable {
  /// The names in ``NetworkNamespace/directory``.
  public var names: [String] = []
  /// Processes whose main thread is in it.
  public var pids: [Int32] = []
  /// Threads in it whose process is elsewhere.
  public var threads: [Thread] = []
  /// Open descriptors of it in other processes than this.
  public var descriptors: [OpenDescriptor] = []
  /// Where it is mounted, besides its names.
  public var mounts: [Mount] = []
  /// Processes whose namespace we may not read.
  public var hiddenProcesses = 0

  /// A thread that left its process's namespace.
  public struct Thread: Hashable, Sendable {
    /// Its process.
    public var pid: Int32
    /// Its own number.
    public var tid: Int32
  }

  /// A descriptor of the namespace that a process has open.
  public struct OpenDescriptor: Hashable, Sendable {
    /// Whose it is.
    public var pid: Int32
    /// As in `/proc/PID/fd`.
    public var number: Int32
  }

  /// A file that the namespace is mounted on.
  public struct Mount: Hashable, Sendable {
    /// A process that sees it.
    public var pid: Int32
    /// As that process sees it.
    public var path: String
  }

  /// The files that stand for the namespace, the surest first.
  public var paths: [String] {
    names.map { "\(NetworkNamespace.directory)/\($0)" } + pids.map { "/proc/\($0)/ns/net" }
      + threads.map { "/proc/\($0.pid)/task/\($0.tid)/ns/net" }
      + descriptors.map { "/proc/\($0.pid)/fd/\($0.number)" }
      + mounts.map { "/proc/\($0.pid)/root\($0.path)" }
  }
}

/// What holds each namespace, found by looking once at every name and process.
public struct NamespaceCensus: Sendable {
  private var holders: [NamespaceIdentity: NamespaceHolders] = [:]
  /// Processes whose namespace we may not read: any may be in any namespace.
  public private(set) var hiddenProcesses = 0

  /// - Parameter thorough: also look at every thread, open descriptor and mount. Else only at names
  ///   and processes.
  /// - Throws: ``NetlinkError`` when `/proc` cannot be read.
  public init(thorough: Bool = false) throws(NetlinkError) {
    for name in try NetworkNamespace.names() {
      guard let identity = NetworkNamespace.identity(named: name) else { continue }
      holders[identity, default: NamespaceHolders()].names.append(name)
    }
    let entries = try NetlinkError.naming("list processes") { () throws(Errno) in
      try Files.names("/proc")
    }
    let pids = entries.compactMap { Int32($0) }.sorted()
    var hidden: Set<Int32> = []
    let device = (try? Syscall.identity(path: "/proc/self/ns/net"))?.device
    for pid in pids {
      do throws(Errno) {
        let identity = try Syscall.identity(path: "/proc/\(pid)/ns/net")
        // Linux 5.10 answers for the link itself where it may not be followed.
        guard identity.device == device else { throw .permissionDenied }
        holders[identity, default: NamespaceHolders()].pids.append(pid)
        if thorough { addThreads(pid, main: identity) }
      } catch {
        // ENOENT, ESRCH: it has ended meanwhile.
        if error.isRefusal { hidden.insert(pid) }
      }
    }
    if thorough {
      addMounts(pids)
      addDescriptors(pids, &hidden)
    }
    hiddenProcesses = hidden.count
  }

  private mutating func addThreads(_ pid: Int32, main: NamespaceIdentity) {
    let directory = "/proc/\(pid)/task"
    // A directory's links: itself, its parent, and one for each thread.
    guard Syscall.linkCount(directory) > 3,
      let names = try? Files.names(directory)
    else { return }
    for tid in names.compactMap({ Int32($0) }).sorted() where tid != pid {
      guard let identity = try? Syscall.identity(path: "\(directory)/\(tid)/ns/net"),
        identity != main
      else { continue }
      holders[identity, default: NamespaceHolders()].threads.append(.init(pid: pid, tid: tid))
    }
  }

  private mutating func addMounts(_ pids: [Int32]) {
    var seen: Set<NamespaceIdentity> = []
    for pid in pids {
      // Which mount namespace it has may be hidden; its mounts are not.
      if let place = try? Syscall.identity(path: "/proc/\(pid)/ns/mnt"),
        !seen.insert(place).inserted
      {
        continue
      }
      guard let text = Files.text("/proc/\(pid)/mountinfo") else { continue }
      for mount in MountedNamespace.all(in: text) {
        let known = holders[mount.identity] ?? NamespaceHolders()
        // Names are seen from most mount namespaces: those are no further places.
        let isName = known.names.contains { "\(NetworkNamespace.directory)/\($0)" == mount.path }
        guard !isName, !known.mounts.contains(where: { $0.path == mount.path }) else { continue }
        holders[mount.identity, default: NamespaceHolders()].mounts.append(
          .init(pid: pid, path: mount.path))
      }
    }
  }

  private mutating func addDescriptors(_ pids: [Int32], _ hidden: inout Set<Int32>) {
    // One that was opened by way of a mount goes by that path, and by / when the mount is gone. No
    // other file is touched: it may be on a file system that does not answer.
    var paths: Set<String> = ["/"]
    for holder in holders.values {
      paths.formUnion(holder.names.map { "\(NetworkNamespace.directory)/\($0)" })
      paths.formUnion(holder.mounts.map(\.path))
    }
    let device = (try? Syscall.identity(path: "/proc/self/ns/net"))?.device
    // Those of our own are there to look, and hold nothing when we are gone.
    for pid in pids where pid != Syscall.processID {
      let directory = "/proc/\(pid)/fd"
      do throws(Errno) {
        for (name, target) in try Syscall.links(inDirectory: directory) {
          guard target.hasPrefix("net:[") || paths.contains(target), let number = Int32(name),
            let identity = try? Syscall.identity(path: "\(directory)/\(name)"),
            identity.device == device
          else { continue }
          // Namespaces of other sorts are on the same device.
          guard
            holders[identity] != nil || target.hasPrefix("net:[")
              || (try? NetworkNamespace(path: "\(directory)/\(name)")) != nil
          else { continue }
          holders[identity, default: NamespaceHolders()].descriptors.append(
            .init(pid: pid, number: number))
        }
      } catch {
        if error.isRefusal { hidden.insert(pid) }
      }
    }
  }

  /// All namespaces that something holds.
  public var identities: Set<NamespaceIdentity> { Set(holders.keys) }

  /// What holds one; empty for one that nothing holds that was found.
  public subscript(identity: NamespaceIdentity) -> NamespaceHolders {
    var found = holders[identity] ?? NamespaceHolders()
    found.hiddenProcesses = hiddenProcesses
    return found
  }
}

extension Errno {
  fileprivate var isRefusal: Bool { self == .permissionDenied || self == .notPermitted }
}

/// A network namespace's mount, as a line of `mountinfo` has it. See proc_pid_mountinfo(5).
struct MountedNamespace: Hashable {
  var identity: NamespaceIdentity
  var path: String

  /// Those among all mounts.
  static func all(in text: String) -> [MountedNamespace] {
    text.utf8.split(separator: UInt8(ascii: "\n")).compactMap { MountedNamespace(line: $0) }
  }

  /// `36 35 0:4 net:[4026532201] /run/netns/blue rw - nsfs nsfs rw`
  init?(line: Substring.UTF8View) {
    let fields = line.split(separator: UInt8(ascii: " "), maxSplits: 5)
    guard fields.count == 6, fields[3].starts(with: "net:[".utf8),
      let inode = UInt64(Substring(fields[3].dropFirst(5).dropLast()))
    else { return nil }
    let device = Substring(fields[2]).split(separator: ":")
    guard device.count == 2, let major = UInt32(device[0]), let minor = UInt32(device[1]) else {
      return nil
    }
    identity = NamespaceIdentity(device: Syscall.device(major, minor), inode: inode)
    path = Self.unescaped(fields[4])
  }

  /// Spaces and the like are written `\040`.
  private static func unescaped(_ bytes: Substring.UTF8View) -> String {
    guard bytes.contains(UInt8(ascii: "\\")) else { return String(Substring(bytes)) }
    var result: [UInt8] = []
    var rest = bytes[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "\\"), let code = UInt8(Substring(rest.prefix(3)), radix: 8) {
        result.append(code)
        rest = rest.dropFirst(3)
      } else {
        result.append(byte)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}

extension NetworkNamespace {
  /// Opens the namespace that is held so.
  ///
  /// - Throws: ``NetlinkError``, `ENOENT` when nothing of that holds it any more, or with what each of
  ///   the files refused last.
  public init(_ identity: NamespaceIdentity, heldBy holders: NamespaceHolders)
    throws(NetlinkError)
  {
    var error = NetlinkError("open namespace \(identity.inode)", .noSuchFileOrDirectory)
    for path in holders.paths {
      do throws(NetlinkError) {
        let opened = try NetworkNamespace(path: path)
        if opened.identity == identity {
          self = opened
          return
        }
      } catch let refusal {
        error = refusal
      }
    }
    throw error
  }

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
