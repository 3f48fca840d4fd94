import RouteNetlink
import TestSupport
import Testing

@Suite("vrf bytes")
struct VRFTests {
  @Test("A table")
  func table() throws {
    try expectCreation(LinkSettings(name: "v0"), VRF(table: 10), is: Vector.table)
  }

  // As in net/core/rtnetlink.c and vrf_fill_slave_info of drivers/net/vrf.c: what the kernel says of
  // a port, which the live test has it say.
  @Test("A port")
  func port() throws {
    let link = try readLink(linkInfo: hex("180012000800040076726600" + "0c000500080001000a000000"))
    #expect(link.masterKind == "vrf")
    #expect(link.port as? VRFPort == VRFPort(table: 10))
  }
}

// What `ip` (iproute2 6.1) sent, seen by `strace -e trace=sendmsg -e write=all`; sequence set to 0.
private enum Vector {
  // # ip link add v0 type vrf table 10
  static let table = hex(
    """
    40000000100005060000000000000000000000000000000000000000000000000700030076300000
    1800120007000100767266000c000200080001000a000000
    """)
}
