internal import NetworkWorld
internal import RouteNetlink

let noAddress = Rule("no-address") { scene in
  scene.stations.compactMap { interface in
    guard ["veth", "macvlan", "ipvlan", "netkit"].contains(interface.link.kind ?? ""),
      interface.usableAddresses.isEmpty,
      !interface.addresses.contains(where: { $0.flags.contains(.dadFailed) }),
      scene.world.dependents(of: interface.place).isEmpty,
      // Where routes go by it, it may do without.
      !scene.routes(interface.place.namespace).contains(where: {
        $0.link == interface.place.index && $0.proto != 2
      }),
      let network = scene.networkOfOthers(interface.place)
    else { return nil }
    return Finding(
      .warning, scene.label(interface.place), [interface.place],
      evidence: "it is up without an address, and others on its segment are in "
        + "\(network.network)/\(network.length)",
      fix: scene.freeAddress(in: network, on: interface.place).map {
        scene.cnet(
          interface.place.namespace, "address", "add", "\($0)", "--dev", interface.link.name)
      })
  }
}
