internal import NetworkWorld
internal import RouteNetlink

let routingLoop = Rule("routing-loop") { scene in
  scene.paths.flatMap { path in
    path.problems.compactMap { problem -> Finding? in
      guard case .loop(let namespaces, let address) = problem, let first = namespaces.first else {
        return nil
      }
      let way = (namespaces + [first]).map(scene.label).joined(separator: ", then ")
      return Finding(
        .error, scene.label(first), [], namespace: first,
        evidence: "packets to \(address) go round: by \(way)", fix: nil)
    }
  }
}
