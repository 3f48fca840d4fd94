import Netlink
import RouteNetlink
import TestSupport
import Testing

@Suite("bond bytes")
struct BondTests {
  @Test("A kind and nothing else")
  func plain() throws {
    try expectCreation(LinkSettings(name: "b0"), Bond(), is: Vector.plain)
  }

  @Test("One port in use, watched by its carrier")
  func backup() throws {
    var kind = Bond(mode: .activeBackup)
    kind.activePort = 3
    kind.primary = 3
    kind.primaryReselection = .better
    kind.failOverMAC = .follow
    kind.monitoringInterval = 100
    kind.upDelay = 200
    kind.downDelay = 300
    kind.announcementDelay = 400
    kind.usesCarrier = true
    kind.announcements = 5
    kind.igmpReports = 2
    kind.allPortsReceive = true
    try expectCreation(LinkSettings(name: "b0"), kind, is: Vector.backup)
  }

  @Test("Watched by ARP and neighbour discovery")
  func arp() throws {
    var kind = Bond(mode: .balanceXOR)
    kind.arpInterval = 500
    kind.arpValidation = .active
    kind.arpTargetsNeeded = .all
    kind.arpTargets = [.v4(0xC000_0201), .v4(0xC000_0202)]
    kind.neighborTargets = ["fd00::1", "fd00::2"].compactMap { IPAddress($0) }
    kind.arpMissedMaximum = 3
    kind.hashPolicy = .layer34
    try expectCreation(LinkSettings(name: "b0"), kind, is: Vector.arp)
  }

  @Test("Put together by LACP")
  func lacp() throws {
    var kind = Bond(mode: .ieee8023AD)
    kind.lacpRate = .fast
    kind.lacpActive = false
    kind.aggregatorSelection = .bandwidth
    kind.actorSystemPriority = 9
    kind.userPortKey = 10
    kind.actorSystem = MACAddress("02:00:5e:10:00:07")
    kind.minimumPorts = 2
    try expectCreation(LinkSettings(name: "b0"), kind, is: Vector.lacp)
  }

  @Test("In turn")
  func robin() throws {
    var kind = Bond(mode: .balanceRoundRobin)
    kind.packetsPerPort = 4
    try expectCreation(LinkSettings(name: "b0"), kind, is: Vector.robin)
  }

  @Test("By load")
  func load() throws {
    var kind = Bond(mode: .balanceTransmit)
    kind.dynamicBalance = false
    kind.learningInterval = 7
    try expectCreation(LinkSettings(name: "b0"), kind, is: Vector.load)
  }

  @Test("What came with later kernels")
  func later() throws {
    var kind = Bond(mode: .ieee8023AD)
    kind.coupledControl = false
    kind.broadcastNeighbors = true
    kind.aggregatorSelection = .actorPortPriority
    try expectCreation(LinkSettings(name: "b0"), kind, is: Vector.later)
    // What ip does not know yet: bytes and values alone.
    kind = Bond()
    kind.lacpStrict = true
    let bytes = try encodedAttributes { (m) throws(MessageError) in try kind.encode(into: &m) }
    #expect(try read(Bond.self, bytes) == kind)
    #expect(hexadecimal(bytes) == "0500220001000000")
  }

  // Made by hand after bond_fill_info; the live test has a kernel say it.
  @Test("What LACP has put together")
  func aggregator() throws {
    let kind = try read(
      Bond.self,
      hex(
        """
        30001700060001000100000006000200020000000600030009000000060004000a000000
        0a00050002005e1000070000
        """))
    var expected = Bond()
    var aggregator = Bond.Aggregator()
    aggregator.id = 1
    aggregator.ports = 2
    aggregator.actorKey = 9
    aggregator.partnerKey = 10
    aggregator.partner = MACAddress("02:00:5e:10:00:07")
    expected.aggregator = aggregator
    #expect(kind == expected)
  }
}

// What `ip` (iproute2 6.1) sent, seen by `strace -e trace=sendmsg -e write=all`; sequence set to 0.
private enum Vector {
  // # ip link add b0 type bond
  static let plain = hex(
    """
    34000000100005060000000000000000000000000000000000000000000000000700030062300000
    0c00120008000100626f6e64
    """)

  // # ip link add p0 type veth peer name p1
  // # ip link add b0 type bond mode active-backup active_slave p0 primary p0 primary_reselect
  //     better fail_over_mac follow miimon 100 updelay 200 downdelay 300 peer_notify_delay 400
  //     use_carrier 1 num_grat_arp 5 resend_igmp 2 all_slaves_active 1
  static let backup = hex(
    """
    a0000000100005060000000000000000000000000000000000000000000000000700030062300000
    7800120008000100626f6e646c0002000500010001000000080002000300000008000b0003000000
    05000c000100000005000d0002000000080003006400000008000400c8000000080005002c010000
    08001c00900100000500060001000000050010000500000008000f00020000000500110001000000
    """)

  // # ip link add b0 type bond mode balance-xor arp_interval 500 arp_validate active
  //     arp_all_targets all arp_ip_target 192.0.2.1,192.0.2.2 ns_ip6_target fd00::1,fd00::2
  //     arp_missed_max 3 xmit_hash_policy layer3+4
  static let arp = hex(
    """
    a8000000100005060000000000000000000000000000000000000000000000000700030062300000
    8000120008000100626f6e6474000200050001000200000008000700f40100000800090001000000
    08000a00010000001400080008000000c000020108000100c00002022c001f0014000000fd000000
    00000000000000000000000114000100fd00000000000000000000000000000205001e0003000000
    05000e0001000000
    """)

  // # ip link add b0 type bond mode 802.3ad lacp_rate fast lacp_active off ad_select bandwidth
  //     ad_actor_sys_prio 9 ad_user_port_key 10 ad_actor_system 02:00:5e:10:00:07 min_links 2
  static let lacp = hex(
    """
    7c000000100005060000000000000000000000000000000000000000000000000700030062300000
    5400120008000100626f6e64480002000500010004000000050015000100000005001d0000000000
    05001600010000000600180009000000060019000a0000000a001a0002005e100007000008001200
    02000000
    """)

  // # ip link add b0 type bond mode balance-rr packets_per_slave 4
  static let robin = hex(
    """
    48000000100005060000000000000000000000000000000000000000000000000700030062300000
    2000120008000100626f6e641400020005000100000000000800140004000000
    """)

  // # ip link add b0 type bond mode balance-tlb tlb_dynamic_lb 0 lp_interval 7
  static let load = hex(
    """
    50000000100005060000000000000000000000000000000000000000000000000700030062300000
    2800120008000100626f6e641c000200050001000500000005001b00000000000800130007000000
    """)

  // And iproute2 7.1.
  // # ip link add b0 type bond mode 802.3ad coupled_control off broadcast_neighbor
  //     on ad_select actor_port_prio
  static let later = hex(
    """
    5c000000100005060000000000000000000000000000000000000000000000000700030062300000
    3400120009000100626f6e6400000000240002000500010004000000050020000000000005002100
    010000000500160003000000
    """)
}
