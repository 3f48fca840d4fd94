import Netlink
import RouteNetlink
import TestSupport
import Testing

@Suite("bridge bytes")
struct BridgeTests {
  @Test("A kind and nothing else")
  func plain() throws {
    try expectCreation(LinkSettings(name: "br0"), Bridge(), is: Vector.plain)
  }

  @Test("Everything that ip can set")
  func full() throws {
    var kind = Bridge()
    kind.forwardDelay = 400
    kind.helloTime = 200
    kind.maximumAge = 1000
    kind.ageingTime = 30000
    kind.spanningTree = .kernel
    kind.priority = 4096
    kind.vlanFiltering = true
    kind.vlanProtocol = .ieee8021AD
    kind.groupForwardMask = 0x4000
    kind.groupAddress = MACAddress("01:80:c2:00:00:05")
    kind.flushForwarding = true
    kind.multicastRouter = .permanent
    kind.multicastSnooping = true
    kind.multicastQueryUsesAddress = true
    kind.multicastQuerier = true
    kind.multicastHashElasticity = 16
    kind.multicastHashMaximum = 1024
    kind.multicastLastMemberCount = 3
    kind.multicastStartupQueryCount = 4
    kind.multicastLastMemberInterval = 150
    kind.multicastMembershipInterval = 25000
    kind.multicastQuerierInterval = 26000
    kind.multicastQueryInterval = 12000
    kind.multicastQueryResponseInterval = 900
    kind.multicastStartupQueryInterval = 3000
    kind.callsIPTables = true
    kind.callsIP6Tables = true
    kind.callsARPTables = true
    kind.defaultVLAN = 7
    kind.vlanStatistics = true
    kind.vlanStatisticsPerPort = true
    kind.multicastStatistics = true
    kind.igmpVersion = 3
    kind.mldVersion = 2
    kind.options = [.noLinkLocalLearning, .multicastVLANSnooping]
    kind.optionMask = [.noLinkLocalLearning, .multicastVLANSnooping]
    try expectCreation(LinkSettings(name: "br0"), kind, is: Vector.full)
  }

  // iproute2 6.1 does not know it: bytes and values alone. The live test has the kernel
  // report it back.
  @Test("What came with later kernels")
  func later() throws {
    var kind = Bridge()
    kind.maximumLearned = 64
    kind.spanningTreeMode = .user
    let bytes = try encodedAttributes { (m) throws(MessageError) in try kind.encode(into: &m) }
    #expect(hexadecimal(bytes) == "0800320001000000" + "0800310040000000")
    #expect(try read(Bridge.self, bytes) == kind)
  }

  @Test("What the kernel reports")
  func report() throws {
    let kind = try #require(try readLink(linkInfo: Vector.report).data as? Bridge)
    #expect(kind.forwardDelay == 400)
    #expect(kind.spanningTree == .kernel)
    #expect(kind.priority == 4096)
    #expect(kind.vlanFiltering == false)
    #expect(kind.groupAddress == MACAddress("01:80:c2:00:00:00"))
    #expect(kind.multicastRouter == .learned)
    #expect(kind.multicastStartupQueryInterval == 3124)
    #expect(kind.maximumLearned == 0)
    #expect(kind.options == [])
    #expect(kind.optionMask.rawValue == 0x1F)
    let own = BridgeID(priority: 4096, address: MACAddress(2, 0, 0x5E, 0x10, 0, 9))
    #expect(kind.status.bridgeID == own)
    #expect(kind.status.rootID == own)
    #expect(kind.status.rootPort == 0)
    #expect(kind.status.topologyChange == false)
    #expect(kind.status.garbageCollectionTimer == 0)
    #expect(kind.status.learned == 0)
    #expect(kind.status.querier?.ipv4?.address == .v4(0))
    #expect(kind.status.querier?.ipv6?.address == .v6(0, 0))
  }

  @Test("What is only reported is never sent")
  func statusStays() throws {
    var kind = Bridge()
    kind.status.rootPort = 1
    let bytes = try encodedAttributes { (m) throws(MessageError) in try kind.encode(into: &m) }
    #expect(bytes.isEmpty)
  }
}

// What `ip` (iproute2 6.1) sent, seen by `strace -e trace=sendmsg -e write=all`; sequence set to 0.
private enum Vector {
  // # ip link add br0 type bridge
  static let plain = hex(
    """
    38000000100005060000000000000000000000000000000000000000000000000800030062723000
    100012000a0001006272696467650000
    """)

  // # ip link add br0 type bridge forward_delay 400 hello_time 200 max_age 1000 ageing_time
  //     30000 stp_state 1 priority 4096 vlan_filtering 1 vlan_protocol 802.1ad group_fwd_mask 0x4000
  //     group_address 01:80:c2:00:00:05 fdb_flush mcast_router 2 mcast_snooping 1
  //     mcast_query_use_ifaddr 1 mcast_querier 1 mcast_hash_elasticity 16 mcast_hash_max 1024
  //     mcast_last_member_count 3 mcast_startup_query_count 4 mcast_last_member_interval 150
  //     mcast_membership_interval 25000 mcast_querier_interval 26000 mcast_query_interval 12000
  //     mcast_query_response_interval 900 mcast_startup_query_interval 3000 nf_call_iptables 1
  //     nf_call_ip6tables 1 nf_call_arptables 1 vlan_default_pvid 7 vlan_stats_enabled 1
  //     vlan_stats_per_port 1 mcast_stats_enabled 1 mcast_igmp_version 3 mcast_mld_version 2
  //     no_linklocal_learn 1 mcast_vlan_snooping 1
  static let full = hex(
    """
    70010000100005060000000000000000000000000000000000000000000000000800030062723000
    480112000a000100627269646765000038010200080001009001000008000200c800000008000300
    e8030000080004003075000008000500010000000600060000100000050007000100000006000800
    88a8000006000900004000000a0014000180c2000005000004001500050016000200000005001700
    010000000500180001000000050019000100000008001a001000000008001b000004000008001c00
    0300000008001d00040000000c001e0096000000000000000c001f00a8610000000000000c002000
    90650000000000000c002100e02e0000000000000c00220084030000000000000c002300b80b0000
    00000000050024000100000005002500010000000500260001000000060027000700000005002900
    0100000005002d000100000005002a000100000005002b000300000005002c00020000000c002e00
    0300000003000000
    """)

  // The IFLA_LINKINFO that Linux 6.18 answered to
  // # ip link add br0 address 02:00:5e:10:00:09 type bridge forward_delay 400 stp_state 1 \
  // #   priority 4096 mcast_querier 1
  // # ip -d link show br0
  static let report = hex(
    """
    bc0112000b0001006272696467650000ac0102000c00100000000000000000000c00110000000000
    000000000c00120000000000000000000c0013000000000000000000080001009001000008000200
    c800000008000300d007000008000400307500000800050001000000060006000010000005000700
    0000000006000900000000000c000b00100002005e1000090c000a00100002005e10000906000c00
    0000000008000d000000000005000e000000000005000f00000000000a0014000180c20000000000
    0c002e00000000001f00000008003000000000000800310000000000050016000100000005001700
    010000000500180000000000050019000100000005002a000000000008001a001000000008001b00
    0010000008001c000200000008001d000200000005002b000200000020002f800800010000000000
    140005000000000000000000000000000000000005002c00010000000c001e006400000000000000
    0c001f0090650000000000000c0020009c630000000000000c002100d4300000000000000c002200
    e8030000000000000c002300340c0000000000000500240000000000050025000000000005002600
    00000000
    """)
}
