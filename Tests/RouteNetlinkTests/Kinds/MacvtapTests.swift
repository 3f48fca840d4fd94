import RouteNetlink
import TestSupport
import Testing

@Suite("macvtap bytes")
struct MacvtapTests {
  @Test("The attributes of a macvlan under the name macvtap")
  func full() throws {
    var link = settings("tap0", parent: 3)
    link.mac = MACAddress("02:00:5e:10:00:03")
    var kind = Macvtap(mode: .passthru)
    kind.flags = .noPromiscuity
    kind.broadcastQueueLength = 300
    try expectCreation(link, kind, is: Vector.full)
  }

  @Test("It holds a macvlan and lends out its properties")
  func properties() {
    var macvlan = Macvlan(mode: .bridge)
    macvlan.broadcastCutoff = 5
    #expect(Macvtap(macvlan).broadcastCutoff == 5)
    #expect(Macvtap(macvlan).mode == .bridge)
  }
}

// What `ip` (iproute2 6.1) sent, seen by `strace -e trace=sendmsg -e write=all`; sequence set to 0.
private enum Vector {
  // # ip link add p0 type veth peer name p1
  // # ip link add tap0 link p0 address 02:00:5e:10:00:03 type macvtap mode passthru nopromisc
  //     bcqueuelen 300
  static let full = hex(
    """
    6c000000100005060000000000000000000000000000000000000000000000000a00010002005e10
    0003000008000500030000000900030074617030000000002c0012000b0001006d61637674617000
    1c000200080007002c01000008000100080000000600020001000000
    """)
}
