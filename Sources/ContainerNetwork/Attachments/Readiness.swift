internal import Netlink
internal import NetworkNamespace
internal import RouteNetlink

/// Waits until an interface can be used, by the kernel's events.
enum Readiness {
  /// Milliseconds. The kernel waits up to a second before its solicitation of a neighbour with the
  /// same address, and a second behind it; a NIC takes some to agree with its switch.
  static let limit = 10_000

  /// Waits for the carrier, and for IPv6 duplicate address detection, which waits for the carrier
  /// itself.
  ///
  /// - Parameters:
  ///   - index: the link's, where it is known.
  ///   - addresses: whether to wait for detection.
  ///   - carrier: asked when there is none: whether one can be expected.
  /// - Returns: The link.
  /// - Throws: ``NetlinkError``, `EADDRINUSE` when somebody else has an address, `ETIMEDOUT`,
  ///   `EINTR` when a signal asks for the end.
  @discardableResult
  static func wait(
    for name: String, _ index: Int32? = nil, in connection: Plumber.Connection, _ plumber: Plumber,
    addresses: Bool, carrier isExpected: () throws(NetlinkError) -> Bool
  ) throws(NetlinkError) -> Link {
    let link = try connection.socket.link(index.map { .index($0) } ?? .name(name))
    if link.flags.contains(.lowerUp) {
      guard addresses else { return link }
    } else if try !isExpected() {
      return link
    }
    let operation = "wait for \(name)\(connection.suffix)"
    var events = RouteSocket(try connection.namespace.openSocket(.route, schema: .route))
    try events.subscribe(to: [.ipv6Address, .link])
    let clock = ContinuousClock()
    let deadline = clock.now + .milliseconds(limit)
    while let reason = try waitReason(link, connection, addresses: addresses, operation) {
      let left = Int32((deadline - clock.now) / .milliseconds(1)) + 1
      guard left > 1 else {
        throw NetlinkError(operation, .timedOut, message: "\(reason) after \(limit / 1000) s")
      }
      try plumber.wait(
        for: events.netlink.fileDescriptor, milliseconds: left, operation)
      do throws(NetlinkError) {
        _ = try events.events(waiting: 0) { _ in }
      } catch {
        // Lost events: the state is read again anyway.
        guard error.errno == .noBufferSpace || error.errno == .interrupted else { throw error }
      }
    }
    return link
  }

  /// What is not ready yet.
  private static func waitReason(
    _ link: Link, _ connection: Plumber.Connection, addresses: Bool, _ operation: String
  ) throws(NetlinkError) -> String? {
    guard try connection.socket.link(.index(link.index)).flags.contains(.lowerUp) else {
      return "there is no carrier"
    }
    guard addresses else { return nil }
    let all = try connection.socket.addresses(link: link.index)
    if let taken = all.first(where: { $0.flags.contains(.dadFailed) }) {
      throw NetlinkError(
        operation, .addressInUse, message: "\(taken.prefix.address) is taken by somebody else")
    }
    let isWaiting = all.contains {
      $0.flags.contains(.tentative) && !$0.flags.contains(.optimistic)
    }
    return isWaiting ? "duplicate address detection is not through" : nil
  }
}
