internal import AttachmentConfiguration
internal import ContainerNetwork
internal import Netlink
internal import RouteNetlink

/// A veth pair with routes on both ends: the host's end has the gateway's address and a route to the
/// container's, and the container reaches its own network through the gateway.
struct PointToPoint: InterfacePlugin {
  static let name = "ptp"
  static let kind: String? = Veth.name
  static let needsAddresses = true
  static let masquerades = true

  private let mtu: UInt32?
  private let mac: MACAddress?

  init(_ fields: inout Fields, _ network: Network, _ call: Call) throws(CNIError) {
    mtu = try fields.mtu()
    mac = try network.mac()
  }

  func attach(
    _ given: CNIResult, _ site: Site,
    _ make: (Attachment) throws(NetlinkError) -> AttachedInterface
  ) throws(NetlinkError) -> CNIResult {
    var result = given
    var end = Attachment.VethEnd()
    var routes: [InterfaceConfiguration.RouteSpecification] = []
    for index in result.addresses.indices {
      result.addresses[index].interface = 1
      let ip = result.addresses[index]
      guard let gateway = ip.gateway, let host = IPPrefix(gateway, length: gateway.bitWidth),
        let own = IPPrefix(ip.address.address, length: gateway.bitWidth)
      else {
        throw NetlinkError(
          "connect \(ip.address)", .invalidArgument, message: "there is no gateway for it")
      }
      if !end.addresses.contains(host) { end.addresses.append(host) }
      var there = InterfaceConfiguration.RouteSpecification(own)
      if gateway.family == AddressFamily.inet { there.scope = Self.hostScope }
      end.routes.append(there)

      for var route in [
        .init(host), InterfaceConfiguration.RouteSpecification(ip.network, via: gateway),
      ] {
        route.source = ip.address.address
        if !routes.contains(route) { routes.append(route) }
      }
      try site.plumber.enableForwarding(family: gateway.family)
    }
    var attachment = site.attachment(.veth(end), result)
    attachment.mac = mac
    attachment.mtu = mtu
    for index in attachment.configuration.routes.indices {
      // The network itself is not on the link here.
      let gateway = attachment.configuration.routes[index].gateway
      attachment.configuration.routes[index].isOnLink =
        gateway != nil && !result.addresses.contains { $0.gateway == gateway }
    }
    attachment.configuration.routes.insert(contentsOf: routes, at: 0)
    attachment.configuration.skipsPrefixRoutes = true
    // Nobody else is on the link.
    attachment.configuration.skipsDuplicateDetection = true
    let attached = try make(attachment)
    result.interfaces = [
      CNIResult.Interface(
        name: attached.hostLink ?? "", mac: attached.hostMAC?.description, mtu: attached.mtu),
      try site.interface(attached),
    ]
    return result
  }

  /// Corresponds to `RT_SCOPE_HOST`, as the reference plugin has it.
  private static let hostScope: UInt8 = 254

  func check(_ link: Link, _ result: CNIResult, _ site: Site) throws(NetlinkError) {}
  func status(_ plumber: Plumber) throws(NetlinkError) {}
}

extension CNIResult.IP {
  /// The network that the address is in.
  var network: IPPrefix {
    var prefix = address
    prefix.address = address.network
    return prefix
  }
}
