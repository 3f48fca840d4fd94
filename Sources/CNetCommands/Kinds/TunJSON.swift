internal import Netlink

/// Tun and tap devices, which are made through `/dev/net/tun` and only described here.
/// Corresponds to `IFLA_TUN_*` in `linux/if_link.h`.
func printTun(
  _ data: borrowing AttributeTable, _ json: inout JSONWriter, _: inout LinkNameResolver
) throws(MessageError) {
  if let type = data[AttributeType(3)] {
    switch try type.unsigned() {
    case 1: json.field("type", "tun")
    case 2: json.field("type", "tap")
    default: break
    }
  }
  try json.bool("pi", data[AttributeType(4)])
  try json.bool("vnet_hdr", data[AttributeType(5)])
  try json.bool("multi_queue", data[AttributeType(7)])
  if let several = data[AttributeType(7)], try several.unsigned() != 0 {
    try json.unsigned("numqueues", data[AttributeType(8)])
    try json.unsigned("numdisabled", data[AttributeType(9)])
  }
  try json.bool("persist", data[AttributeType(6)])
}
