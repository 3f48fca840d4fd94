import Netlink
import RouteNetlink
import TestSupport
import Testing

@Suite("bridge in the kernel", .makesNamespaces, .kernelHas(Bridge.self))
struct BridgeTests {
  @Test("Spanning tree, tables and multicast")
  func full() throws {
    var fixture = try NamespaceFixture()
    var kind = Bridge()
    kind.forwardDelay = 400
    kind.helloTime = 300
    kind.maximumAge = 1000
    kind.ageingTime = 20000
    kind.spanningTree = .kernel
    kind.priority = 4096
    kind.groupForwardMask = 0x4000
    kind.groupAddress = MACAddress("01:80:c2:00:00:05")
    kind.flushForwarding = true
    kind.multicastRouter = .permanent
    kind.multicastSnooping = true
    kind.multicastQueryUsesAddress = true
    kind.multicastQuerier = true
    kind.multicastHashMaximum = 1024
    kind.multicastLastMemberCount = 3
    kind.multicastStartupQueryCount = 4
    kind.multicastLastMemberInterval = 200
    kind.multicastMembershipInterval = 25000
    kind.multicastQuerierInterval = 26000
    kind.multicastQueryInterval = 12000
    kind.multicastQueryResponseInterval = 900
    kind.multicastStartupQueryInterval = 3000
    kind.multicastStatistics = true
    kind.igmpVersion = 3
    kind.mldVersion = 2
    kind.options = .noLinkLocalLearning
    kind.optionMask = .noLinkLocalLearning
    var settings = LinkSettings(name: "br0")
    settings.mac = MACAddress("02:00:5e:10:00:09")
    try fixture.socket.createLink(settings, kind)
    let info = try fixture.ipLink("br0")["linkinfo"]
    #expect(info["info_kind"].string == "bridge")
    let data = info["info_data"]
    #expect(data["forward_delay"].int == 400)
    #expect(data["hello_time"].int == 300)
    #expect(data["max_age"].int == 1000)
    #expect(data["ageing_time"].int == 20000)
    #expect(data["stp_state"].int == 1)
    #expect(data["priority"].int == 4096)
    #expect(data["group_addr"].string == "01:80:c2:00:00:05")
    #expect(data["mcast_router"].int == 2)
    #expect(data["mcast_query_use_ifaddr"].int == 1)
    #expect(data["mcast_querier"].int == 1)
    #expect(data["mcast_hash_max"].int == 1024)
    #expect(data["mcast_last_member_cnt"].int == 3)
    #expect(data["mcast_startup_query_cnt"].int == 4)
    #expect(data["mcast_last_member_intvl"].int == 200)
    #expect(data["mcast_membership_intvl"].int == 25000)
    #expect(data["mcast_querier_intvl"].int == 26000)
    #expect(data["mcast_query_intvl"].int == 12000)
    #expect(data["mcast_query_response_intvl"].int == 900)
    #expect(data["mcast_startup_query_intvl"].int == 3000)
    #expect(data["mcast_stats_enabled"].int == 1)
    #expect(data["mcast_igmp_version"].int == 3)
    #expect(data["mcast_mld_version"].int == 2)
    #expect(data["no_linklocal_learn"].int == 1)
    // A command, and a mask that names all options in a report.
    let link = try fixture.socket.link(.name("br0"))
    try expectReported(link, kind, except: ["fdb_flush", "multi_boolopt"])
    let reported = try #require(link.data as? Bridge)
    #expect(reported.options == .noLinkLocalLearning)
    #expect(reported.status.bridgeID?.priority == 4096)
    #expect(reported.status.bridgeID?.address == settings.mac)
  }

  @Test(
    "Frames handed to netfilter",
    .enabled(if: accepts { $0.callsIPTables = true }, "needs CONFIG_BRIDGE_NETFILTER"))
  func netfilter() throws {
    var fixture = try NamespaceFixture()
    var kind = Bridge()
    kind.callsIPTables = true
    kind.callsIP6Tables = true
    kind.callsARPTables = true
    try fixture.socket.createLink(LinkSettings(name: "br0"), kind)
    let data = try fixture.ipLink("br0")["linkinfo"]["info_data"]
    #expect(data["nf_call_iptables"].int == 1)
    #expect(data["nf_call_ip6tables"].int == 1)
    #expect(data["nf_call_arptables"].int == 1)
    try expectReported(fixture.socket.link(.name("br0")), kind)
  }

  @Test(
    "VLANs",
    .enabled(if: accepts { $0.vlanFiltering = true }, "needs CONFIG_BRIDGE_VLAN_FILTERING"))
  func vlans() throws {
    var fixture = try NamespaceFixture()
    var kind = Bridge()
    kind.vlanFiltering = true
    kind.vlanProtocol = .ieee8021AD
    kind.defaultVLAN = 7
    kind.vlanStatistics = true
    kind.vlanStatisticsPerPort = true
    try fixture.socket.createLink(LinkSettings(name: "br0"), kind)
    let data = try fixture.ipLink("br0")["linkinfo"]["info_data"]
    #expect(data["vlan_filtering"].int == 1)
    #expect(data["vlan_protocol"].string == "802.1ad")
    #expect(data["vlan_default_pvid"].int == 7)
    #expect(data["vlan_stats_enabled"].int == 1)
    #expect(data["vlan_stats_per_port"].int == 1)
    try expectReported(fixture.socket.link(.name("br0")), kind)
  }

  // iproute2 6.1 cannot show it; the kernel's own report has to do.
  @Test(
    "A limit to learning",
    .enabled(if: accepts { $0.maximumLearned = 1 }, "IFLA_BR_FDB_MAX_LEARNED came with Linux 6.7"))
  func limit() throws {
    var fixture = try NamespaceFixture()
    var kind = Bridge()
    kind.maximumLearned = 64
    try fixture.socket.createLink(LinkSettings(name: "br0"), kind)
    let link = try fixture.socket.link(.name("br0"))
    try expectReported(link, kind)
    #expect((link.data as? Bridge)?.status.learned == 0)
  }

  @Test(
    "Who runs the spanning tree protocol, in a namespace that is not the first",
    .enabled(
      if: accepts { $0.spanningTreeMode = .user }, "IFLA_BR_STP_MODE came with Linux 7.1"),
    arguments: [Bridge.SpanningTreeMode.automatic, .user, .kernel])
  func spanningTree(mode: Bridge.SpanningTreeMode) throws {
    var fixture = try NamespaceFixture()
    var kind = Bridge()
    kind.spanningTreeMode = mode
    kind.spanningTree = .kernel
    try fixture.socket.createLink(LinkSettings(name: "br0"), kind)
    kind.spanningTree = mode == .user ? .user : .kernel
    try expectReported(fixture.socket.link(.name("br0")), kind)
  }

  /// True when the kernel takes and reports a setting.
  private static func accepts(_ setting: (inout Bridge) -> Void) -> Bool {
    var kind = Bridge()
    setting(&kind)
    do {
      var fixture = try NamespaceFixture()
      try fixture.socket.createLink(LinkSettings(name: "br0"), kind)
      guard var reported = try fixture.socket.link(.name("br0")).data as? Bridge else {
        return false
      }
      let asReported = reported
      setting(&reported)
      return reported == asReported
    } catch {
      return false
    }
  }
}
