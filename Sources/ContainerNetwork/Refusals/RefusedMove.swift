internal import Netlink
internal import RouteNetlink

extension Plumber {
  /// Says why a link cannot leave its namespace. Corresponds to `netns_immutable` of
  /// `struct net_device`, before Linux 6.15 to `NETIF_F_NETNS_LOCAL`.
  func explainMove(_ error: NetlinkError, _ link: Link) -> NetlinkError {
    guard error.errno == .invalidArgument, error.hint == nil else { return error }
    var error = error
    if link.flags.contains(.loopback) {
      error.message = "the loopback device cannot leave its namespace"
      error.hint = "every namespace has a \(link.name) of its own"
    } else if let kind = link.kind, Self.immutableKinds.contains(kind) {
      error.hint = "a \(kind) cannot leave the namespace that it was made in: make one there"
    }
    return error
  }

  private static let immutableKinds: Set = ["bond", "bridge", "hsr", "team", "vrf"]
}
