import Netlink
import RouteNetlink
import TestSupport
import Testing

@Suite("vxlan bytes")
struct VXLANTests {
  // ip sends IFLA_VXLAN_LEARNING 1 when it is told nothing (but not with `external`); the library
  // leaves that to the kernel.
  @Test("An ID, the other end and a port")
  func plain() throws {
    var kind = VXLAN(id: 42)
    kind.group = .v4(0xC000_0201)
    kind.port = 4789
    kind.learning = true
    try expectCreation(LinkSettings(name: "x0"), kind, is: Vector.plain)
  }

  @Test("Everything that goes over IPv4")
  func full() throws {
    var kind = VXLAN(id: 0xFF_FFFF)
    kind.group = .v4(0xEF01_0101)
    kind.local = .v4(0xC000_0201)
    kind.parent = 3
    kind.ttl = 64
    kind.tos = 0x10
    kind.dontFragment = .set
    kind.learning = true
    kind.proxy = true
    kind.routeShortCircuit = true
    kind.linkMiss = true
    kind.addressMiss = true
    kind.ageing = 600
    kind.limit = 1000
    kind.sourcePorts = .init(40000, 50000)
    kind.port = 4789
    kind.udpChecksum = true
    kind.udpZeroChecksum6Transmit = true
    kind.udpZeroChecksum6Receive = true
    kind.remoteChecksumTransmit = true
    kind.remoteChecksumReceive = true
    kind.groupPolicy = true
    try expectCreation(LinkSettings(name: "x0"), kind, is: Vector.full)
  }

  @Test("Everything off, over IPv6")
  func overIPv6() throws {
    var kind = VXLAN(id: 43)
    kind.group = IPAddress("fd00::2")
    kind.local = IPAddress("fd00::1")
    kind.ttlInherited = true
    kind.tos = 1
    kind.flowLabel = 0x12345
    kind.dontFragment = .inherit
    kind.port = 8472
    kind.learning = false
    kind.udpChecksum = false
    kind.udpZeroChecksum6Transmit = false
    kind.udpZeroChecksum6Receive = false
    kind.proxy = false
    kind.routeShortCircuit = false
    kind.linkMiss = false
    kind.addressMiss = false
    try expectCreation(LinkSettings(name: "x0"), kind, is: Vector.overIPv6)
  }

  @Test("Parameters with each packet")
  func external() throws {
    var kind = VXLAN()
    kind.collectMetadata = true
    kind.vniFilter = true
    kind.protocolExtension = true
    kind.learning = false
    kind.port = 4790
    try expectCreation(LinkSettings(name: "x0"), kind, is: Vector.external)
  }

  // iproute2 6.1 knows none of these: bytes and values alone. The live test has the kernel
  // report them back.
  @Test("What came with later kernels")
  func later() throws {
    var kind = VXLAN(id: 1)
    kind.localBypass = false
    kind.flowLabelPolicy = .inherit
    kind.reservedBits = 0x7700_0000_0000_00FF
    kind.multicastRouting = true
    kind.remoteChecksumNoPartial = true
    let bytes = try encodedAttributes { (m) throws(MessageError) in try kind.encode(into: &m) }
    #expect(try read(VXLAN.self, bytes) == kind)
    #expect(
      hexadecimal(bytes)
        == "08000100010000000800200001000000" + "05001f0000000000"
        + "0c002100770000000" + "00000ff" + "0500220001000000" + "04001800")
  }

  @Test("What the kernel reports")
  func report() throws {
    let kind = try #require(try readLink(linkInfo: Vector.report).data as? VXLAN)
    var expected = VXLAN(id: 42)
    expected.group = IPAddress("192.0.2.1")
    expected.local = IPAddress("192.0.2.2")
    expected.ttl = 64
    // One byte in a report, a flag in a request.
    expected.ttlInherited = false
    expected.tos = 0x10
    expected.dontFragment = .set
    expected.flowLabel = 0
    expected.flowLabelPolicy = .fixed
    expected.learning = true
    expected.proxy = false
    expected.routeShortCircuit = false
    expected.linkMiss = false
    expected.addressMiss = false
    expected.collectMetadata = false
    expected.ageing = 600
    expected.limit = 0
    expected.port = 4789
    expected.udpChecksum = true
    expected.udpZeroChecksum6Transmit = false
    expected.udpZeroChecksum6Receive = false
    expected.remoteChecksumTransmit = false
    expected.remoteChecksumReceive = false
    expected.localBypass = true
    expected.sourcePorts = .init(40000, 50000)
    expected.groupPolicy = true
    expected.reservedBits = 0x7700_0000_0000_00FF
    #expect(kind == expected)
  }
}

