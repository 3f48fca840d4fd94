internal import ContainerNetwork
internal import NetworkWorld
internal import RouteNetlink

let portAddress = Rule("port-address") { scene in
  scene.interfaces.compactMap { interface in
    guard let master = interface.master, interface.link.masterKind == "bridge",
      !interface.usableAddresses.isEmpty
    else { return nil }
    let addresses = interface.usableAddresses.map(\.prefix)
    let space = interface.place.namespace
    let moves = addresses.map { prefix in
      scene.cnet(space, ["address", "add", "\(prefix)"] + scene.device(scene.name(master)))
        + " && "
        + scene.cnet(
          space, ["address", "delete", "\(prefix)"] + scene.device(interface.link.name))
    }
    let condition = LinkCondition.port(
      interface.link.name, masterKind: "bridge", master: scene.name(master))
    return Finding(
      .error, scene.label(interface.place), [interface.place, master],
      evidence: "it has \(addresses.map(\.description).joined(separator: ", ")), and "
        + condition.text, fix: moves.joined(separator: " && "))
  }
}
