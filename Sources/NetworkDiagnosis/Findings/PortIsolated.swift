internal import NetworkWorld
internal import RouteNetlink

let portIsolated = Rule("port-isolated") { scene in
  var seen: Set<Set<LinkPlace>> = []
  return scene.paths.flatMap { path in
    path.problems.compactMap { problem -> Finding? in
      guard case .portsIsolated(let one, let other, let bridge) = problem,
        seen.insert([one, other]).inserted
      else { return nil }
      return Finding(
        .error, scene.label(bridge), [bridge, one, other],
        evidence: "it passes nothing between its ports \(scene.name(one)) and "
          + "\(scene.name(other)), which are isolated both",
        fix: scene.tool(
          other.namespace, "bridge", "link", "set", "dev", scene.name(other), "isolated", "off"))
    }
  }
}
