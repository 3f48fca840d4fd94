import CPeers
import Netlink
import RouteNetlink

/// A macvlan in source mode with its own MAC and two that it takes frames from.
func buildMacvlan() {
  var settings = LinkSettings(name: "mac0")
  settings.up = true
  settings.mac = MACAddress(2, 0, 0, 0, 0, 1)
  settings.mtu = 1400
  settings.parent = 5
  var macvlan = Macvlan(mode: .source)
  macvlan.sourceChange = .set([MACAddress(2, 0, 0, 0, 1, 1), MACAddress(2, 0, 0, 0, 1, 2)])
  compareBuilding("macvlan") { [settings, macvlan] buffer in
    try macvlanRequest(settings, macvlan, into: &buffer)
  } libmnl: {
    mnl_build_macvlan($0, 5)
  } naive: {
    Naive.message(
      16,
      Naive.link(up: true) + Naive.text(3, "mac0\0") + Naive.attribute(1, [2, 0, 0, 0, 0, 1])
        + Naive.attribute(4, Naive.integer(UInt32(1400)))
        + Naive.attribute(5, Naive.integer(UInt32(5)))
        + Naive.attribute(
          18,
          Naive.text(1, "macvlan")
            + Naive.attribute(
              2,
              Naive.attribute(1, Naive.integer(UInt32(16)))
                + Naive.attribute(3, Naive.integer(UInt32(3)))
                + Naive.attribute(
                  5,
                  Naive.attribute(4, [2, 0, 0, 0, 1, 1])
                    + Naive.attribute(4, [2, 0, 0, 0, 1, 2])))))
  }
}

@inline(never)
private func macvlanRequest(
  _ settings: borrowing LinkSettings, _ macvlan: borrowing Macvlan,
  into buffer: inout MessageBuffer
) throws(MessageError) {
  try buffer.append(RTM.newlink, flags: creating) { (m) throws(MessageError) in
    try settings.encode(into: &m)
    try macvlan.encodeLinkInfo(into: &m)
  }
}
