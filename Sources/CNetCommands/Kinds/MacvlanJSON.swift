internal import Netlink
internal import RouteNetlink

/// Macvlan and macvtap.
func printMacvlan(
  _ data: borrowing AttributeTable, _ json: inout JSONWriter, _: inout LinkNameResolver
) throws(MessageError) {
  typealias Info = Macvlan.Info
  guard let mode = data[Info.mode] else { return }
  let number: UInt32 = try mode.integer()
  switch Macvlan.Mode(rawValue: number) {
  case .private: json.field("mode", "private")
  case .vepa: json.field("mode", "vepa")
  case .bridge: json.field("mode", "bridge")
  case .passthru: json.field("mode", "passthru")
  case .source: json.field("mode", "source")
  case nil: json.field("mode", "unknown")
  }
  if let attribute = data[Info.flags] {
    let flags = Macvlan.Flags(rawValue: try attribute.integer())
    if flags.contains(.noPromiscuity) { json.field("nopromisc", true) }
    if flags.contains(.noDestination) { json.field("nodst", true) }
  }
  try json.unsigned("bcqueuelen", data[Info.bcQueueLen])
  try json.unsigned("usedbcqueuelen", data[Info.bcQueueLenUsed])
  guard number == Macvlan.Mode.source.rawValue else { return }
  try json.unsigned("macaddr_count", data[Info.macaddrCount])
  guard let sources = data[Info.macaddrData] else { return }
  json.begin(array: "macaddr_data")
  var list = sources.attributes()
  while let entry = try list.next() {
    if entry.type == Info.macaddr { json.value(hexadecimal: entry.payload) }
  }
  json.endArray()
}
