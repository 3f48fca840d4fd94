internal import NetworkNamespace
internal import NetworkWorld
internal import RouteNetlink

let policyRule = Rule("policy-rule") { scene in
  scene.paths.flatMap { path in
    path.problems.compactMap { problem -> Finding? in
      switch problem {
      case .rejected(let namespace, let address, _, let decision?, let isAnswer)
      where decision.route == nil:
        let what = isAnswer ? "the answer to \(address)" : "\(address)"
        return finding(namespace, decision.rule, "rejects \(what)", scene)
      case .diverted(let namespace, let address, let decision, let usual):
        let way = decision.route.map { scene.way($0, namespace) } ?? "elsewhere"
        return finding(
          namespace, decision.rule,
          "sends \(address) \(way), where nothing leads on; "
            + "without it that would go \(scene.way(usual, namespace))", scene)
      default: return nil
      }
    }
  }
}

private func finding(
  _ namespace: NamespaceIdentity, _ rule: RoutingRule, _ does: String, _ scene: Scene
) -> Finding {
  let family = rule.family == AddressFamily.inet ? "-4" : "-6"
  return Finding(
    .error, scene.label(namespace), [], namespace: namespace,
    evidence: "the rule \(rule.words.joined(separator: " ")) \(does)",
    fix: scene.tool(namespace, ["ip", family, "rule", "del"] + rule.words))
}

extension Scene {
  fileprivate func way(_ route: Route, _ namespace: NamespaceIdentity) -> String {
    let link = route.link.map { "by \(name(LinkPlace(namespace: namespace, index: $0)))" }
    return [link, route.gateway.map { "via \($0)" }].compactMap(\.self).joined(separator: " ")
  }
}
