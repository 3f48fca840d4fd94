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
      return Finding(
        chain.rules == 0 ? .error : .note, scene.label(input), [input, out],
        namespace: input.namespace,
        evidence: "what goes on by \(scene.name(out)) passes the firewall, where \(chain.words)",
        fix: commands.joined(separator: " && "))
    }
  }
}

extension BaseChain {
  /// As nft(8) calls it.
  var familyName: String {
    switch family {
    case 1: "inet"
    case 10: "ip6"
    default: "ip"
    }
  }

  var words: String {
    "the chain \(familyName) \(table) \(name) drops what "
      + (rules == 0 ? "comes: it has no rule" : "none of its \(rules) rules accepts")
  }
}
