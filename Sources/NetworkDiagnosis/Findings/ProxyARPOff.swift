internal import NetworkWorld
internal import RouteNetlink

let proxyARPOff = Rule("proxy-arp-off") { scene in
  var seen: Set<LinkPlace> = []
  return scene.paths.flatMap { path in
    path.problems.compactMap { problem -> Finding? in
      guard case .notProxied(let address, let out, let station) = problem,
        seen.insert(station).inserted
      else { return nil }
      return Finding(
        .error, scene.label(station), [out, station],
        evidence: "\(scene.label(out)) asks for \(address) there, which is beyond it, "
          + "and proxy_arp is off",
        fix: scene.set(station.namespace, "ipv4/conf/\(scene.name(station))/proxy_arp", 1))
    }
  }
}
