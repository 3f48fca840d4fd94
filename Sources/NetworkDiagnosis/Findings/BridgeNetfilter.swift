internal import NFTables
internal import NetworkWorld
internal import RouteNetlink

let bridgeNetfilter = Rule("bridge-netfilter") { scene in
  var seen: Set<LinkPlace> = []
  return scene.paths.flatMap { path in
    path.problems.compactMap { problem -> Finding? in
      guard case .bridgeFilter(let bridge, let chain) = problem, seen.insert(bridge).inserted
      else { return nil }
      let isIPv4 = path.destination.family == AddressFamily.inet
      let key = isIPv4 ? "bridge/bridge-nf-call-iptables" : "bridge/bridge-nf-call-ip6tables"
      var finding = Finding(
        chain.rules == 0 ? .error : .note, scene.label(bridge), [bridge],
        evidence: "net.\(key.replacingSlashes) hands what it forwards to the firewall, where "
          + chain.words,
        fix: scene.set(bridge.namespace, key, 0))
      finding.isDoubt = true
      return finding
    }
  }
}
