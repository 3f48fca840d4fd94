internal import NFTables
internal import NetworkNamespace
internal import NetworkWorld
internal import RouteNetlink

let forwardPolicy = Rule("forward-policy") { scene in
  var seen: Set<Set<LinkPlace>> = []
  return scene.paths.flatMap { path in
    path.problems.compactMap { problem -> Finding? in
      guard case .forwardFilter(let input, let out, let chain) = problem,
        seen.insert([input, out]).inserted
      else { return nil }
      // Both ways: the answer comes by here, too.
      let commands = [(input, out), (out, input)].compactMap { one, other in
        scene.accept(input.namespace, chain, scene.match(one, "i") + scene.match(other, "o"))
      }
      var finding = Finding(
        chain.rules == 0 ? .error : .note, scene.label(input), [input, out],
        namespace: input.namespace,
        evidence: "what goes on by \(scene.name(out)) passes the firewall, where \(chain.words)",
        fix: commands.isEmpty ? nil : commands.joined(separator: " && "))
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
        fix: scene.accept(place.namespace, chain, scene.match(place, isInput ? "i" : "o")))
      finding.isDoubt = true
      return finding
    }
  }
}

extension Scene {
  /// What an nft rule asks of a link. A name that nft would take for more is left out for its index.
  fileprivate func match(_ place: LinkPlace, _ way: String) -> [String] {
    let name = name(place)
    return name.isPlainForNFT
      ? ["\(way)ifname", "\"\(name)\""] : ["\(way)if", "\(place.index)"]
  }

  /// A rule that accepts; nil where nft cannot be told the chain's name.
  fileprivate func accept(
    _ identity: NamespaceIdentity, _ chain: BaseChain, _ matches: [String]
  ) -> String? {
    guard chain.table.isPlainForNFT, chain.name.isPlainForNFT else { return nil }
    return tool(
      identity,
      ["nft", "insert", "rule", chain.familyName, chain.table, chain.name] + matches + ["accept"])
  }

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
            fix: chain.table.isPlainForNFT && chain.name.isPlainForNFT
              ? tool(
                identity, "nft", "chain", chain.familyName, chain.table, chain.name,
                "{ policy accept; }")
              : nil))
      }
    }
    return findings
  }
}

extension String {
  /// Whether nft(8) reads it as one word and takes none of it for a pattern or a command: it knows no
  /// way to quote.
  var isPlainForNFT: Bool {
    !isEmpty && !hasPrefix("-")
      && utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: "-_.".utf8.contains(byte)
        }
      }
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
