internal import NetworkWorld
internal import RouteNetlink

let defaultRouteDown = Rule("default-route-down") { scene in
  scene.namespaces.flatMap { namespace in
    scene.routes(namespace.identity).compactMap { route -> Finding? in
      guard route.destination == nil, route.type == 1, let index = route.link,
        let interface = namespace[index],
        !interface.link.flags.isSuperset(of: [.up, .lowerUp])
      else { return nil }
      let way = route.gateway.map { "default via \($0)" } ?? "the default route"
      return Finding(
        .error, scene.label(interface.place), [interface.place], namespace: namespace.identity,
        evidence: "\(way) goes by it, and it has no carrier", fix: scene.raise(interface))
    }
  }
}
