internal import Netlink
internal import RouteNetlink

func printVXLAN(
  _ data: borrowing AttributeTable, _ json: inout JSONWriter, _ names: inout LinkNameResolver
) throws(MessageError) {
  typealias Info = VXLAN.Info
  try json.flag("external", data[Info.collectMetadata])
  try json.flag("vnifilter", data[Info.vnifilter])
  try json.unsigned("id", data[Info.id])
  json.remote("group", "remote", data[Info.group])
  if data[Info.group] == nil { json.remote("group6", "remote6", data[Info.group6]) }
  json.remote("local", "local", data[Info.local])
  if data[Info.local] == nil { json.remote("local6", "local6", data[Info.local6]) }
  if let link = data[Info.link] {
    let index: Int32 = try link.integer()
    if index != 0 { json.field("link", text: names.entry(index).entry.name) }
  }
  if let range = data[Info.portRange] {
    // struct ifla_vxlan_port_range, in network byte order.
    let low: UInt16 = range.payload.integer(at: 0) ?? 0
    let high: UInt16 = range.payload.integer(at: 2) ?? 0
    json.begin(object: "port_range")
    json.field("low", UInt16(bigEndian: low))
    json.field("high", UInt16(bigEndian: high))
    json.endObject()
  }
  if let port = data[Info.port] { json.field("port", try port.bigEndian(as: UInt16.self)) }
  try json.bool("learning", data[Info.learning])
  try json.flag("proxy", data[Info.proxy])
  try json.flag("rsc", data[Info.rsc])
  try json.flag("l2miss", data[Info.l2miss])
  try json.flag("l3miss", data[Info.l3miss])
  if let tos = data[Info.tos], try tos.unsigned() != 0 { try json.hexadecimal("tos", tos) }
  let inherits = try data[Info.ttlInherit]?.unsigned() ?? 0
  if inherits == 0 { try json.unsigned("ttl", data[Info.ttl]) }
  try json.dontFragment("df", data[Info.df])
  try json.flowLabel("label", data[Info.label])
  try json.unsigned("ageing", data[Info.ageing])
  if let limit = data[Info.limit], try limit.unsigned() != 0 { try json.unsigned("limit", limit) }
  try json.bool("udp_csum", data[Info.udpCsum])
  try json.bool("udp_zero_csum6_tx", data[Info.udpZeroCsum6Tx])
  try json.bool("udp_zero_csum6_rx", data[Info.udpZeroCsum6Rx])
  try json.flag("remcsum_tx", data[Info.remcsumTx])
  try json.flag("remcsum_rx", data[Info.remcsumRx])
  if data[Info.gbp] != nil { json.field("gbp", true) }
  if data[Info.gpe] != nil { json.field("gpe", true) }
}

extension JSONWriter {
  /// An address under one key when it is a group's, else under the other; none when it is zero.
  fileprivate mutating func remote(
    _ group: StaticString, _ single: StaticString, _ attribute: AttributeView?
  ) {
    guard let attribute, let address = IPAddress(bytes: attribute.payload.array) else { return }
    let bytes = address.bytes
    guard bytes.contains(where: { $0 != 0 }), let first = bytes.first else { return }
    let isMulticast = bytes.count == 4 ? first >> 4 == 0xE : first == 0xFF
    field(isMulticast ? group : single, text: address.description)
  }
}
