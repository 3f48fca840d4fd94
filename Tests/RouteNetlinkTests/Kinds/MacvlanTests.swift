import Netlink
import RouteNetlink
import TestSupport
import Testing

@Suite("macvlan bytes")
struct MacvlanTests {
  @Test("Every mode", arguments: zip(Macvlan.Mode.allCases, Vector.modes))
  func mode(_ mode: Macvlan.Mode, _ vector: [UInt8]) throws {
    try expectCreation(settings("m0", parent: 3), Macvlan(mode: mode), is: vector)
  }

  @Test("Flags")
  func flags() throws {
    var quiet = Macvlan(mode: .passthru)
    quiet.flags = .noPromiscuity
    try expectCreation(settings("m0", parent: 3), quiet, is: Vector.nopromisc)
    var source = Macvlan(mode: .source)
    source.flags = .noDestination
    try expectCreation(settings("m0", parent: 3), source, is: Vector.nodst)
  }

  @Test("The broadcast queue's length")
  func queueLength() throws {
    var kind = Macvlan(mode: .bridge)
    kind.broadcastQueueLength = 2000
    try expectCreation(settings("m0", parent: 3), kind, is: Vector.bcqueuelen)
  }

  @Test("The broadcast cutoff")
  func cutoff() throws {
    var kind = Macvlan(mode: .bridge)
    kind.broadcastCutoff = -1
    // pyroute2 sends the kind with the NUL that ends it; ip and the library without.
    try expectCreation(settings("m0", parent: 3), kind, is: Vector.bclim)
  }

  @Test("The list of source MACs is set, added to, taken from and flushed")
  func sources() throws {
    let link = LinkSettings(index: 4)
    var kind = Macvlan()
    kind.sourceChange = .set([MACAddress(2, 0, 0, 0, 0, 1), MACAddress(2, 0, 0, 0, 0, 2)])
    try expectChange(link, kind, is: Vector.sourceSet)
    kind.sourceChange = .add(MACAddress(2, 0, 0, 0, 0, 3))
    try expectChange(link, kind, is: Vector.sourceAdd)
    kind.sourceChange = .delete(MACAddress(2, 0, 0, 0, 0, 3))
    try expectChange(link, kind, is: Vector.sourceDelete)
    kind.sourceChange = .flush
    try expectChange(link, kind, is: Vector.sourceFlush)
  }

  @Test("What the kernel reports")
  func report() throws {
    let link = try readLink(linkInfo: Vector.report)
    let kind = try #require(link.data as? Macvlan)
    #expect(kind.mode == .source)
    #expect(kind.flags == [])
    #expect(kind.sourceChange == nil)
    #expect(kind.sourceCount == 2)
    #expect(kind.sources == [MACAddress(2, 0, 0, 0, 0, 2), MACAddress(2, 0, 0, 0, 0, 1)])
    #expect(kind.broadcastQueueLength == 2000)
    #expect(kind.broadcastQueueLengthUsed == 2000)
    #expect(kind.broadcastCutoff == nil)
  }
}

// What `ip` (iproute2 6.1) sent, seen by `strace -e trace=sendmsg -e write=all`; sequence set to 0.
private enum Vector {
  static let modes = [`private`, vepa, bridge, passthru, source]

  // # ip link add p0 type veth peer name p1
  // # ip link add m0 link p0 type macvlan mode private
  static let `private` = hex(
    """
    4c000000100005060000000000000000000000000000000000000000000000000800050003000000
    070003006d3000001c0012000b0001006d6163766c616e000c0002000800010001000000
    """)

  // # ip link add p0 type veth peer name p1
  // # ip link add m0 link p0 type macvlan mode vepa
  static let vepa = hex(
    """
    4c000000100005060000000000000000000000000000000000000000000000000800050003000000
    070003006d3000001c0012000b0001006d6163766c616e000c0002000800010002000000
    """)

  // # ip link add p0 type veth peer name p1
  // # ip link add m0 link p0 type macvlan mode bridge
  static let bridge = hex(
    """
    4c000000100005060000000000000000000000000000000000000000000000000800050003000000
    070003006d3000001c0012000b0001006d6163766c616e000c0002000800010004000000
    """)

