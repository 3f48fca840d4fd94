internal import Netlink
internal import NetworkNamespace
internal import RouteNetlink

/// What a link loses for good when its MTU falls below IPv6's least: its addresses, its routes and its
/// kernel parameters, with the way its link-local address is made (`addr_gen_mode`).
struct IPv6State: Sendable {
  /// Bytes. Corresponds to `IPV6_MIN_MTU`.
  static let leastMTU: UInt32 = 1280

  private let index: Int32
  private let addresses: [Address]
  private let routes: [Route]
  private let parameters: [String: String]

  init(_ link: Link, _ connection: Plumber.Connection) throws(NetlinkError) {
    index = link.index
    addresses = try Self.addresses(link.index, connection)
    // Those of the kernel's own (RTPROT_KERNEL) come again with the addresses.
    routes = try connection.socket.routes(family: AddressFamily.inet6, table: nil).filter {
      $0.proto != 2
    }
    parameters = try Sysctl.values(below: Self.directory(link.name), in: connection)
  }

  /// Puts back what differs, once the MTU is large enough.
  ///
  /// - Parameter name: of the link.
  /// - Returns: The routes that the kernel refused.
  func restore(_ name: String, _ connection: Plumber.Connection) throws(NetlinkError)
    -> [NetlinkError]
  {
    let directory = Self.directory(name)
    let now = try Sysctl.values(below: directory, in: connection)
    let changed = parameters.filter { now[$0.key] != nil && now[$0.key] != $0.value }
    try Sysctl.apply(
      Dictionary(uniqueKeysWithValues: changed.map { ("\(directory)/\($0.key)", $0.value) }),
      in: connection)
    let present = try Self.addresses(index, connection)
    // Of the kernel's making, before it knew how.
    for address in present where !addresses.contains(where: { $0.prefix == address.prefix }) {
      try connection.socket.deleteAddress(address)
    }
    for var address in addresses where !present.contains(where: { $0.prefix == address.prefix }) {
      address.flags.subtract(.reported)
      address.preferredLifetime = nil
      address.validLifetime = nil
      try connection.socket.addAddress(address)
    }
    return try connection.restore(routes)
  }

  private static func directory(_ name: String) -> String { "net/ipv6/conf/\(name)" }

  private static func addresses(_ index: Int32, _ connection: Plumber.Connection)
    throws(NetlinkError) -> [Address]
  {
    try connection.socket.addresses(link: index).filter {
      $0.prefix.address.family == AddressFamily.inet6 && $0.flags.contains(.permanent)
    }
  }
}
