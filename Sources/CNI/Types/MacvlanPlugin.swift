internal import AttachmentConfiguration
internal import ContainerNetwork
internal import Netlink
internal import RouteNetlink

/// A sub-interface with a MAC of its own.
struct MacvlanPlugin: InterfacePlugin {
  static let name = "macvlan"
  static let kind: String? = Macvlan.name
  static let ignoresManagedDNS = true

  private let parent: Parent
  private let mode: Macvlan.Mode
  private let broadcastQueueLength: UInt32?
  private let mtu: UInt32?
  private let mac: MACAddress?

  init(_ fields: inout Fields, _ network: Network, _ call: Call) throws(CNIError) {
    parent = try Parent(&fields)
    mtu = try fields.mtu()
    let own: String?
    (mode, broadcastQueueLength, own) = try CNIError.reading { () throws(ConfigurationError) in
      let mode = try fields.value("mode", "bridge, private, vepa or passthru") { text in
        text.isEmpty ? .bridge : Macvlan.Mode.allCases.first { "\($0)" == text && $0 != .source }
      }
      let length = try fields.integer("bcqueuelen", in: 0...UInt32.max)
      return (mode ?? .bridge, length == 0 ? nil : length, try fields.string("mac"))
    }
    mac = try network.mac(configured: own)
  }

  func attach(
    _ given: CNIResult, _ site: Site,
    _ make: (Attachment) throws(NetlinkError) -> AttachedInterface
  ) throws(NetlinkError) -> CNIResult {
    var result = given
    for index in result.addresses.indices { result.addresses[index].interface = 0 }
    var kind = Macvlan(mode: mode)
    kind.broadcastQueueLength = broadcastQueueLength
    var attachment = site.attachment(
      .macvlan(parent: try parent.name(site.plumber), kind), result)
    attachment.mac = mac
    attachment.mtu = mtu
    result.interfaces = [try site.interface(make(attachment))]
    return result
  }

  func check(_ link: Link, _ result: CNIResult, _ site: Site) throws(NetlinkError) {
    try parent.check(link, site.plumber)
    guard (link.data as? Macvlan)?.mode == mode else {
      throw NetlinkError(
        "check \(link.name)", .invalidArgument, message: "its mode is not \(mode)")
    }
  }

  func status(_ plumber: Plumber) throws(NetlinkError) { try parent.status(plumber) }
}
