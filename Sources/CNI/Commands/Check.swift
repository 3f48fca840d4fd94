internal import AttachmentConfiguration
internal import ContainerNetwork
internal import NFTables
internal import Netlink
internal import NetworkNamespace
internal import RouteNetlink

extension Work {
  /// Compares what is there with what the ADD reported.
  func check() throws(CNIError) {
    guard network.version >= .withCheck else {
      throw CNIError(
        .incompatibleVersion, "the CNI version \(network.version) has no CHECK")
    }
    let plugin = try plugin()
    guard let result = network.previous else {
      throw CNIError(.invalidConfiguration, "prevResult is missing")
    }
    guard
      let number = result.interfaces.firstIndex(where: {
        $0.name == call.interface && $0.sandbox == call.namespace
      })
    else {
      throw CNIError(
        .invalidConfiguration,
        "prevResult has no interface \(call.interface) in \(call.namespace)")
    }
    try checkNamespace()
    do throws(NetlinkError) {
      try ipam?.check(result)
      let target = try plumber.connect(to: .path(call.namespace))
      let link = try target.existingLink(call.interface, "check \(call.interface)")
      try compare(link, result.interfaces[number], target)
      guard Plugin.kind == nil || link.kind == Plugin.kind else {
        throw difference(link.name, "it is not a \(Plugin.kind ?? "")")
      }
      for interface in result.interfaces where interface.sandbox == nil {
        try compare(
          try plumber.existingLink(interface.name, "check \(interface.name)"), interface,
          plumber.home)
      }
      try plugin.check(link, result, site)
      try compareAddresses(result, number, link, target)
      try compareRoutes(result, target)
      if network.masquerades {
        var rules = try plumber.masquerade()
        guard try rules.marks().contains(owner.ruleMark) else {
          throw difference(link.name, "its masquerading rules are gone")
        }
      }
    } catch {
      throw CNIError(.differs, error.description, error.hint ?? "")
    }
  }

  private func difference(_ name: String, _ message: String) -> NetlinkError {
    NetlinkError("check \(name)", .noSuchDevice, message: message)
  }

  private func compare(
    _ link: Link, _ reported: CNIResult.Interface, _ connection: Plumber.Connection
  ) throws(NetlinkError) {
    if let mac = reported.mac, let own = link.address?.mac?.description, mac.lowercased() != own {
      throw difference(link.name, "its MAC is \(own), not \(mac)\(connection.suffix)")
    }
    guard link.flags.contains(.up) else {
      throw difference(link.name, "it is down\(connection.suffix)")
    }
  }

  private func compareAddresses(
    _ result: CNIResult, _ number: Int, _ link: Link, _ target: Plumber.Connection
  ) throws(NetlinkError) {
    let there = try target.socket.addresses(link: link.index).map(\.prefix)
    for ip in result.addresses where ip.interface == nil || ip.interface == number {
      guard there.contains(ip.address) else {
        throw difference(link.name, "the address \(ip.address) is gone")
      }
    }
  }

  private func compareRoutes(_ result: CNIResult, _ target: Plumber.Connection)
    throws(NetlinkError)
  {
    guard !result.routes.isEmpty else { return }
    let there = try target.socket.routes(table: nil)
    for route in result.routes {
      let network = route.destination.network
      let isThere = there.contains { other in
        other.family == network.family
          && (other.destination?.length ?? 0) == route.destination.length
          && (other.destination == nil || other.destination?.network == network)
          && (route.gateway == nil || other.gateway == route.gateway)
          && (route.table == nil || other.table == route.table)
      }
      guard isThere else {
        throw difference(call.interface, "the route to \(route.destination) is gone")
      }
    }
  }
}
