import RouteNetlink
import TestSupport
import Testing

@Suite("ifb bytes")
struct IFBTests {
  @Test("A kind and nothing else")
  func plain() throws {
    var link = LinkSettings(name: "ifb9")
    link.transmitQueueLength = 64
    try expectCreation(link, IFB(), is: Vector.plain)
  }
}

// What `ip` (iproute2 6.1) sent, seen by `strace -e trace=sendmsg -e write=all`; sequence set to 0.
private enum Vector {
  // # ip link add ifb9 txqueuelen 64 type ifb
  static let plain = hex(
    """
    400000001000050600000000000000000000000000000000000000000000000008000d0040000000
    0900030069666239000000000c0012000700010069666200
    """)
}
