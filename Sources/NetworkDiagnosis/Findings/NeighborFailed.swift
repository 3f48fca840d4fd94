internal import NetworkWorld
internal import RouteNetlink

let neighborFailed = Rule("neighbor-failed", isConsequence: true) { scene in
  scene.namespaces.flatMap { namespace in
    scene.neighbors(namespace.identity).compactMap { neighbor -> Finding? in
      let place = LinkPlace(namespace: namespace.identity, index: neighbor.link)
      guard neighbor.state.contains(.failed),
        scene.isAskedAbout(neighbor.destination, on: place)
      else { return nil }
      // Nobody misses one that is not there.
      let isMissed =
        scene.routes(place.namespace).contains { $0.gateway == neighbor.destination }
        || scene.segment(place).stations.contains { station in
          scene.world[station]?.usableAddresses.contains {
            $0.prefix.address == neighbor.destination
          } ?? false
        }
      return Finding(
        isMissed ? .warning : .note, scene.label(place), [place],
        evidence: "\(neighbor.destination) did not answer when it was last asked for",
        fix: scene.tool(
          place.namespace, "ip", "neigh", "del", "\(neighbor.destination)", "dev",
          scene.name(place)))
    }
  }
}
