import RouteNetlink
import TestSupport
import Testing

@Suite("bond in the kernel", .makesNamespaces, .kernelHas(Bond.self))
struct BondTests {
  @Test("One port in use, watched by its carrier")
  func backup() throws {
    var fixture = try NamespaceFixture()
    var kind = Bond(mode: .activeBackup)
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
    try fixture.socket.createLink(LinkSettings(name: "b0"), kind)
    let info = try fixture.ipLink("b0")["linkinfo"]
    #expect(info["info_kind"].string == "bond")
    let data = info["info_data"]
    #expect(data["mode"].string == "active-backup")
    #expect(data["miimon"].int == 100)
    #expect(data["updelay"].int == 200)
    #expect(data["downdelay"].int == 300)
    #expect(data["peer_notify_delay"].int == 400)
    #expect(data["primary_reselect"].string == "better")
    #expect(data["fail_over_mac"].string == "follow")
    #expect(data["resend_igmp"].int == 2)
    #expect(data["num_peer_notif"].int == 5)
    #expect(data["all_slaves_active"].int == 1)
    try expectReported(fixture.socket.link(.name("b0")), kind)
  }

  @Test("Watched by ARP")
  func arp() throws {
    var fixture = try NamespaceFixture()
    var kind = Bond(mode: .balanceXOR)
    kind.arpInterval = 500
    kind.arpTargets = [.v4(0xC000_0201), .v4(0xC000_0202)]
    kind.arpTargetsNeeded = .all
    kind.hashPolicy = .layer34
    kind.minimumPorts = 2
    try fixture.socket.createLink(LinkSettings(name: "b0"), kind)
    let data = try fixture.ipLink("b0")["linkinfo"]["info_data"]
    #expect(data["arp_interval"].int == 500)
    #expect(data["arp_ip_target"].strings == ["192.0.2.1", "192.0.2.2"])
    #expect(data["arp_all_targets"].string == "all")
    #expect(data["xmit_hash_policy"].string == "layer3+4")
    #expect(data["min_links"].int == 2)
    try expectReported(fixture.socket.link(.name("b0")), kind)
  }

  @Test(
    "Watched by neighbour discovery",
    .enabled(
      if: reports(\.neighborTargets, [.v6(0xFD00 << 48, 1)], .activeBackup),
      "IFLA_BOND_NS_IP6_TARGET came with Linux 5.18"))
  func neighborDiscovery() throws {
    var fixture = try NamespaceFixture()
    var kind = Bond(mode: .activeBackup)
    kind.arpInterval = 500
    kind.neighborTargets = ["fd00::1", "fd00::2"].compactMap { IPAddress($0) }
    kind.arpValidation = .filterActive
    kind.arpMissedMaximum = 3
    try fixture.socket.createLink(LinkSettings(name: "b0"), kind)
    let data = try fixture.ipLink("b0")["linkinfo"]["info_data"]
    #expect(data["ns_ip6_target"].strings == ["fd00::1", "fd00::2"])
    #expect(data["arp_validate"].string == "filter_active")
    #expect(data["arp_missed_max"].int == 3)
    try expectReported(fixture.socket.link(.name("b0")), kind)
  }

  @Test("Put together by LACP, with a port")
  func lacp() throws {
    var fixture = try NamespaceFixture()
    var kind = Bond(mode: .ieee8023AD)
    kind.lacpRate = .fast
    kind.aggregatorSelection = .bandwidth
    kind.actorSystemPriority = 9
    kind.userPortKey = 10
    kind.actorSystem = MACAddress("02:00:5e:10:00:07")
    try fixture.socket.createLink(LinkSettings(name: "b0"), kind)
    let data = try fixture.ipLink("b0")["linkinfo"]["info_data"]
    #expect(data["mode"].string == "802.3ad")
    #expect(data["ad_lacp_rate"].string == "fast")
    #expect(data["ad_select"].string == "bandwidth")
    #expect(data["ad_actor_sys_prio"].int == 9)
    #expect(data["ad_user_port_key"].int == 10)
    #expect(data["ad_actor_system"].string == "02:00:5e:10:00:07")
    try expectReported(fixture.socket.link(.name("b0")), kind)

    var settings = LinkSettings(index: try fixture.makeParent("port0"))
    settings.master = try fixture.socket.link(.name("b0")).index
    try fixture.socket.changeLink(settings, "plug port0 in")
    var port = BondPort()
    port.queueID = 7
    try fixture.socket.changePort(LinkSettings(index: settings.index), port, "set up port0")
    let shown = try fixture.ipLink("port0")["linkinfo"]
    #expect(shown["info_slave_kind"].string == "bond")
    #expect(shown["info_slave_data"]["queue_id"].int == 7)
    let link = try fixture.socket.link(.index(settings.index))
    try expectReported(port: link, port)
    let status = try #require((link.port as? BondPort)?.status)
    let reported = shown["info_slave_data"]
    #expect(reported["state"].string == status.state.map { "\($0)".uppercased() })
    #expect(reported["ad_aggregator_id"].int == status.aggregatorID.map(Int.init))
    #expect(reported["ad_actor_oper_port_state"].int == status.actorState.map(Int.init))
    #expect(reported["ad_partner_oper_port_state"].int == status.partnerState.map(Int.init))
    #expect(reported["perm_hwaddr"].string == status.permanentAddress?.description)
    #expect(status.permanentAddress == link.permanentAddress ?? status.permanentAddress)
  }

