internal import NetworkWorld
internal import RouteNetlink

/// Without a carrier, for none of the reasons that the others name.
let noCarrier = Rule("no-carrier") { scene in
  scene.interfaces.compactMap { interface in
    let link = interface.link
    guard link.flags.contains(.up), !link.flags.contains(.lowerUp), scene.raise(interface) == nil,
      link.kind != "bridge"
    else { return nil }
    // Its parent's carrier is its own.
    if let parent = scene.parent(interface), parent.place != interface.place,
      !parent.link.flags.contains(.lowerUp)
    {
      return nil
    }
    // A socket without a cable is no fault where nobody uses it.
    guard
      !interface.usableAddresses.isEmpty || interface.master != nil
        || !scene.children(interface.place).isEmpty
    else { return nil }
    let isHeldDown = link.protocolDown ?? false
    return Finding(
      .error, scene.label(interface.place), [interface.place],
      evidence: isHeldDown
        ? "it is held without carrier (protodown)" : "it is up and has no carrier",
      fix: isHeldDown
        ? scene.tool(
          interface.place.namespace, "ip", "link", "set", "dev", link.name, "protodown", "off")
        : nil)
  }
}
