internal import NetworkWorld
internal import RouteNetlink

let neighborStale = Rule("neighbor-stale") { scene in
  scene.namespaces.flatMap { namespace in
    scene.neighbors(namespace.identity).compactMap { neighbor -> Finding? in
      let place = LinkPlace(namespace: namespace.identity, index: neighbor.link)
      guard let mac = neighbor.address,
        neighbor.state.isDisjoint(with: [.failed, .incomplete, .noARP]),
        scene.isAskedAbout(neighbor.destination, on: place)
      else { return nil }
      let stations = scene.segment(place).stations.filter { $0.namespace != place.namespace }
      let owners = stations.compactMap { scene.world[$0] }.filter { owner in
        owner.link.flags.contains(.up)
          && owner.usableAddresses.contains { $0.prefix.address == neighbor.destination }
      }
      // What comes to any MAC of the machine, a bridge's port's too, is for it; a proxy takes others'.
      let isRight =
        owners.contains { owner in
          scene.world[owner.place.namespace]?.interfaces.contains { $0.link.address == mac }
            ?? false
        }
        || stations.contains {
          scene.world[$0]?.link.address == mac && scene.isProxy($0, for: neighbor.destination)
        }
      guard let owner = owners.first, let right = owner.link.address, !isRight else { return nil }
      let stays = neighbor.state.contains(.permanent)
      let (address, link) = ("\(neighbor.destination)", scene.name(place))
      return Finding(
        stays ? .error : .warning, scene.label(place), [place, owner.place],
        evidence: "what goes to \(address) is sent to the MAC \(mac), and "
          + "\(scene.label(owner.place)), who has the address, has \(right)",
        fix: stays
          ? scene.tool(
            place.namespace, "ip", "neigh", "replace", address, "lladdr", "\(right)", "dev", link,
            "nud", "permanent")
          : scene.tool(place.namespace, "ip", "neigh", "del", address, "dev", link))
    }
  }
}