  @Test(
    "A port's priority",
    .enabled(if: reportsPriority, "IFLA_BOND_SLAVE_PRIO came with Linux 6.0"))
  func priority() throws {
    let port = try Self.reported { port in
      port.priority = -5
    }
    #expect(port?.priority == -5)
  }

  static var reportsPriority: Bool { (try? reported { _ in })??.priority != nil }

  /// A port of a bond in mode `active-backup`, set up and read back.
  private static func reported(_ setUp: (inout BondPort) -> Void) throws -> BondPort? {
    var fixture = try NamespaceFixture()
    try fixture.socket.createLink(LinkSettings(name: "b0"), Bond(mode: .activeBackup))
    var settings = LinkSettings(index: try fixture.makeParent("port0"))
    settings.master = try fixture.socket.link(.name("b0")).index
    try fixture.socket.changeLink(settings, "plug port0 in")
    var port = BondPort()
    setUp(&port)
    try fixture.socket.changePort(LinkSettings(index: settings.index), port, "set up port0")
    return try fixture.socket.link(.index(settings.index)).port as? BondPort
  }

  @Test("In turn, and by load")
  func balance() throws {
    var fixture = try NamespaceFixture()
    var kind = Bond(mode: .balanceRoundRobin)
    kind.packetsPerPort = 4
    try fixture.socket.createLink(LinkSettings(name: "b0"), kind)
    #expect(try fixture.ipLink("b0")["linkinfo"]["info_data"]["packets_per_slave"].int == 4)
    try expectReported(fixture.socket.link(.name("b0")), kind)
    kind = Bond(mode: .balanceTransmit)
    kind.dynamicBalance = false
    kind.learningInterval = 7
    try fixture.socket.createLink(LinkSettings(name: "b1"), kind)
    let data = try fixture.ipLink("b1")["linkinfo"]["info_data"]
    #expect(data["tlb_dynamic_lb"].int == 0)
    #expect(data["lp_interval"].int == 7)
    try expectReported(fixture.socket.link(.name("b1")), kind)
  }

  // iproute2 6.1 cannot show these; the kernel's own report has to do.
  @Test(
    "Collecting and distributing apart",
    .enabled(
      if: reports(\.coupledControl, false, .ieee8023AD),
      "IFLA_BOND_COUPLED_CONTROL came with Linux 6.9"))
  func coupledControl() throws {
    #expect(Self.reports(\.coupledControl, true, .ieee8023AD))
  }

  @Test(
    "Neighbour discovery through all ports",
    .enabled(
      if: reports(\.broadcastNeighbors, true, .ieee8023AD),
      "IFLA_BOND_BROADCAST_NEIGH came with Linux 6.17"))
  func broadcastNeighbors() throws {
    #expect(Self.reports(\.broadcastNeighbors, false, .ieee8023AD))
  }

  @Test(
    "Only with a partner that speaks LACP",
    .enabled(
      if: reports(\.lacpStrict, true, .ieee8023AD), "IFLA_BOND_LACP_STRICT came with Linux 7.2"))
  func lacpStrict() throws {
    #expect(Self.reports(\.lacpStrict, false, .ieee8023AD))
  }

  /// Whether the kernel takes a value and reports it; older ones leave out what they do not know.
  static func reports<Value: Equatable>(
    _ property: WritableKeyPath<Bond, Value>, _ value: Value, _ mode: Bond.Mode
  ) -> Bool {
    do {
      var fixture = try NamespaceFixture()
      var kind = Bond(mode: mode)
      kind[keyPath: property] = value
      try fixture.socket.createLink(LinkSettings(name: "b0"), kind)
      let data = try fixture.socket.link(.name("b0")).data as? Bond
      return data?[keyPath: property] == value
    } catch {
      return false
    }
  }
}
