internal import NetworkWorld
internal import RouteNetlink

let duplicateAddress = Rule("duplicate-address") { scene in
  var seen: Set<Set<LinkPlace>> = []
  var findings: [Finding] = []
  for station in scene.stations {
    for address in station.usableAddresses {
      let elsewhere = scene.holders(of: address.prefix.address).filter { other in
        other.namespace != station.place.namespace
          && scene.world[other]?.usableAddresses.contains {
            $0.prefix.address == address.prefix.address
          } ?? false
      }
      guard !elsewhere.isEmpty else { continue }
      let others = Set(scene.segment(station.place).stations).intersection(elsewhere)
      let places = others.union([station.place])
      guard !others.isEmpty, seen.insert(places).inserted else { continue }
      let sorted = scene.farthestLast(Array(places))
      guard let last = sorted.last,
        let old = scene.world[last]?.addresses.map(\.prefix).first(where: {
          $0.address == address.prefix.address
        })
      else { continue }
      findings.append(
        Finding(
          .error, scene.label(last), sorted,
          evidence: "\(scene.labels(sorted)) have \(old.address) on one segment",
          fix: scene.freeAddress(in: old).map {
            scene.readdress(last, from: old, to: $0)
          }))
    }
  }
  return findings
}
