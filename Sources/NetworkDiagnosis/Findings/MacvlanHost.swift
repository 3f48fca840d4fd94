internal import NetworkWorld
internal import RouteNetlink

let macvlanHost = Rule("macvlan-host") { scene in
  scene.interfaces.compactMap { parent in
    let space = parent.place.namespace
    var children: [(link: World.Interface, address: IPAddress)] = []
    for child in scene.children(parent.place) {
      guard child.sharesParent, child.macvlanMode != .passthru,
        child.place.namespace != space
      else { continue }
      for address in child.usableAddresses.map(\.prefix.address) {
        // What has a shim goes by that.
        guard parent.usableAddresses.contains(where: { $0.prefix.contains(address) }),
          case .success(let route) = scene.lookUp(space, address), route.link == parent.place.index
        else { continue }
        children.append((child, address))
      }
    }
    guard let kind = children.first?.link.link.kind else { return nil }
    let isInTheWay = scene.paths.contains {
      $0.problems.contains { problem in
        guard case .isolated(let out, let station) = problem else { return false }
        return out == parent.place || station == parent.place
      }
    }
    let places = children.map(\.link.place)
    return Finding(
      isInTheWay ? .error : .note, scene.label(parent.place), [parent.place] + places,
      evidence: "no frame passes between it and the \(kind)s on it: "
        + children.map { "\($0.address) (\(scene.label($0.link.place)))" }.joined(separator: ", ")
        + " cannot be reached from here, nor the other way",
      // An ipvlan with the parent's address would take from it what comes from the wire.
      fix: kind == "ipvlan"
        ? nil
        : scene.cnet(
          space, ["macvlan", "shim"],
          links: [parent.link.name] + children.map { "\($0.address)" }))
  }
}
