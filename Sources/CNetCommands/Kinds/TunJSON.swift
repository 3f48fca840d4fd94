internal import Netlink
internal import RouteNetlink

/// Tun and tap devices.
func printTun(
  _ data: borrowing AttributeTable, _ json: inout JSONWriter, _: inout LinkNameResolver
) throws(MessageError) {
  typealias Info = Tun.Info
  if let type = data[Info.type] {
    switch try type.unsigned() {
    case 1: json.field("type", "tun")
    case 2: json.field("type", "tap")
    default: break
    }
  }
  try json.bool("pi", data[Info.pi])
  try json.bool("vnet_hdr", data[Info.vnetHdr])
  try json.bool("multi_queue", data[Info.multiQueue])
  if let several = data[Info.multiQueue], try several.unsigned() != 0 {
    try json.unsigned("numqueues", data[Info.numQueues])
    try json.unsigned("numdisabled", data[Info.numDisabledQueues])
  }
  try json.bool("persist", data[Info.persist])
}
