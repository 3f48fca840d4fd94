extension NetlinkSocket {
  /// Subscribes to a multicast group. Corresponds to `NETLINK_ADD_MEMBERSHIP`.
  ///
  /// - Parameter group: a number such as `RTNLGRP_LINK`, not a bit.
  /// - Throws: ``NetlinkError`` with the error of `setsockopt(2)`.
  public func join(group: UInt32) throws(NetlinkError) {
    try set(.addMembership, Int32(bitPattern: group), "join multicast group \(group)")
  }

  /// Corresponds to `NETLINK_DROP_MEMBERSHIP`.
  public func leave(group: UInt32) throws(NetlinkError) {
    try set(.dropMembership, Int32(bitPattern: group), "leave multicast group \(group)")
  }

  /// Also receive the notifications of all namespaces that have an ID in this one.
  /// Corresponds to `NETLINK_LISTEN_ALL_NSID`.
  ///
  /// - Throws: ``NetlinkError``, `EPERM` without `CAP_NET_BROADCAST` in the user namespace that this one
  ///   belongs to.
  public func listenToAllNamespaces() throws(NetlinkError) {
    do throws(NetlinkError) {
      try set(.listenAllNamespaces, 1, "listen to all namespaces")
    } catch {
      throw error.needing(.networkBroadcast, in: "the network namespace")
    }
  }

  private func set(_ option: Option, _ value: Int32, _ operation: String) throws(NetlinkError) {
    do throws(Errno) {
      try handle.set(option.rawValue, value)
    } catch {
      throw NetlinkError(operation, error)
    }
  }

  /// The size of the kernel's receive queue in bytes. Corresponds to `SO_RCVBUF`, which doubles
  /// the number, and with privilege to `SO_RCVBUFFORCE`, which ignores `net.core.rmem_max`.
  public func setReceiveQueue(bytes: Int32) throws(NetlinkError) {
    do throws(Errno) {
      try handle.setReceiveQueue(bytes)
    } catch {
      throw NetlinkError("set the receive queue to \(bytes) bytes", error)
    }
  }

  /// Waits for notifications and hands each message of one datagram to `body`.
  ///
  /// - Parameter milliseconds: how long to wait; negative: for ever.
  /// - Returns: False when the time passed and nothing came.
  /// - Throws: ``NetlinkError``; `ENOBUFS` says that notifications were lost: read the state
  ///   again, then go on listening. `EINTR` when a signal came while waiting.
  public mutating func notifications(
    waiting milliseconds: Int32 = -1, _ body: (MessageView) throws(MessageError) -> Void
  ) throws(NetlinkError) -> Bool {
    let operation = { "receive notifications" }
    if hasLostNotifications {
      hasLostNotifications = false
      throw NetlinkError(operation(), .noBufferSpace)
    }
    do throws(Errno) {
      guard try handle.wait(milliseconds: milliseconds) else { return false }
    } catch {
      throw NetlinkError(operation(), error)
    }
    // What another process sent wakes us too. It is dropped; waiting on could last for ever.
    guard let length = try receive(operation, growing: true) else { return true }
    var isOverrun = false
    do throws(MessageError) {
      var messages = Messages(incoming.span(count: length))
      while let message = try messages.next() {
        if message.type == .overrun { isOverrun = true } else { try body(message) }
      }
    } catch {
      throw NetlinkError(operation(), error)
    }
    if isOverrun { throw NetlinkError(operation(), .noBufferSpace) }
    return true
  }
}
