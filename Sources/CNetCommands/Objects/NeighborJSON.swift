internal import Netlink
internal import RouteNetlink

extension Neighbor {
  /// Corresponds to `NUD_*`, in the order of `ip`.
  var stateNames: [StaticString] {
    let names: [(State, StaticString)] = [
      (.incomplete, "INCOMPLETE"), (.reachable, "REACHABLE"), (.stale, "STALE"),
      (.delay, "DELAY"), (.probe, "PROBE"), (.failed, "FAILED"), (.noARP, "NOARP"),
      (.permanent, "PERMANENT"),
    ]
    return names.filter { state.contains($0.0) }.map(\.1)
  }

  /// Corresponds to `NTF_*` and `NTF_EXT_*`, in the order of `ip`.
  var flagNames: [StaticString] {
    let names: [(UInt8, StaticString)] = [
      (0x80, "router"), (0x08, "proxy"), (0x10, "extern_learn"), (0x20, "offload"),
    ]
    return names.filter { flags & $0.0 != 0 }.map(\.1)
      + (extendedFlags & 1 != 0 ? ["managed"] : [])
  }
}

/// Prints neighbour entries as `ip -j -d neigh show` does.
struct NeighborJSON {
  var resolver: LinkNameResolver
  /// Whether the link is said: `ip` leaves it out where only one was asked for.
  var showsLink: Bool

  mutating func write(_ neighbor: Neighbor, to json: inout JSONWriter) {
    json.beginObject()
    json.field("dst", text: neighbor.destination.description)
    if showsLink { json.field("dev", text: resolver.entry(neighbor.link).entry.name) }
    if let address = neighbor.address { json.field("lladdr", text: address.description) }
    for flag in neighbor.flagNames { json.null(flag) }
    let states = neighbor.stateNames
    if !states.isEmpty {
      json.begin(array: "state")
      for state in states { json.value(state) }
      json.endArray()
    }
    if let proto = neighbor.proto {
      json.field("protocol", text: NumberNames.routeProtocols[proto])
    }
    json.endObject()
  }
}
