internal import CLinux
public import Netlink

extension NetworkNamespace {
  /// Runs `body` inside the namespace, and waits: in place when it is the calling thread's own, which
  /// needs no privilege, else on a thread made for it that ends with it.
  ///
  /// The calling thread stays where it is. Threads that `body` starts begin in the namespace.
  ///
  /// - Throws: ``NetlinkError`` when the namespace cannot be entered (`EPERM` without
  ///   `CAP_SYS_ADMIN`), and what `body` throws.
  public borrowing func run<Value: ~Copyable & Sendable>(
    _ body: @escaping @Sendable () throws(NetlinkError) -> Value
  ) throws(NetlinkError) -> Value {
    if let here = try? Syscall.identity(path: "/proc/thread-self/ns/net"), here == identity {
      return try body()
    }
    let (descriptor, name) = (fileDescriptor, identity)
    let slot = Slot<Value>()
    do throws(Errno) {
      try Syscall.onNewThread {
        do throws(NetlinkError) {
          do throws(Errno) {
            try Syscall.setNetworkNamespace(descriptor)
          } catch {
            throw NetlinkError("enter namespace \(name)", error).needing(
              .systemAdministration, in: "the network namespace")
          }
          slot.fill(.success(try body()))
        } catch {
          slot.fill(.failure(error))
        }
      }
    } catch {
      throw NetlinkError("start a thread for the namespace", error)
    }
    return try slot.take()
  }

  /// Opens a netlink socket that belongs to this namespace.
  ///
  /// - Throws: ``NetlinkError``, as ``run(_:)`` and ``NetlinkSocket/init(_:schema:sendCapacity:receiveCapacity:)``.
  public borrowing func openSocket(
    _ family: NetlinkProtocol,
    schema: @autoclosure @escaping @Sendable () -> ProtocolSchema? = nil
  ) throws(NetlinkError) -> NetlinkSocket {
    try run { () throws(NetlinkError) in try NetlinkSocket(family, schema: schema()) }
  }
}
