internal import Netlink
internal import NetworkNamespace
internal import RouteNetlink

/// Waits until an interface can be used, by the kernel's events.
enum Readiness {
  /// How long duplicate address detection may take: the kernel waits up to a second before its
  /// solicitation and a second behind it.
  static let limit: Int32 = 10_000

  /// Waits for the carrier and for IPv6 duplicate address detection.
  ///
  /// - Throws: ``NetlinkError``, `EADDRINUSE` when somebody else has an address, `ETIMEDOUT`.
  static func wait(for attachment: Attachment, in connection: Plumber.Connection)
    throws(NetlinkError)
  {
    let configuration = attachment.configuration
    guard configuration.up, !configuration.skipsDuplicateDetection,
      configuration.addresses.contains(where: { $0.address.family == AddressFamily.inet6 })
    else { return }
    let operation = "wait for the addresses of \(attachment.name)\(connection.suffix)"
    var events = RouteSocket(try connection.namespace.openSocket(.route, schema: .route))
    try events.subscribe(to: [.ipv6Address, .link])
    let index = try connection.socket.link(.name(attachment.name)).index
    let clock = ContinuousClock()
    let deadline = clock.now + .milliseconds(Int(limit))
    while true {
      let addresses = try connection.socket.addresses(link: index)
      if let taken = addresses.first(where: { $0.flags.contains(.dadFailed) }) {
        throw NetlinkError(
          operation, .addressInUse, message: "\(taken.prefix.address) is taken by somebody else")
      }
      let isWaiting = addresses.contains {
        $0.flags.contains(.tentative) && !$0.flags.contains(.optimistic)
      }
      guard isWaiting else { return }
      let left = (deadline - clock.now) / .milliseconds(1)
      do throws(NetlinkError) {
        guard left > 0, try events.events(waiting: Int32(left) + 1, { _ in }) else {
          throw NetlinkError(
            operation, .timedOut,
            message: "duplicate address detection is not through after \(limit / 1000) s")
        }
      } catch {
        // Lost events: the state is read again anyway.
        guard error.errno == .noBufferSpace || error.errno == .interrupted else { throw error }
      }
    }
  }
}
