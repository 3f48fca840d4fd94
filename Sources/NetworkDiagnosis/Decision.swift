internal import NetworkNamespace
internal import RouteNetlink

/// Which rule and which route decide upon a packet. The kernel says what it does with the packet, and
/// not by which rule, nor by which route when it rejects it.
struct Decision {
  let rule: RoutingRule
  /// nil when the rule itself rejects.
  let route: Route?

  /// Whether it is rejected: `RTN_*` and `FR_ACT_*` have the same numbers for that.
  var isRejection: Bool { (6...8).contains(route?.type ?? rule.action) }

  /// One that every namespace has from the beginning.
  var isUsual: Bool { [253, 254, 255].contains(rule.table) && rule.action == 1 }
}

/// A packet, as far as rules ask.
struct Packet {
  var destination: IPAddress
  var source: IPAddress?
  /// The name of the link that it came in by; nil where it began.
  var input: String?
}

extension Scene {
  /// nil when none does, or it cannot be told.
  func decision(_ identity: NamespaceIdentity, _ packet: Packet) -> Decision? {
    var least: UInt32 = 0
    for rule in rules(identity, packet.destination.family)
    where rule.priority >= least && rule.matches(packet) {
      switch rule.action {
      case 1:
        guard let route = bestRoute(identity, packet.destination, in: rule.table),
          route.destination?.length ?? 0 > rule.suppressedPrefixLength
        else { continue }
        return Decision(rule: rule, route: route)
      case 2:
        guard let target = rule.target, rule.flags & 4 == 0 else { continue }
        least = target
      case 6...8: return Decision(rule: rule, route: nil)
      default: continue
      }
    }
    return nil
  }

  /// What would become of it if there were none but the usual rules.
  func usualRoute(_ identity: NamespaceIdentity, _ destination: IPAddress) -> Route? {
    for table in [255, 254, 253] as [UInt32] {
      guard var route = bestRoute(identity, destination, in: table) else { continue }
      if route.link == nil, let hop = route.nextHops.first {
        (route.link, route.gateway) = (hop.link, hop.gateway)
      }
      return route
    }
    return nil
  }

  /// The longest prefix, and of those the smallest metric. A route of type `throw` is as none.
  private func bestRoute(
    _ identity: NamespaceIdentity, _ destination: IPAddress, in table: UInt32
  ) -> Route? {
    let best = allRoutes(identity).filter { route in
      // RTNH_F_DEAD
      route.table == table && route.family == destination.family && route.tos == 0
        && route.source == nil && route.flags & 1 == 0
        && (route.destination?.contains(destination) ?? true)
    }.max { a, b in
      let (one, other) = (a.destination?.length ?? 0, b.destination?.length ?? 0)
      return one == other ? (a.metric ?? 0) > (b.metric ?? 0) : one < other
    }
    // RTN_THROW
    return best?.type == 9 ? nil : best
  }
}

extension RoutingRule {
  /// Corresponds to `fib_rule_match()` in net/core/fib_rules.c. The packet has no mark, and no socket
  /// is bound to a link.
  fileprivate func matches(_ packet: Packet) -> Bool {
    guard !isVRF, !isParticular else { return false }
    let matches =
      (input == nil || input == packet.input ?? "lo") && output == nil && mark & markMask == 0
      && tos == 0 && (source.map { $0.covers(packet.source) } ?? true)
      && (destination?.contains(packet.destination) ?? true)
    // FIB_RULE_INVERT
    return matches == (flags & 2 == 0)
  }

  /// As ip-rule(8) takes it.
  var words: [String] {
    var words = flags & 2 == 0 ? [] : ["not"]
    words += ["pref", "\(priority)", "from", source.map { "\($0)" } ?? "all"]
    if let destination { words += ["to", "\(destination)"] }
    if let input { words += ["iif", input] }
    if let output { words += ["oif", output] }
    switch action {
    case 1: words += ["lookup", "\(table)"]
    case 6: words.append("blackhole")
    case 7: words.append("unreachable")
    case 8: words.append("prohibit")
    default: break
    }
    return words
  }
}

extension Route {
  /// As ip-route(8) takes one that rejects.
  var rejectionWords: [String] {
    let verdict =
      switch type {
      case 6: "blackhole"
      case 7: "unreachable"
      default: "prohibit"
      }
    var words = [verdict, destination.map { "\($0)" } ?? "default", "table", "\(table)"]
    if let metric, metric > 0 { words += ["metric", "\(metric)"] }
    return words
  }
}

extension IPPrefix {
  /// Whether a packet without a source is from there, too.
  fileprivate func covers(_ source: IPAddress?) -> Bool {
    source.map(contains) ?? (length == 0)
  }
}
