public import Netlink

/// A `NETLINK_ROUTE` socket: links, addresses, routes, neighbours and namespace IDs of one network
/// namespace.
public struct RouteSocket: ~Copyable, Sendable {
  /// The socket underneath.
  public var netlink: NetlinkSocket

  /// Opens a socket in the calling thread's namespace. For another, see
  /// `NetworkNamespace.openSocket`.
  ///
  /// - Throws: ``NetlinkError`` with the error of `socket(2)` or `bind(2)`.
  public init() throws(NetlinkError) {
    netlink = try NetlinkSocket(.route, schema: .route)
  }

  /// Takes over a socket that was opened elsewhere.
  public init(_ netlink: consuming NetlinkSocket) { self.netlink = netlink }
}
