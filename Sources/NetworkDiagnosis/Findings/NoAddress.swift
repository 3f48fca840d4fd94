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
    let (space, key) = (
      interface.place.namespace, "ipv6/conf/\(interface.link.name)/disable_ipv6"
    )
    let isOff =
      network.address.family == AddressFamily.inet6 && scene.parameter(space, key) == 1
    return Finding(
      .warning, scene.label(interface.place), [interface.place],
      evidence: "it is up without an address, and others on its segment are in "
        + "\(network.network)/\(network.length)" + (isOff ? "; IPv6 is off (disable_ipv6)" : ""),
      fix: scene.freeAddress(in: network).map {
        (isOff ? scene.set(space, key, 0) + " && " : "")
          + scene.cnet(space, ["address", "add", "\($0)"] + scene.device(interface.link.name))
      })
  }
}
