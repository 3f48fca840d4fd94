internal import NetworkWorld
internal import RouteNetlink

let peerDown = Rule("peer-down") { scene in
  scene.interfaces.compactMap { interface in
    guard interface.link.flags.contains(.up), let peer = scene.peer(interface),
      peer.place.namespace != interface.place.namespace, !peer.link.flags.contains(.up)
    else { return nil }
    return Finding(
      .error, scene.label(interface.place), [interface.place, peer.place],
      evidence: "it has no carrier, since its peer \(scene.label(peer.place)) is down",
      fix: scene.raise(interface))
  }
}
