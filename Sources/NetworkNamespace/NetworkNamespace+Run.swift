internal import CLinux
public import Netlink

extension NetworkNamespace {
  /// Runs `body` inside the namespace, on a thread made for it that ends with it, and waits.
  ///
  /// The calling thread stays where it is. Threads that `body` starts begin in the namespace.
  ///
  /// - Throws: ``NetlinkError`` when the namespace cannot be entered (`EPERM` without
  ///   `CAP_SYS_ADMIN`), and what `body` throws.
  public borrowing func run<Value: ~Copyable & Sendable>(
    _ body: @escaping @Sendable () throws(NetlinkError) -> Value
  ) throws(NetlinkError) -> Value {
    let descriptor = fileDescriptor
    let slot = Slot<Value>()
    do throws(Errno) {
      try Syscall.onNewThread {
        do throws(NetlinkError) {
          do throws(Errno) {
            try Syscall.setNetworkNamespace(descriptor)
          } catch {
            throw NetlinkError("enter namespace", error)
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

  /// Opens a netlink socket that belongs to this namespace. In the calling thread's own that needs no
  /// privilege.
  ///
  /// - Throws: ``NetlinkError``, as ``run(_:)`` and ``NetlinkSocket/init(_:schema:sendCapacity:receiveCapacity:)``.
  public borrowing func openSocket(
    _ family: NetlinkProtocol,
    schema: @autoclosure @escaping @Sendable () -> ProtocolSchema? = nil
  ) throws(NetlinkError) -> NetlinkSocket {
    if let here = try? Syscall.identity(path: "/proc/thread-self/ns/net"), here == identity {
      return try NetlinkSocket(family, schema: schema())
    }
    return try run { () throws(NetlinkError) in try NetlinkSocket(family, schema: schema()) }
  }
}
