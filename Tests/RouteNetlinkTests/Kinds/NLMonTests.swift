import RouteNetlink
import TestSupport
import Testing

@Suite("nlmon bytes")
struct NLMonTests {
  @Test("A kind and nothing else")
  func plain() throws {
    try expectCreation(LinkSettings(name: "n0"), NLMon(), is: Vector.plain)
  }
}

// What `ip` (iproute2 6.1) sent, seen by `strace -e trace=sendmsg -e write=all`; sequence set to 0.
private enum Vector {
  // # ip link add n0 type nlmon
  static let plain = hex(
    """
    3800000010000506000000000000000000000000000000000000000000000000070003006e300000
    10001200090001006e6c6d6f6e000000
    """)
}
