internal import NetworkWorld
internal import RouteNetlink

let nextHopMissing = Rule("next-hop-missing") { scene in
  var seen: Set<Set<String>> = []
  return scene.paths.flatMap { path in
    path.problems.compactMap { problem -> Finding? in
      guard case .nobodyHas(let address, let out) = problem,
        seen.insert(["\(address)", scene.label(out)]).inserted
      else { return nil }
      // A gateway that nobody has gives way to one that forwards.
      let gateway = scene.router(near: out, family: address.family)
      let routes = scene.routes(out.namespace).filter {
        $0.link == out.index && $0.gateway == address
      }
      var fix: String?
      if let gateway, let route = routes.first {
        let target = route.destination.map { "\($0)" } ?? "default"
        fix =
          scene.cnet(out.namespace, "route", "delete", target, "--via", "\(address)") + " && "
          + scene.cnet(out.namespace, "route", "add", target, "--via", "\(gateway)")
      }
      return Finding(
        .error, scene.label(out), [out],
        evidence: "\(routes.isEmpty ? "" : "the gateway ")\(address) should be on its segment, "
          + "and \(scene.elsewhere(address) ?? "nobody there") has it",
        fix: fix)
    }
  }
}

extension Scene {
  /// Who has the address on another segment.
  fileprivate func elsewhere(_ address: IPAddress) -> String? {
    interfaces.first { $0.usableAddresses.contains { $0.prefix.address == address } }.map {
      "\(label($0.place)) on another"
    }
  }

  /// The address of the only one on a segment who forwards.
  fileprivate func router(near out: LinkPlace, family: UInt8) -> IPAddress? {
    let routers = segment(out).stations.filter { station in
      station.namespace != out.namespace && forwards(station, family: family) == true
    }
    guard routers.count == 1, let router = routers.first.flatMap({ world[$0] }) else { return nil }
    return router.usableAddresses.map(\.prefix.address).first { address in
      address.family == family
        && world[out]?.addresses.contains { $0.prefix.contains(address) } ?? false
    }
  }
}
