internal import Netlink
internal import RouteNetlink

/// Prints what is inside `IFLA_INFO_DATA` or `IFLA_INFO_SLAVE_DATA` as `ip -j -d` does.
typealias KindPrinter =
  @Sendable (borrowing AttributeTable, inout JSONWriter, inout LinkNameResolver)
  throws(MessageError) -> Void

/// The kinds that have data. A new kind is one file here, and one line in a list.
enum KindPrinters {
  private static let links: [(StaticString, KindPrinter)] = [
    ("macvlan", printMacvlan), ("macvtap", printMacvlan), ("bridge", printBridge),
    ("vlan", printVLAN), ("ipvlan", printIPVlan), ("ipvtap", printIPVlan), ("vxlan", printVXLAN),
    ("tun", printTun), ("vrf", printVRF), ("geneve", printGeneve), ("bond", printBond),
    ("netkit", printNetkit),
  ]

  private static let ports: [(StaticString, KindPrinter)] = [
    ("bridge", printBridgePort), ("vrf", printVRFPort), ("bond", printBondPort),
  ]

  static func link(_ kind: RawSpan) -> KindPrinter? { find(kind, links) }
  static func port(_ kind: RawSpan) -> KindPrinter? { find(kind, ports) }

  private static func find(_ kind: RawSpan, _ list: [(StaticString, KindPrinter)]) -> KindPrinter? {
    for (name, printer) in list where kind.equals(name) { return printer }
    return nil
  }
}
