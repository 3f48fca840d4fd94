internal import Netlink
internal import RouteNetlink

func printVLAN(
  _ data: borrowing AttributeTable, _ json: inout JSONWriter, _: inout LinkNameResolver
) throws(MessageError) {
  typealias Info = VLAN.Info
  guard let id = data[Info.id] else { return }
  try json.tagProtocol("protocol", data[Info.proto])
  try json.unsigned("id", id)
  if let attribute = data[Info.flags] {
    // struct ifla_vlan_flags: the flags, then a mask.
    let flags = VLAN.Flags(rawValue: attribute.payload.integer(at: 0) ?? 0)
    json.begin(array: "flags")
    if flags.contains(.reorderHeader) { json.value("REORDER_HDR") }
    if flags.contains(.gvrp) { json.value("GVRP") }
    if flags.contains(.mvrp) { json.value("MVRP") }
    if flags.contains(.looseBinding) { json.value("LOOSE_BINDING") }
    if flags.contains(.bridgeBinding) { json.value("BRIDGE_BINDING") }
    let rest = flags.rawValue & ~0x1F
    if rest != 0 { json.value(text: String(rest, radix: 16)) }
    json.endArray()
  }
  if let map = data[Info.ingressQOS] {
    json.begin(array: "ingress_qos")
    try printMap(map, &json)
    json.endArray()
  }
  if let map = data[Info.egressQOS] {
    json.begin(array: "egress_qos")
    try printMap(map, &json)
    json.endArray()
  }
}

private func printMap(_ map: AttributeView, _ json: inout JSONWriter) throws(MessageError) {
  var entries = map.attributes()
  while let entry = try entries.next() {
    // struct ifla_vlan_qos_mapping
    guard let from: UInt32 = entry.payload.integer(at: 0),
      let to: UInt32 = entry.payload.integer(at: 4)
    else { continue }
    json.beginObject()
    json.field("from", from)
    json.field("to", to)
    json.endObject()
  }
}
