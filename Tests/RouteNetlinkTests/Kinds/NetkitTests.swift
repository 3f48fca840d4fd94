import Netlink
import RouteNetlink
import TestSupport
import Testing

@Suite("netkit bytes")
struct NetkitTests {
  @Test("The peer is a whole link message inside")
  func plain() throws {
    try expectCreation(
      LinkSettings(name: "n0"), Netkit(peer: LinkSettings(name: "n1")), is: Vector.plain)
  }

  @Test("MACs, MTUs, policies and scrubbing of both ends")
  func full() throws {
    var host = LinkSettings(name: "n0")
    host.mac = MACAddress("02:00:5e:10:00:01")
    host.mtu = 1400
    var peer = LinkSettings(name: "n1")
    peer.mac = MACAddress("02:00:5e:10:00:02")
    peer.mtu = 1300
    var kind = Netkit(peer: peer, mode: .l2)
    kind.policy = .blackhole
    kind.scrub = Netkit.Scrub.none
    kind.peerPolicy = .forward
    kind.peerScrub = .default
    try expectCreation(host, kind, is: Vector.full)
  }

  @Test("Up is a flag in the outer header")
  func up() throws {
    var host = LinkSettings(name: "n0")
    host.up = true
    var kind = Netkit(peer: LinkSettings(name: "n1"), mode: .l3)
    kind.peerPolicy = .blackhole
    try expectCreation(host, kind, is: Vector.up)
  }

  // ip knows none of these: bytes and values alone. The live test has the kernel report them back.
  @Test("Room around packets, and one end alone")
  func later() throws {
    var kind = Netkit(peer: LinkSettings())
    kind.headroom = 128
    kind.tailroom = 32
    kind.pairing = .single
    let bytes = try encodedAttributes { (m) throws(MessageError) in try kind.encode(into: &m) }
    #expect(try read(Netkit.self, bytes) == kind)
    #expect(
      hexadecimal(bytes) == "0600080080000000" + "0600090020000000" + "08000a0001000000")
  }

  // Made by hand after netkit_fill_info of drivers/net/netkit.c; the live test has a kernel say it.
  @Test("What the kernel reports")
  func report() throws {
    let kind = try read(
      Netkit.self,
      hex(
        """
        050002000100000008000300000000000800050001000000080004000200000008000700
        00000000
        """))
    var expected = Netkit(peer: LinkSettings(), mode: .l3)
    expected.isPrimary = true
    expected.policy = .forward
    expected.peerPolicy = .blackhole
    expected.peerScrub = Netkit.Scrub.none
    #expect(kind == expected)
  }
}

// What `ip` (iproute2 7.1: 6.1 knows no netkit) sent, seen by
// `strace -e trace=sendmsg -e write=all`; sequence set to 0.
private enum Vector {
  // # ip link add n0 type netkit peer name n1
  static let plain = hex(
    """
    5800000010000506000000000000000000000000000000000000000000000000070003006e300000
    300012000b0001006e65746b69740000200002001c00010000000000000000000000000000000000
    070003006e310000
    """)

  // # ip link add n0 address 02:00:5e:10:00:01 mtu 1400 type netkit mode l2
  //     blackhole scrub none peer forward scrub default name n1 address 02:00:5e:10:00:02 mtu
  //     1300
  static let full = hex(
    """
    a8000000100005060000000000000000000000000000000000000000000000000a00010002005e10
    000100000800040078050000070003006e3000006c0012000b0001006e65746b697400005c000200
    08000500000000000800030002000000080006000000000008000400000000000800070001000000
    30000100000000000000000000000000000000000a00010002005e10000200000800040014050000
    070003006e310000
    """)

  // # ip link add name n0 up type netkit mode l3 peer blackhole name n1
  static let up = hex(
    """
    6800000010000506000000000000000000000000000000000100000001000000070003006e300000
    400012000b0001006e65746b6974000030000200080005000100000008000400020000001c000100
    00000000000000000000000000000000070003006e310000
    """)
}
