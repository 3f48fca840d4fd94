internal import CLinux
public import Netlink
internal import SystemCalls

/// What makes a namespace the same one, however it was found: the file that stands for it.
/// Corresponds to `st_dev` and `st_ino` of `/proc/PID/ns/net`. In text `net:[INODE]`, as that link and
/// lsns(8) have it.
public struct NamespaceIdentity: Hashable, Sendable, CustomStringConvertible {
  /// Corresponds to `st_dev`.
  public var device: UInt64
  /// Corresponds to `st_ino`.
  public var inode: UInt64

  public init(device: UInt64, inode: UInt64) {
    self.device = device
    self.inode = inode
  }

  public var description: String { "net:[\(inode)]" }
}

/// An open network namespace: a descriptor that keeps it alive, and its identity.
///
/// Nothing here moves the calling thread into another namespace: what has to run inside runs
/// on a thread of its own (``run(_:)``).
public struct NetworkNamespace: ~Copyable, Sendable {
  let descriptor: Descriptor
  /// What tells it from others.
  public let identity: NamespaceIdentity

  /// Stays the namespace's own; for `IFLA_NET_NS_FD` and `poll(2)`.
  public var fileDescriptor: Int32 { descriptor.number }

  /// Takes over a descriptor, once it is known to be that of a network namespace.
  init(_ descriptor: consuming Descriptor, _ operation: @autoclosure () -> String)
    throws(NetlinkError)
  {
    let (isNamespace, identity) = try NetlinkError.naming(operation()) {
      [number = descriptor.number] () throws(Errno) in
      (try Syscall.isNetworkNamespace(number), try Syscall.identity(descriptor: number))
    }
    guard isNamespace else { throw Self.isNone(operation()) }
    self.identity = identity
    self.descriptor = descriptor
  }

  private static func isNone(_ operation: String) -> NetlinkError {
    NetlinkError(operation, .invalidArgument, message: "not a network namespace")
  }

  /// The namespace of the calling thread.
  public static func current() throws(NetlinkError) -> NetworkNamespace {
    try NetworkNamespace(path: "/proc/thread-self/ns/net")
  }

  /// Opens a namespace file: `/run/netns/NAME`, `/proc/PID/ns/net`, or a bind mount of one.
  ///
  /// - Throws: ``NetlinkError`` with the error of `open(2)`; `EINVAL` when the file is
  ///   something else.
  public init(path: String) throws(NetlinkError) {
    let operation = "open namespace \(path)"
    let descriptor = try NetlinkError.naming(operation) { () throws(Errno) -> Descriptor? in
      // To open a device may set it going, and to open a FIFO waits for its writer.
      guard try !Syscall.isDeviceOrPipe(path) else { return nil }
      return try Descriptor(opening: path, O_RDONLY | O_NONBLOCK)
    }
    guard let descriptor else { throw Self.isNone(operation) }
    try self.init(descriptor, operation)
  }
}
