internal import NetworkWorld
internal import RouteNetlink

let linkDown = Rule("link-down") { scene in
  scene.interfaces.compactMap { interface in
    guard !interface.link.flags.contains(.up) else { return nil }
    let place = interface.place
    let fix = scene.raise(interface)
    if interface.link.flags.contains(.loopback) {
      // Nobody needs it, until somebody sends to an address of the namespace's own.
      guard scene.paths.contains(where: { $0.places.contains(place) }) else { return nil }
      return Finding(
        .error, scene.label(place), [place],
        evidence: "the loopback is down, which packets to its own addresses go through", fix: fix)
    }
    if let peer = scene.peer(interface), peer.link.flags.contains(.up) {
      // In another namespace: see peer-down.
      guard peer.place.namespace == place.namespace else { return nil }
      return Finding(
        .error, scene.label(place), [place, peer.place],
        evidence: "it is down, and its peer \(scene.label(peer.place)) is up", fix: fix)
    }
    // What nobody has set up is not missed.
    let uses =
      interface.addresses.map(\.prefix.description)
      + [interface.master.map { "the master \(scene.name($0))" }].compactMap(\.self)
      + scene.ports(place).filter { $0.link.flags.contains(.up) }.map { "the port \($0.link.name)" }
    guard !uses.isEmpty else { return nil }
    return Finding(
      .error, scene.label(place), [place],
      evidence: "it is down, and has \(uses.joined(separator: ", "))", fix: fix)
  }
}
