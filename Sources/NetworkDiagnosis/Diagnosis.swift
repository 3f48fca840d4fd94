public import NetworkNamespace
public import NetworkWorld
public import RouteNetlink

/// What is to be explained.
public enum Question: Sendable {
  /// The namespace it is asked from, and all that hang together with it.
  case everything
  case link(LinkPlace)
  case namespace(NamespaceIdentity)
  /// Why packets do not come from a namespace to an address and back.
  case path(from: NamespaceIdentity, to: IPAddress)

  /// The namespace that it begins in; nil is where it is asked.
  public var center: NamespaceIdentity? {
    switch self {
    case .everything: nil
    case .link(let place): place.namespace
    case .namespace(let identity), .path(let identity, _): identity
    }
  }
}

/// Looks for what is wrong.
public enum Diagnosis {
  /// All that is looked for. Causes come before what they bring about.
  static let rules: [Rule] = [
    linkDown, peerDown, parentDown, noCarrier, defaultRouteDown,
    portAddress, portBlocked, portIsolated, passthruTaken, macvlanMode, macvlanHost,
    netkitBlackhole,
    mtuMismatch, duplicateMAC, duplicateAddress,
    ipv6DADFailed, ipv6Tentative, linkLocalOnly, noAddress, wrongPrefix,
    noRoute, rejectRoute, policyRule, routingLoop, forwardingOff, rpFilter, arpIgnore, proxyARPOff,
    neighborStale, nextHopMissing, bridgeNetfilter, forwardPolicy, localPolicy,
    countersRising, neighborFailed,
  ]

  /// Every code that a finding may have; see cnet-explain(1).
  public static var codes: [String] { rules.map(\.code) + Probe.codes }

  /// The findings, the gravest first.
  public static func findings(_ scene: Scene) -> [Finding] {
    var findings: [Finding] = []
    var causes: [Finding] = []
    for rule in rules {
      for var finding in rule.find(scene) where scene.isAskedAbout(finding) {
        // News only where nothing says why.
        if rule.isConsequence,
          causes.contains(where: { $0.severity < .note && scene.isNear($0, finding) })
        {
          continue
        }
        finding.code = rule.code
        findings.append(finding)
        if !rule.isConsequence { causes.append(finding) }
      }
    }
    return findings.enumerated().sorted {
      ($0.element.severity, $0.offset) < ($1.element.severity, $1.offset)
    }.map(\.element)
  }
}