// What `ip` (iproute2 6.1) sent, seen by `strace -e trace=sendmsg -e write=all`; sequence set to 0.
private enum Vector {
  // # ip link add x0 type vxlan id 42 remote 192.0.2.1 dstport 4789
  static let plain = hex(
    """
    5c000000100005060000000000000000000000000000000000000000000000000700030078300000
    340012000900010076786c616e00000024000200080001002a00000008000200c000020105000700
    0100000006000f0012b50000
    """)

  // # ip link add p0 type veth peer name p1
  // # ip link add x0 type vxlan id 16777215 group 239.1.1.1 local 192.0.2.1 dev p0 ttl 64 tos
  //     0x10 df set learning proxy rsc l2miss l3miss ageing 600 maxaddress 1000 srcport 40000 50000
  //     dstport 4789 udpcsum udp6zerocsumtx udp6zerocsumrx remcsumtx remcsumrx gbp
  static let full = hex(
    """
    e8000000100005060000000000000000000000000000000000000000000000000700030078300000
    c00012000900010076786c616e000000b00002000800030003000000050005004000000005000600
    1000000005001d000100000005000b000100000005000c000100000005000d000100000005000e00
    01000000080008005802000008000900e803000008000a009c40c350050012000100000005001300
    010000000500140001000000050015000100000005001600010000000400170008000100ffffff00
    08000400c000020108000200ef010101050007000100000006000f0012b50000
    """)

  // # ip link add x0 type vxlan id 43 remote fd00::2 local fd00::1 dstport 8472 ttl inherit tos
  //     inherit flowlabel 0x12345 nolearning noudpcsum noudp6zerocsumtx noudp6zerocsumrx noproxy
  //     norsc nol2miss nol3miss df inherit
  static let overIPv6 = hex(
    """
    d0000000100005060000000000000000000000000000000000000000000000000700030078300000
    a80012000900010076786c616e0000009800020004001c00050006000100000008001a0000012345
    05001200000000000500130000000000050014000000000005000b000000000005000c0000000000
    05000d000000000005000e000000000005001d0002000000080001002b00000014001100fd000000
    00000000000000000000000114001000fd0000000000000000000000000000020500070000000000
    06000f0021180000
    """)

  // # ip link add x0 type vxlan external dstport 4790 gpe vnifilter nolearning
  static let external = hex(
    """
    60000000100005060000000000000000000000000000000000000000000000000700030078300000
    380012000900010076786c616e00000028000200050019000100000004001b0005001e0001000000
    050007000000000006000f0012b60000
    """)

  // The IFLA_LINKINFO that Linux 6.18 answered to
  // # ip link add x0 type vxlan id 42 remote 192.0.2.1 local 192.0.2.2 dstport 4789 ttl 64 \
  // #   tos 0x10 df set srcport 40000 50000 ageing 600 gbp
  // # ip -d link show x0
  static let report = hex(
    """
    ec0012000a00010076786c616e000000dc000200080001002a00000008000200c000020108000400
    c0000202050005004000000005001c0000000000050006001000000005001d000100000008001a00
    000000000800200000000000050007000100000005000b000000000005000c000000000005000d00
    0000000005000e000000000005001900000000000800080058020000080009000000000006000f00
    12b50000050012000100000005001300000000000500140000000000050015000000000005001600
    0000000005001f000100000008000a009c40c350040017000c00210077000000000000ff
    """)
}
