internal import Netlink
internal import RouteNetlink

func printGeneve(
  _ data: borrowing AttributeTable, _ json: inout JSONWriter, _: inout LinkNameResolver
) throws(MessageError) {
  typealias Info = Geneve.Info
  if data[Info.collectMetadata] != nil { json.field("external", true) }
  try json.unsigned("id", data[Info.id])
  try json.end("remote", data[Info.remote])
  if data[Info.remote] == nil { try json.end("remote6", data[Info.remote6]) }
  // As ip 7.2 does.
  try json.end("local", data[Info.local])
  if data[Info.local] == nil { try json.end("local6", data[Info.local6]) }
  let inherits = try data[Info.ttlInherit]?.unsigned() ?? 0
  if inherits == 0 { try json.unsigned("ttl", data[Info.ttl]) }
  if let tos = data[Info.tos], try tos.unsigned() != 0 { try json.hexadecimal("tos", tos) }
  try json.dontFragment("df", data[Info.df])
  try json.flowLabel("label", data[Info.label])
  if let port = data[Info.port] { json.field("port", try port.bigEndian(as: UInt16.self)) }
  try json.bool("udp_csum", data[Info.udpCsum])
  try json.bool("udp_zero_csum6_tx", data[Info.udpZeroCsum6Tx])
  try json.bool("udp_zero_csum6_rx", data[Info.udpZeroCsum6Rx])
  if data[Info.innerProtoInherit] != nil { json.field("inner_proto_inherit", true) }
}

extension JSONWriter {
  /// An end of the tunnel, unless that is no address.
  fileprivate mutating func end(_ key: StaticString, _ attribute: AttributeView?)
    throws(MessageError)
  {
    guard let address = try attribute?.ipAddress(), !address.isUnspecified else { return }
    field(key, text: address.description)
  }

  mutating func dontFragment(_ key: StaticString, _ attribute: AttributeView?)
    throws(MessageError)
  {
    guard let attribute else { return }
    switch try attribute.unsigned() {
    case 0: field(key, "unset")
    case 1: field(key, "set")
    case 2: field(key, "inherit")
    default: break
    }
  }

  /// A flow label in network byte order, unless it is zero.
  mutating func flowLabel(_ key: StaticString, _ attribute: AttributeView?) throws(MessageError) {
    guard let number = try attribute?.bigEndian(as: UInt32.self), number != 0 else { return }
    field(key, text: "0x" + String(number, radix: 16))
  }
}
