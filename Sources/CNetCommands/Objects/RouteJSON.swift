internal import Netlink
internal import RouteNetlink

extension Route {
  /// Corresponds to `RTN_*`.
  var typeName: String {
    let names = [
      "none", "unicast", "local", "broadcast", "anycast", "multicast", "blackhole", "unreachable",
      "prohibit", "throw", "nat", "xresolve",
    ]
    return names.indices.contains(Int(type)) ? names[Int(type)] : "\(type)"
  }

  var destinationText: String { destination?.short ?? "default" }

  /// Corresponds to `RTNH_F_*` and `RTM_F_*`, with the names of `ip`.
  static func flagNames(_ flags: UInt32) -> [StaticString] {
    let names: [(UInt32, StaticString)] = [
      (1, "dead"), (4, "onlink"), (2, "pervasive"), (8, "offload"), (64, "trap"),
      (0x100, "notify"), (16, "linkdown"), (32, "unresolved"), (0x4000, "rt_offload"),
      (0x8000, "rt_trap"), (0x2000_0000, "rt_offload_failed"),
    ]
    return names.filter { flags & $0.0 != 0 }.map(\.1)
  }

  /// Corresponds to `RTAX_*`, in the order of their numbers, with the names of `ip`.
  static let metricNames: [(UInt16, StaticString)] = [
    (2, "mtu"), (3, "window"), (4, "rtt"), (5, "rttvar"), (6, "ssthresh"), (7, "cwnd"),
    (8, "advmss"), (9, "reordering"), (10, "hoplimit"), (11, "initcwnd"), (12, "features"),
    (13, "rto_min"), (14, "initrwnd"), (15, "quickack"), (17, "fastopen_no_cookie"),
  ]
}

extension IPPrefix {
  /// As `ip` writes destinations: without a length where it is an address alone.
  var short: String { length == address.bitWidth ? address.description : description }
}

/// Prints routes as `ip -j -d route show` does.
struct RouteJSON {
  var resolver: LinkNameResolver
  /// Whether the table is said: `ip` leaves it out where only one was asked for.
  var showsTable: Bool

  mutating func write(_ route: Route, to json: inout JSONWriter) {
    json.beginObject()
    json.field("type", text: route.typeName)
    json.field("dst", text: route.destinationText)
    if let source = route.source { json.field("from", text: source.short) }
    if route.tos != 0 { json.field("tos", text: Self.serviceField(route.tos)) }
    if let id = route.nextHopID { json.field("nhid", id) }
    json.gateway(route.gateway, family: route.family)
    if let link = route.link { json.field("dev", text: resolver.entry(link).entry.name) }
    if showsTable { json.field("table", text: NumberNames.routeTables[route.table]) }
    json.field("protocol", text: NumberNames.routeProtocols[route.proto])
    json.field("scope", text: NumberNames.routeScopes[route.scope])
    if let source = route.preferredSource { json.field("prefsrc", text: source.description) }
    if let metric = route.metric { json.field("metric", metric) }
    json.flags(route.flags)
    if let realms = route.realms {
      json.begin(object: "flow")
      if realms >> 16 != 0 { json.field("from", text: NumberNames.routeRealms[realms >> 16]) }
      json.field("to", text: NumberNames.routeRealms[realms & 0xFFFF])
      json.endObject()
    }
    if route.family == AddressFamily.inet6, let expires = route.expires {
      json.field("expires", expires)
    }
    writeMetrics(route, to: &json)
    if let preference = route.preference {
      let names: [UInt8: String] = [0: "medium", 1: "high", 3: "low"]
      json.field("pref", text: names[preference] ?? "\(preference)")
    }
    if !route.nextHops.isEmpty {
      json.begin(array: "nexthops")
      for hop in route.nextHops {
        json.beginObject()
        json.gateway(hop.gateway, family: route.family)
        json.field("dev", text: resolver.entry(hop.link).entry.name)
        json.field("weight", hop.weight)
        json.flags(UInt32(hop.flags))
        json.endObject()
      }
      json.endArray()
    }
    json.endObject()
  }

  /// Corresponds to `rtnl_dsfield_n2a`.
  private static func serviceField(_ tos: UInt8) -> String {
    let name = NumberNames.serviceFields[tos]
    return name == "\(tos)" ? "0x" + (tos < 16 ? "0" : "") + String(tos, radix: 16) : name
  }

  private func writeMetrics(_ route: Route, to json: inout JSONWriter) {
    guard route.mtu != nil || route.congestionControl != nil || !route.metrics.isEmpty else {
      return
    }
    json.begin(array: "metrics")
    json.beginObject()
    for (number, name) in Route.metricNames {
      if number > 16 { writeCongestionControl(route, to: &json) }
      guard let value = number == 2 ? route.mtu : route.metrics[number] else { continue }
      switch number {
      // RTAX_RTT and RTAX_RTTVAR are in eighths and quarters of a millisecond.
      case 4: json.field(name, value / 8)
      case 5: json.field(name, value / 4)
      // RTAX_HOPLIMIT: -1 is the default.
      case 10: if value != .max { json.field(name, value) }
      case 12:
        if value & 1 != 0 { json.null("ecn") }
        if value & ~1 != 0 { json.field("of", text: "0x" + String(value & ~1, radix: 16)) }
      default: json.field(name, value)
      }
    }
    json.endObject()
    json.endArray()
  }

  private func writeCongestionControl(_ route: Route, to json: inout JSONWriter) {
    if let name = route.congestionControl { json.field("congestion", text: name) }
  }
}

extension JSONWriter {
  fileprivate mutating func gateway(_ gateway: IPAddress?, family: UInt8) {
    guard let gateway else { return }
    if gateway.family == family {
      field("gateway", text: gateway.description)
    } else {
      begin(object: "via")
      field("family", gateway.family == AddressFamily.inet ? "inet" : "inet6")
      field("host", text: gateway.description)
      endObject()
    }
  }

  fileprivate mutating func flags(_ flags: UInt32) {
    begin(array: "flags")
    for name in Route.flagNames(flags) { value(name) }
    endArray()
  }
}
