internal import NetworkWorld
internal import RouteNetlink

let portBlocked = Rule("port-blocked") { scene in
  scene.interfaces.compactMap { port in
    // Those of a bridge that is down, or that have no carrier, are disabled for that.
    guard let state = (port.link.port as? BridgePort)?.state, state != .forwarding,
      port.link.flags.isSuperset(of: [.up, .lowerUp]),
      let bridge = port.master.flatMap({ scene.world[$0] }), bridge.link.flags.contains(.up)
    else { return nil }
    let hasSTP = ((bridge.link.data as? Bridge)?.spanningTree ?? .off) != .off
    // What spanning tree blocks would be a loop.
    let isMeant = hasSTP && state == .blocking
    let isPassing = hasSTP && (state == .listening || state == .learning)
    return Finding(
      isMeant ? .note : isPassing ? .warning : .error, scene.label(port.place),
      [port.place, bridge.place],
      evidence: "\(bridge.link.name) passes nothing by it: its state is \(state)"
        + (isPassing ? ", until the spanning tree's delay is over" : ""),
      // The kernel's spanning tree lets nobody else set it.
      fix: hasSTP
        ? nil
        : scene.tool(
          port.place.namespace, "bridge", "link", "set", "dev", port.link.name, "state", "3"))
  }
}
