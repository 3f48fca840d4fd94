internal import NetworkWorld
internal import RouteNetlink

let ipv6Tentative = Rule("ipv6-tentative") { scene in
  scene.interfaces.flatMap { interface -> [Finding] in
    // Without a carrier it stays so, and that is the cause then.
    guard interface.link.flags.isSuperset(of: [.up, .lowerUp]) else { return [] }
    return interface.addresses.filter {
      $0.flags.contains(.tentative) && !$0.flags.contains(.dadFailed)
        && !$0.prefix.address.isLinkLocal
    }.map { address in
      let space = interface.place.namespace
      let prefix = "\(address.prefix)"
      let device = scene.device(interface.link.name)
      return Finding(
        .warning, scene.label(interface.place), [interface.place],
        evidence: "\(prefix) is not used yet: duplicate address detection is under way",
        fix: scene.cnet(space, ["address", "delete", prefix] + device) + " && "
          + scene.cnet(space, ["address", "add", prefix] + device + ["--nodad"]))
    }
  }
}
