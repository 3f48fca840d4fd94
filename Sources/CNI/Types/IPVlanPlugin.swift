internal import AttachmentConfiguration
internal import ContainerNetwork
internal import Netlink
internal import RouteNetlink

/// A sub-interface that shares its parent's MAC.
struct IPVlanPlugin: InterfacePlugin {
  static let name = "ipvlan"
  static let kind: String? = IPVlan.name
  static let needsAddresses = true
  static let ignoresManagedDNS = true

  private let parent: Parent
  /// In a list of plugins: the one interface that the plugins before made.
  private let chained: String?
  private let mode: IPVlan.Mode
  private let mtu: UInt32?

  init(_ fields: inout Fields, _ network: Network, _ call: Call) throws(CNIError) {
    parent = try Parent(&fields)
    mtu = try fields.mtu()
    mode = try CNIError.reading { () throws(ConfigurationError) in
      try fields.value("mode", "l2, l3 or l3s") { text in
        text.isEmpty ? .l2 : IPVlan.Mode.allCases.first { "\($0)" == text }
      } ?? .l2
    }
    if call.command == .add, !parent.isConfigured, let previous = network.previous {
      guard previous.interfaces.count == 1, let only = previous.interfaces.first else {
        throw CNIError(
          .invalidConfiguration, "master is missing, and prevResult does not name one interface")
      }
      chained = only.name
    } else {
      chained = nil
    }
  }

  func attach(
    _ given: CNIResult, _ site: Site,
    _ make: (Attachment) throws(NetlinkError) -> AttachedInterface
  ) throws(NetlinkError) -> CNIResult {
    var result = given
    for index in result.addresses.indices { result.addresses[index].interface = 0 }
    let name = if let chained { chained } else { try parent.name(site.plumber) }
    var attachment = site.attachment(.ipvlan(parent: name, IPVlan(mode: mode)), result)
    attachment.mtu = mtu
    result.interfaces = [try site.interface(make(attachment))]
    return result
  }

  func check(_ link: Link, _ result: CNIResult, _ site: Site) throws(NetlinkError) {
    if parent.isConfigured { try parent.check(link, site.plumber) }
    guard (link.data as? IPVlan)?.mode == mode else {
      throw NetlinkError(
        "check \(link.name)", .invalidArgument, message: "its mode is not \(mode)")
    }
  }

  func status(_ plumber: Plumber) throws(NetlinkError) { try parent.status(plumber) }
}
