internal import ContainerNetwork
internal import NetworkWorld
internal import RouteNetlink

let parentDown = Rule("parent-down") { scene in
  scene.interfaces.compactMap { interface in
    guard interface.link.flags.contains(.up), let parent = scene.parent(interface),
      parent.place != interface.place, !parent.link.flags.contains(.up)
    else { return nil }
    return Finding(
      .error, scene.label(interface.place), [interface.place, parent.place],
      evidence: LinkCondition.parentIsDown(scene.label(parent.place)).text,
      fix: scene.raise(interface))
  }
}
