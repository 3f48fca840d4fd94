import RouteNetlink
import TestSupport
import Testing

@Suite("dummy bytes")
struct DummyTests {
  @Test("A kind and nothing else")
  func plain() throws {
    var link = LinkSettings(name: "d0")
    link.transmitQueues = 4
    try expectCreation(link, Dummy(), is: Vector.plain)
  }
}

// What `ip` (iproute2 6.1) sent, seen by `strace -e trace=sendmsg -e write=all`; sequence set to 0.
private enum Vector {
  // # ip link add d0 numtxqueues 4 type dummy
  static let plain = hex(
    """
    400000001000050600000000000000000000000000000000000000000000000008001f0004000000
    0700030064300000100012000900010064756d6d79000000
    """)
}
