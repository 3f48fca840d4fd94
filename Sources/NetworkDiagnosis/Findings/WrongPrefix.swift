internal import NetworkWorld
internal import RouteNetlink

let wrongPrefix = Rule("wrong-prefix") { scene in
  var findings: [Finding] = []
  var seen: Set<LinkPlace> = []
  var networks: [LinkPlace: [IPPrefix]] = [:]
  for interface in scene.world.namespaces.flatMap(\.interfaces) {
    let prefixes = interface.usableAddresses.map(\.prefix)
    if !prefixes.isEmpty { networks[interface.place] = prefixes }
  }
  for station in scene.farthestLast(scene.stations.map(\.place)).reversed() {
    guard let own = networks[station], !seen.contains(station) else { continue }
    let others = scene.segment(station).stations.filter {
      $0.namespace != station.namespace && networks[$0] != nil
    }
    for mine in own where !mine.address.isLinkLocal {
      for place in others where !seen.contains(place) {
        let theirs = (networks[place] ?? []).filter {
          $0.address.family == mine.address.family && !$0.address.isLinkLocal
        }
        // All of them have to be strangers, for those of several networks share a wire.
        guard let their = theirs.first, !seen.contains(station),
          own.allSatisfy({ prefix in !theirs.contains { prefix.contains($0.address) } }),
          !scene.reaches(station, their.address), let here = scene.world[station],
          let other = scene.world[place]
        else { continue }
        let covering = theirs.first { $0.contains(mine.address) }
        let new: IPPrefix?
        let why: String
        if let covering {
          new = IPPrefix(mine.address, length: covering.length)
          why = "\(covering) of \(scene.label(other.place)) is outside that"
        } else if here.isPair, scene.peer(here)?.place == other.place,
          !scene.reaches(other.place, mine.address)
        {
          new = scene.freeAddress(in: their)
          why = "\(scene.label(other.place)) at the other end has \(their)"
        } else {
          continue
        }
        seen.insert(station)
        findings.append(
          Finding(
            .error, scene.label(station), [station, other.place],
            evidence: "it has \(mine), and \(why): there is no way there",
            fix: new.map { scene.readdress(station, from: mine, to: $0) }))
      }
    }
  }
  return findings
}

extension Scene {
  /// Whether the namespace has some way to an address.
  fileprivate func reaches(_ place: LinkPlace, _ address: IPAddress) -> Bool {
    if case .success = lookUp(place.namespace, address) { true } else { false }
  }
}
