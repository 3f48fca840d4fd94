internal import Netlink
internal import RouteNetlink

func printIPVlan(
  _ data: borrowing AttributeTable, _ json: inout JSONWriter, _: inout LinkNameResolver
) throws(MessageError) {
  typealias Info = IPVlan.Info
  if let mode = data[Info.mode] {
    switch try mode.unsigned() {
    case 0: json.field("mode", "l2")
    case 1: json.field("mode", "l3")
    case 2: json.field("mode", "l3s")
    default: json.field("mode", "unknown")
    }
  }
  if let attribute = data[Info.flags] {
    let flags = IPVlan.Flags(rawValue: try attribute.integer())
    if flags.contains(.private) {
      json.field("private", true)
    } else if flags.contains(.vepa) {
      json.field("vepa", true)
    } else {
      json.field("bridge", true)
    }
  }
}
