internal import NetworkWorld
internal import RouteNetlink

let linkLocalOnly = Rule("link-local-only") { scene in
  scene.stations.compactMap { interface in
    let ipv4 = interface.addresses.map(\.prefix).filter {
      $0.address.family == AddressFamily.inet
    }
    guard let old = ipv4.first, ipv4.allSatisfy(\.address.isLinkLocal) else { return nil }
    // Where others have such addresses too, they may be meant.
    let network = scene.networkOfOthers(interface.place, AddressFamily.inet)
    let others = scene.segment(interface.place).stations.compactMap { scene.world[$0] }
    let isMeant =
      others.contains { other in
        other.addresses.contains {
          $0.prefix.address.family == AddressFamily.inet && $0.prefix.address.isLinkLocal
        }
      }
      || scene.routes(interface.place.namespace).contains {
        $0.link == interface.place.index && $0.proto != 2
      }
    if isMeant { return nil }
    return Finding(
      .warning, scene.label(interface.place), [interface.place],
      evidence: "it has \(old) and no other IPv4 address: "
        + "the DHCP server that it asked is silent or has none left",
      fix: network.flatMap { scene.freeAddress(in: $0) }.map {
        scene.readdress(interface.place, from: old, to: $0)
      })
  }
}

extension Scene {
  /// A network that others on the segment have addresses of.
  func networkOfOthers(_ place: LinkPlace, _ family: UInt8? = nil) -> IPPrefix? {
    for other in segment(place).stations where other.namespace != place.namespace {
      for prefix in world[other]?.usableAddresses.map(\.prefix) ?? [] {
        if prefix.address.isLinkLocal || prefix.length >= prefix.address.bitWidth - 1 { continue }
        if family == nil || family == prefix.address.family { return prefix }
      }
    }
    return nil
  }
}