  // # ip link add p0 type veth peer name p1
  // # ip link add m0 link p0 type macvlan mode passthru
  static let passthru = hex(
    """
    4c000000100005060000000000000000000000000000000000000000000000000800050003000000
    070003006d3000001c0012000b0001006d6163766c616e000c0002000800010008000000
    """)

  // # ip link add p0 type veth peer name p1
  // # ip link add m0 link p0 type macvlan mode source
  static let source = hex(
    """
    4c000000100005060000000000000000000000000000000000000000000000000800050003000000
    070003006d3000001c0012000b0001006d6163766c616e000c0002000800010010000000
    """)

  // # ip link add p0 type veth peer name p1
  // # ip link add m0 link p0 type macvlan mode passthru nopromisc
  static let nopromisc = hex(
    """
    54000000100005060000000000000000000000000000000000000000000000000800050003000000
    070003006d300000240012000b0001006d6163766c616e0014000200080001000800000006000200
    01000000
    """)

  // # ip link add p0 type veth peer name p1
  // # ip link add m0 link p0 type macvlan mode source nodst
  static let nodst = hex(
    """
    54000000100005060000000000000000000000000000000000000000000000000800050003000000
    070003006d300000240012000b0001006d6163766c616e0014000200080001001000000006000200
    02000000
    """)

  // # ip link add p0 type veth peer name p1
  // # ip link add m0 link p0 type macvlan mode bridge bcqueuelen 2000
  static let bcqueuelen = hex(
    """
    54000000100005060000000000000000000000000000000000000000000000000800050003000000
    070003006d300000240012000b0001006d6163766c616e001400020008000700d007000008000100
    04000000
    """)

  // # pyroute2 0.7.2, with IFLA_MACVLAN_BC_CUTOFF (int32) added to its table
  static let bclim = hex(
    """
    5400000010000506000000000000000000000000000000000000000000000000070003006d300000
    0800050003000000240012000c0001006d6163766c616e0014000200080001000400000008000900
    ffffffff
    """)

  // # ip link add p0 type veth peer name p1
  // # ip link add m0 link p0 type macvlan mode source
  // # ip link set m0 type macvlan macaddr set 02:00:00:00:00:01 02:00:00:00:00:02
  static let sourceSet = hex(
    """
    5800000010000500000000000000000000000000040000000000000000000000380012000b000100
    6d6163766c616e002800020008000300030000001c0005000a00040002000000000100000a000400
    0200000000020000
    """)

  // # ip link add p0 type veth peer name p1
  // # ip link add m0 link p0 type macvlan mode source
  // # ip link set m0 type macvlan macaddr add 02:00:00:00:00:03
  static let sourceAdd = hex(
    """
    4800000010000500000000000000000000000000040000000000000000000000280012000b000100
    6d6163766c616e001800020008000300000000000a0004000200000000030000
    """)

  // # ip link add p0 type veth peer name p1
  // # ip link add m0 link p0 type macvlan mode source
  // # ip link set m0 type macvlan macaddr add 02:00:00:00:00:03
  // # ip link set m0 type macvlan macaddr del 02:00:00:00:00:03
  static let sourceDelete = hex(
    """
    4800000010000500000000000000000000000000040000000000000000000000280012000b000100
    6d6163766c616e001800020008000300010000000a0004000200000000030000
    """)

  // # ip link add p0 type veth peer name p1
  // # ip link add m0 link p0 type macvlan mode source
  // # ip link set m0 type macvlan macaddr flush
  static let sourceFlush = hex(
    """
    3c000000100005000000000000000000000000000400000000000000000000001c0012000b000100
    6d6163766c616e000c0002000800030002000000
    """)

  // The IFLA_LINKINFO that Linux 6.18 answered to
  // # ip link add p0 type veth peer name p1
  // # ip link add m0 link p0 type macvlan mode source bcqueuelen 2000
  // # ip link set m0 type macvlan macaddr set 02:00:00:00:00:01 02:00:00:00:00:02
  // # ip -d link show m0
  static let report = hex(
    """
    580012000c0001006d6163766c616e00480002000800010010000000060002000000000008000600
    020000001c0005000a00040002000000000200000a000400020000000001000008000700d0070000
    08000800d0070000
    """)
}
