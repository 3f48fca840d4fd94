internal import ContainerNetwork
internal import NetworkWorld
internal import RouteNetlink

let passthruTaken = Rule("passthru-taken") { scene in
  scene.interfaces.compactMap { parent in
    guard !parent.usableAddresses.isEmpty,
      let holder = scene.children(parent.place).first(where: { $0.macvlanMode == .passthru })
    else { return nil }
    // The mode cannot be left, so that it has to be made anew.
    let place = holder.place
    let verb = [holder.link.kind == "macvtap" ? "macvtap" : "macvlan", "add"]
    var options: [String] = []
    if place.namespace != parent.place.namespace {
      options += ["--netns", scene.reference(place.namespace)]
    }
    for address in holder.usableAddresses { options += ["--address", "\(address.prefix)"] }
    for route in scene.routes(place.namespace) where route.link == place.index {
      if route.destination == nil, let gateway = route.gateway {
        options += ["--gateway", "\(gateway)"]
      }
    }
    let condition = LinkCondition.passthru(
      parent: scene.label(parent.place), holder: scene.label(place))
    let own = parent.usableAddresses.map(\.prefix.description).joined(separator: ", ")
    return Finding(
      .error, scene.label(parent.place), [parent.place, place],
      evidence: "\(condition.text), and so nothing comes to \(own)",
      fix: scene.cnet(place.namespace, ["link", "delete"], links: [holder.link.name]) + " && "
        + scene.cnet(
          parent.place.namespace, verb, links: [parent.link.name, holder.link.name], options))
  }
}
