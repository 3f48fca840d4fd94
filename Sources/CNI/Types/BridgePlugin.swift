internal import AttachmentConfiguration
internal import ContainerNetwork
internal import Netlink
internal import RouteNetlink

/// A veth pair whose host's end is a port of a bridge.
struct BridgePlugin: InterfacePlugin {
  static let name = "bridge"
  static let kind: String? = Veth.name
  static let masquerades = true

  private let bridge: String
  private let isGateway: Bool
  private let isDefaultGateway: Bool
  private let forcesAddress: Bool
  private let isPromiscuous: Bool
  private let detectsDuplicates: Bool
  private let port: BridgePort?
  private let mtu: UInt32?
  private let mac: MACAddress?

  init(_ fields: inout Fields, _ network: Network, _ call: Call) throws(CNIError) {
    try fields.refuse([
      "vlan", "vlanTrunk", "preserveDefaultVlan", "macspoofchk", "disableContainerInterface",
    ])
    let name = try CNIError.reading { () throws(ConfigurationError) in
      try fields.string("bridge").flatMap { $0.isEmpty ? nil : $0 } ?? "cni0"
    }
    if let reason = InterfaceNameRule.reasonAgainst(name) {
      throw CNIError(.invalidConfiguration, "bridge: \(reason)", name)
    }
    bridge = name
    func flag(_ key: String) throws(CNIError) -> Bool {
      try CNIError.reading { () throws(ConfigurationError) in try fields.bool(key) ?? false }
    }
    isDefaultGateway = try flag("isDefaultGateway")
    isGateway = try flag("isGateway") || isDefaultGateway
    forcesAddress = try flag("forceAddress")
    isPromiscuous = try flag("promiscMode")
    detectsDuplicates = try flag("enabledad")
    var port = BridgePort()
    if try flag("hairpinMode") { port.hairpin = true }
    if try flag("portIsolation") { port.isolated = true }
    self.port = port == BridgePort() ? nil : port
    guard !isPromiscuous || port.hairpin == nil else {
      throw CNIError(.invalidConfiguration, "hairpinMode and promiscMode exclude each other")
    }
    mtu = try fields.mtu()
    mac = try network.mac()
  }

  func attach(
    _ given: CNIResult, _ site: Site,
    _ make: (Attachment) throws(NetlinkError) -> AttachedInterface
  ) throws(NetlinkError) -> CNIResult {
    var result = given
    let plumber = site.plumber
    let link = try plumber.ensureBridge(bridge, mtu: mtu, promiscuous: isPromiscuous)
    try addGateways(&result, link, plumber)

    var end = Attachment.VethEnd()
    end.bridge = bridge
    end.port = port
    var attachment = site.attachment(.veth(end), result)
    attachment.mac = mac
    attachment.mtu = mtu
    attachment.configuration.skipsDuplicateDetection = !detectsDuplicates
    let attached = try make(attachment)
    // Its MAC may be its first port's.
    let now = try plumber.home.socket.link(.index(link.index))
    result.interfaces = [
      CNIResult.Interface(name: bridge, mac: now.address?.description),
      CNIResult.Interface(
        name: attached.hostLink ?? "", mac: attached.hostMAC?.description, mtu: attached.mtu),
      try site.interface(attached),
    ]
    return result
  }

  /// Makes the bridge the gateway of its networks, where that is asked for.
  private func addGateways(_ result: inout CNIResult, _ link: Link, _ plumber: Plumber)
    throws(NetlinkError)
  {
    for index in result.addresses.indices {
      result.addresses[index].interface = 2
      guard isGateway else { continue }
      let ip = result.addresses[index]
      let gateway = ip.gateway ?? ip.address.network.next
      let family = gateway.family
      result.addresses[index].gateway = gateway
      let hasDefault = result.routes.contains {
        $0.destination.length == 0 && $0.destination.address.family == family && $0.gateway != nil
      }
      if isDefaultGateway, !hasDefault,
        let everything = IPPrefix(family == AddressFamily.inet ? .v4(0) : .v6(0, 0), length: 0)
      {
        let isTwice = result.routes.contains {
          // RT_TABLE_MAIN
          $0.destination == everything && ($0.priority ?? 0) == 0 && ($0.table ?? 254) == 254
        }
        guard !isTwice else {
          throw NetlinkError(
            "add the route to \(everything)", .fileExists,
            message: "isDefaultGateway and the routes of ipam both give it",
            hint: "one of the two is enough")
        }
        result.routes.append(CNIResult.Route(destination: everything, gateway: gateway))
      }
      var prefix = ip.address
      prefix.address = gateway
      try plumber.ensureGateway(prefix, of: link, forces: forcesAddress)
      try plumber.enableForwarding(family: family)
    }
  }

  func check(_ link: Link, _ result: CNIResult, _ site: Site) throws(NetlinkError) {
    let operation = "check \(bridge)"
    let socket = site.plumber.home
    let master = try socket.existingLink(bridge, as: "bridge", operation)
    guard master.kind == Bridge.name else {
      throw NetlinkError(operation, .invalidArgument, message: "it is not a bridge")
    }
    guard master.flags.contains(.promiscuous) == isPromiscuous else {
      throw NetlinkError(
        operation, .invalidArgument,
        message: isPromiscuous ? "it is not promiscuous" : "it is promiscuous")
    }
    guard let index = link.parent, let peer = try? socket.socket.link(.index(index)),
      peer.master == master.index
    else {
      throw NetlinkError(
        operation, .noSuchDevice, message: "the other end of \(link.name) is not its port")
    }
  }

  func status(_ plumber: Plumber) throws(NetlinkError) {
    // One that is not there is made.
    guard let link = try? plumber.home.socket.link(.name(bridge)), link.kind != Bridge.name else {
      return
    }
    throw NetlinkError(
      "use the bridge \(bridge)", .invalidArgument, message: "it is not a bridge")
  }
}
