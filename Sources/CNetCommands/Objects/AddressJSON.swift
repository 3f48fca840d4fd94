internal import Netlink
internal import RouteNetlink

extension AddressFlags {
  /// In the order and with the names of `ip`. That of ``secondary`` depends on the family.
  private static let names: [(AddressFlags, StaticString)] = [
    (.noDAD, "nodad"), (.optimistic, "optimistic"), (.dadFailed, "dadfailed"),
    (.homeAddress, "home"), (.deprecated, "deprecated"), (.tentative, "tentative"),
    (.permanent, "permanent"), (.manageTemporary, "mngtmpaddr"),
    (.noPrefixRoute, "noprefixroute"), (.multicastAutoJoin, "autojoin"),
    (.stablePrivacy, "stable-privacy"),
  ]

  /// What `ip` calls what is set. It says `dynamic` of what is not permanent.
  func names(family: UInt8) -> [StaticString] {
    var result: [StaticString] = []
    if contains(.secondary) {
      result.append(family == AddressFamily.inet6 ? "temporary" : "secondary")
    }
    for (flag, name) in Self.names {
      if flag == .permanent {
        if !contains(flag) { result.append("dynamic") }
      } else if contains(flag) {
        result.append(name)
      }
    }
    return result
  }

  /// The bits that have no name.
  var unknown: AddressFlags {
    subtracting(Self.names.reduce(.secondary) { $0.union($1.0) })
  }
}

extension JSONWriter {
  /// An entry of `addr_info`, as `ip -j -d addr show` prints it.
  mutating func value(_ address: Address) {
    let prefix = address.prefix
    beginObject()
    field("family", prefix.address.family == AddressFamily.inet ? "inet" : "inet6")
    field("local", text: prefix.address.description)
    if let peer = address.peer { field("address", text: peer.description) }
    field("prefixlen", prefix.length)
    if let metric = address.metric { field("metric", metric) }
    if let broadcast = address.broadcast { field("broadcast", text: broadcast.description) }
    if let anycast = address.anycast { field("anycast", text: anycast.description) }
    field("scope", text: NumberNames.routeScopes[address.scope])
    for flag in address.flags.names(family: prefix.address.family) { field(flag, true) }
    let unknown = address.flags.unknown.rawValue
    if unknown != 0 {
      field("ifa_flags", text: (unknown < 16 ? "0x0" : "0x") + String(unknown, radix: 16))
    }
    if let label = address.label { field("label", text: label) }
    if let valid = address.validLifetime { field("valid_life_time", valid) }
    if let preferred = address.preferredLifetime { field("preferred_life_time", preferred) }
    endObject()
  }
}
