internal import CLinux
public import Netlink
internal import SystemCalls

extension NetworkNamespace {
  /// Opens a namespace by the name that `ip netns` or ``create(named:)`` gave it.
  ///
  /// - Throws: ``NetlinkError``, `EINVAL` for a name that could leave the directory, `ENOENT`
  ///   when there is none.
  public init(named name: String) throws(NetlinkError) {
    let path = try Self.path(named: name, "open namespace \(name)")
    do throws(NetlinkError) {
      try self.init(path: path)
    } catch {
      switch error.errno {
      case .noSuchFileOrDirectory:
        throw NetlinkError("open namespace \(name)", error.errno, message: "no such namespace")
      case .invalidArgument:
        throw NetlinkError(
          "open namespace \(name)", error.errno,
          message: "\(path) is a file that no namespace is mounted on")
      default: throw error
      }
    }
  }

  /// Opens the namespace of a process.
  ///
  /// By way of a pidfd, so that a process that ends meanwhile, and another that gets its number,
  /// cannot be mistaken for it. Corresponds to `PIDFD_GET_NET_NAMESPACE` (6.11); before that to
  /// `/proc/PID/ns/net`, believed when the pidfd's process still is there afterwards.
  ///
  /// - Throws: ``NetlinkError``, `ESRCH` when there is no such process, `EACCES` or `EPERM`
  ///   when it may not be looked into.
  public init(pid: Int32) throws(NetlinkError) {
    let operation = "open the namespace of process \(pid)"
    let descriptor: Descriptor
    do throws(Errno) {
      descriptor = try Self.descriptor(ofProcess: pid)
    } catch {
      throw NetlinkError(operation, error)
        .needing(.processTracing, in: "the process", for: .permissionDenied)
    }
    try self.init(descriptor, operation)
  }

  private static func descriptor(ofProcess pid: Int32) throws(Errno) -> Descriptor {
    guard pid > 0 else { throw .noSuchProcess }
    let path = "/proc/\(pid)/ns/net"
    let process: Descriptor
    do throws(Errno) {
      process = try Syscall.openProcess(pid)
    } catch {
      // Before Linux 5.3 there are no pidfds.
      guard error == .noSystemCall else { throw error }
      return try Descriptor(opening: path, O_RDONLY)
    }
    do throws(Errno) {
      return try Syscall.networkNamespace(ofProcess: process)
    } catch {
      let unknown: [Errno] = [.notATypewriter, .invalidArgument, .notSupported]
      guard unknown.contains(error) else { throw error }
      let descriptor = try Descriptor(opening: path, O_RDONLY)
      guard Syscall.isAlive(process) else { throw .noSuchProcess }
      return descriptor
    }
  }

  /// Takes a descriptor that somebody else opened, and makes one of its own from it.
  ///
  /// - Throws: ``NetlinkError``, `EBADF`, or `EINVAL` when it is not a network namespace's.
  public init(fileDescriptor: Int32) throws(NetlinkError) {
    let operation = "open the namespace of descriptor \(fileDescriptor)"
    let own = try NetlinkError.naming(operation) { () throws(Errno) in
      try Descriptor(duplicating: fileDescriptor)
    }
    try self.init(own, operation)
  }

  /// Makes a new namespace that has no name: it lives as long as a descriptor or a process in it.
  ///
  /// - Throws: ``NetlinkError``, `EPERM` without `CAP_SYS_ADMIN`.
  public static func anonymous() throws(NetlinkError) -> NetworkNamespace {
    let descriptor = try onNewThread("create a namespace") { () throws(Errno) in
      try Syscall.unshareNetwork()
      return try Descriptor(opening: "/proc/thread-self/ns/net", O_RDONLY)
    }
    return try NetworkNamespace(descriptor, "create a namespace")
  }

  /// Runs system calls on a thread of their own.
  ///
  /// - Parameter what: whose user namespace decides whether they are allowed.
  static func onNewThread<Value: ~Copyable & Sendable>(
    _ operation: String, in what: String = "this process",
    _ body: @escaping @Sendable () throws(Errno) -> Value
  ) throws(NetlinkError) -> Value {
    let slot = Slot<Value>()
    try NetlinkError.naming(operation) { () throws(Errno) in
      try Syscall.onNewThread {
        do throws(NetlinkError) {
          slot.fill(
            .success(
              try NetlinkError.naming(
                operation, needing: .systemAdministration, in: what, body)))
        } catch {
          slot.fill(.failure(error))
        }
      }
    }
    return try slot.take()
  }
}
