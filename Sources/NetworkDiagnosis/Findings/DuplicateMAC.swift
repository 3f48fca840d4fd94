internal import ContainerNetwork
internal import NetworkWorld
internal import RouteNetlink

let duplicateMAC = Rule("duplicate-mac") { scene in
  var seen: Set<Set<LinkPlace>> = []
  var findings: [Finding] = []
  // Some have their parent's by design, and some none: a zero, and nobody asks for it.
  let own = scene.world.namespaces.flatMap(\.interfaces).filter {
    $0.link.address?.mac != nil && $0.link.address?.bytes.contains { $0 != 0 } ?? false
      && $0.link.kind != "ipvlan" && $0.link.kind != "vlan" && $0.macvlanMode != .passthru
      && $0.link.flags.contains(.up) && !$0.link.flags.contains(.noARP)
  }
  let shared = Dictionary(grouping: own, by: \.link.address).filter { $0.value.count > 1 }
  for station in shared.isEmpty ? [] : scene.stations {
    let near = Set([station.place] + scene.segment(station.place).stations)
    for (mac, links) in shared {
      let places = near.intersection(links.map(\.place))
      guard places.count > 1, let mac, !seen.contains(places) else { continue }
      seen.insert(places)
      let sorted = scene.farthestLast(Array(places))
      guard let last = sorted.last else { continue }
      findings.append(
        Finding(
          .error, scene.label(last), sorted,
          evidence: "\(scene.labels(sorted)) have the MAC \(mac) on one segment",
          fix: scene.cnet(
            last.namespace, ["link", "set"], links: [scene.name(last)],
            ["--mac", "\(MACAddress.random())"])))
    }
  }
  return findings
}

extension Scene {
  /// In a fixed order, with those at home first, where an address is the least to be given up.
  func farthestLast(_ places: [LinkPlace]) -> [LinkPlace] {
    let order = Dictionary(
      world.namespaces.enumerated().map { ($1.identity, $0) }, uniquingKeysWith: { $1 })
    return places.sorted {
      (order[$0.namespace] ?? 0, $0.index) < (order[$1.namespace] ?? 0, $1.index)
    }
  }
}
