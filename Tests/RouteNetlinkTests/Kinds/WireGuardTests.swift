import RouteNetlink
import TestSupport
import Testing

@Suite("wireguard bytes")
struct WireGuardTests {
  @Test("A kind and nothing else")
  func plain() throws {
    try expectCreation(LinkSettings(name: "w0"), WireGuard(), is: Vector.plain)
  }
}

// What `ip` (iproute2 6.1) sent, seen by `strace -e trace=sendmsg -e write=all`; sequence set to 0.
private enum Vector {
  // # ip link add w0 type wireguard
  static let plain = hex(
    """
    3c000000100005060000000000000000000000000000000000000000000000000700030077300000
    140012000d000100776972656775617264000000
    """)
}
