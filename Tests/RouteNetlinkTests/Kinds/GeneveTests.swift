import Netlink
import RouteNetlink
import TestSupport
import Testing

@Suite("geneve bytes")
struct GeneveTests {
  /// ip always sends an ID, a flow label, a TTL and a TOS, 0 when it is told nothing; the library sends
  /// what is set.
  private var kind: Geneve = {
    var kind = Geneve(id: 0)
    kind.flowLabel = 0
    kind.ttl = 0
    kind.tos = 0
    return kind
  }()

  @Test("An ID and the other end")
  func plain() throws {
    var kind = kind
    kind.id = 42
    kind.remote = .v4(0xC000_0201)
    try expectCreation(LinkSettings(name: "g0"), kind, is: Vector.plain)
  }

  @Test("Everything that goes over IPv4")
  func full() throws {
    var kind = kind
    kind.id = 0xFF_FFFF
    kind.remote = .v4(0xC000_0201)
    kind.ttl = 64
    kind.tos = 0x10
    kind.dontFragment = .set
    kind.port = 6082
    kind.udpChecksum = true
    kind.udpZeroChecksum6Transmit = true
    kind.udpZeroChecksum6Receive = true
    try expectCreation(LinkSettings(name: "g0"), kind, is: Vector.full)
  }

  @Test("Everything off, over IPv6")
  func overIPv6() throws {
    var kind = kind
    kind.id = 43
    kind.remote = IPAddress("fd00::2")
    // Beside the TTL 0 that ip sends all the same.
    kind.ttlInherited = true
    kind.tos = 1
    kind.flowLabel = 0x12345
    kind.dontFragment = .inherit
    kind.udpChecksum = false
    kind.udpZeroChecksum6Transmit = false
    kind.udpZeroChecksum6Receive = false
    try expectCreation(LinkSettings(name: "g0"), kind, is: Vector.overIPv6)
  }

  @Test("Parameters with each packet, and no Ethernet inside")
  func external() throws {
    var kind = kind
    kind.collectMetadata = true
    kind.innerProtocolInherited = true
    kind.port = 6083
    try expectCreation(LinkSettings(name: "g0"), kind, is: Vector.external)
  }

  @Test("An address of its own")
  func local() throws {
    var kind = kind
    kind.id = 42
    kind.remote = .v4(0xC000_0201)
    kind.local = .v4(0xC000_0202)
    try expectCreation(LinkSettings(name: "g0"), kind, is: Vector.local)
    kind.remote = IPAddress("fd00::2")
    kind.local = IPAddress("fd00::1")
    try expectCreation(LinkSettings(name: "g0"), kind, is: Vector.local6)
  }

  // ip knows none of these: bytes and values alone. The live test has the kernel report them back.
  @Test("What came with later kernels")
  func later() throws {
    var kind = Geneve()
    kind.sourcePorts = .init(40000, 50000)
    kind.aggregationHint = true
    let bytes = try encodedAttributes { (m) throws(MessageError) in try kind.encode(into: &m) }
    #expect(try read(Geneve.self, bytes) == kind)
    #expect(hexadecimal(bytes) == "08000f009c40c350" + "04001000")
  }
}

// What `ip` (iproute2 6.1) sent, seen by `strace -e trace=sendmsg -e write=all`; sequence set to 0.
private enum Vector {
  // # ip link add g0 type geneve id 42 remote 192.0.2.1
  static let plain = hex(
    """
    64000000100005060000000000000000000000000000000000000000000000000700030067300000
    3c0012000a00010067656e65766500002c000200080001002a00000008000200c000020108000b00
    0000000005000300000000000500040000000000
    """)

  // # ip link add g0 type geneve id 16777215 remote 192.0.2.1 ttl 64 tos 0x10 df set dstport 6082
  //     udpcsum udp6zerocsumtx udp6zerocsumrx
  static let full = hex(
    """
    8c000000100005060000000000000000000000000000000000000000000000000700030067300000
    640012000a00010067656e65766500005400020005000d000100000008000100ffffff0008000200
    c000020108000b0000000000050003004000000005000400100000000600050017c2000005000800
    01000000050009000100000005000a0001000000
    """)

  // # ip link add g0 type geneve id 43 remote fd00::2 ttl inherit tos inherit flowlabel 0x12345
  //     df inherit noudpcsum noudp6zerocsumtx noudp6zerocsumrx
  static let overIPv6 = hex(
    """
    98000000100005060000000000000000000000000000000000000000000000000700030067300000
    700012000a00010067656e65766500006000020005000c000100000005000d000200000008000100
    2b00000014000700fd00000000000000000000000000000208000b00000123450500030000000000
    05000400010000000500080000000000050009000000000005000a0000000000
    """)

  // # ip link add g0 type geneve external dstport 6083 innerprotoinherit
  static let external = hex(
    """
    6c000000100005060000000000000000000000000000000000000000000000000700030067300000
    440012000a00010067656e657665000034000200080001000000000008000b000000000005000300
    0000000005000400000000000600050017c300000400060004000e00
    """)

  // And iproute2 7.1.
  // # ip link add g0 type geneve id 42 remote 192.0.2.1 local 192.0.2.2
  static let local = hex(
    """
    6c000000100005060000000000000000000000000000000000000000000000000700030067300000
    440012000b00010067656e657665000034000200080001002a00000008000200c000020108001100
    c000020208000b000000000005000300000000000500040000000000
    """)

  // # ip link add g0 type geneve id 42 remote fd00::2 local fd00::1
  static let local6 = hex(
    """
    84000000100005060000000000000000000000000000000000000000000000000700030067300000
    5c0012000b00010067656e65766500004c000200080001002a00000014000700fd00000000000000
    000000000000000214001200fd00000000000000000000000000000108000b000000000005000300
    000000000500040000000000
    """)
}
