internal import NetworkWorld
internal import RouteNetlink

internal import NFTables

let forwardPolicy = Rule("forward-policy") { scene in
  var seen: Set<Set<LinkPlace>> = []
  return scene.paths.flatMap { path in
    path.problems.compactMap { problem -> Finding? in
      guard case .forwardFilter(let input, let out, let chain) = problem,
        seen.insert([input, out]).inserted
      else { return nil }
      // Both ways: the answer comes by here, too.
      let commands = [(input, out), (out, input)].map { one, other in
        scene.tool(
          input.namespace, "nft", "insert", "rule", chain.familyName, chain.table, chain.name,
          "iifname", "\"\(scene.name(one))\"", "oifname", "\"\(scene.name(other))\"", "accept")
      }
      var finding = Finding(
        chain.rules == 0 ? .error : .note, scene.label(input), [input, out],
        namespace: input.namespace,
        evidence: "what goes on by \(scene.name(out)) passes the firewall, where \(chain.words)",
        fix: commands.joined(separator: " && "))
      finding.isDoubt = true
      return finding
    }
  }
}

let localPolicy = Rule("local-policy") { scene in
  var seen: Set<String> = []
  let closed = scene.isAboutPath ? [] : scene.namespaces.flatMap(scene.closedChains)
  if !closed.isEmpty { return closed }
  return scene.paths.flatMap { path in
    path.problems.compactMap { problem -> Finding? in
      guard case .localFilter(let place, let isInput, let chain) = problem,
        seen.insert("\(scene.label(place)) \(chain.table) \(chain.name)").inserted
      else { return nil }
      var finding = Finding(
        chain.rules == 0 ? .error : .note, scene.label(place), [place], namespace: place.namespace,
        evidence: "what \(isInput ? "comes in" : "goes out") by it passes the firewall, where "
          + chain.words,
        fix: scene.tool(
          place.namespace, "nft", "insert", "rule", chain.familyName, chain.table, chain.name,
          isInput ? "iifname" : "oifname", "\"\(scene.name(place))\"", "accept"))
      finding.isDoubt = true
      return finding
    }
  }
}

extension Scene {
  /// Chains through which nothing gets in or out, whether somebody asks for a way or not.
  fileprivate func closedChains(_ namespace: World.Namespace) -> [Finding] {
    let identity = namespace.identity
    var findings: [Finding] = []
    for hook in [1, 3] as [UInt32] {
      for chain in dropping(identity, [1, 2, 10], hook: hook) where chain.rules == 0 {
        findings.append(
          Finding(
            .error, label(identity), [], namespace: identity,
            evidence: "what \(hook == 1 ? "comes in" : "goes out") passes the firewall, where "
              + chain.words,
            fix: tool(
              identity, "nft", "chain", chain.familyName, chain.table, chain.name,
              "{ policy accept; }")))
      }
    }
    return findings
  }
}

extension BaseChain {
  /// As nft(8) calls it.
  var familyName: String {
    switch family {
    case 1: "inet"
    case 7: "bridge"
    case 10: "ip6"
    default: "ip"
    }
  }

  var words: String {
    "the chain \(familyName) \(table) \(name) drops what "
      + (rules == 0
        ? "comes: it has no rule"
        : rules == 1 ? "its rule does not accept" : "none of its \(rules) rules accepts")
  }
}
