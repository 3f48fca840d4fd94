internal import NetworkWorld
internal import RouteNetlink

let rpFilter = Rule("rp-filter") { scene in
  scene.paths.flatMap { path in
    path.problems.compactMap { problem -> Finding? in
      guard case .fromElsewhere(let input, let source, let route) = problem,
        let other = route.link
      else { return nil }
      let value = scene.largerParameter(input, "rp_filter")
      let way = LinkPlace(namespace: input.namespace, index: other)
      return Finding(
        .error, scene.label(input), [input, way],
        evidence: "rp_filter is \(max(value.all, value.own)) and drops what comes in by it from "
          + "\(source), since the way back is by \(scene.name(way))",
        fix: scene.set(input.namespace, "ipv4/conf/\(scene.name(input))/rp_filter", 2))
    }
  }
}
