import Netlink
import RouteNetlink
import TestSupport
import Testing

@Suite("bridge ports in the kernel", .makesNamespaces, .kernelHas(Bridge.self))
struct BridgePortTests {
  @Test("What a bridge knows of a port is set and read")
  func full() throws {
    var fixture = try NamespaceFixture()
    let (ports, bridge) = try Self.makeBridge(&fixture)
    var port = BridgePort()
    port.priority = 16
    port.cost = 55
    port.hairpin = true
    port.bpduGuard = true
    port.rootBlock = true
    port.multicastFastLeave = true
    port.learning = false
    port.unicastFlood = false
    port.multicastFlood = false
    port.broadcastFlood = false
    port.multicastToUnicast = true
    port.multicastRouter = .permanent
    port.proxyARP = true
    port.proxyARPWiFi = true
    port.groupForwardMask = 0x4000
    port.neighborSuppression = true
    port.isolated = true
    port.backupPort = ports[1]
    port.flush = true
    try fixture.socket.changePort(LinkSettings(index: ports[0]), port, "set up the port")

    let shown = try fixture.ipLink("port0")
    #expect(shown["master"].string == "br0")
    #expect(shown["linkinfo"]["info_kind"].string == "veth")
    #expect(shown["linkinfo"]["info_slave_kind"].string == "bridge")
    let data = shown["linkinfo"]["info_slave_data"]
    #expect(data["priority"].int == 16)
    #expect(data["cost"].int == 55)
    #expect(data["hairpin"].bool == true)
    #expect(data["guard"].bool == true)
    #expect(data["root_block"].bool == true)
    #expect(data["fastleave"].bool == true)
    #expect(data["learning"].bool == false)
    #expect(data["flood"].bool == false)
    #expect(data["mcast_flood"].bool == false)
    #expect(data["bcast_flood"].bool == false)
    #expect(data["mcast_to_unicast"].bool == true)
    #expect(data["multicast_router"].int == 2)
    #expect(data["proxy_arp"].bool == true)
    #expect(data["proxy_arp_wifi"].bool == true)
    #expect(data["group_fwd_mask"].string == "0x4000")
    #expect(data["neigh_suppress"].bool == true)
    #expect(data["isolated"].bool == true)
    #expect(data["backup_port"].string == "port1")

    let link = try fixture.socket.link(.index(ports[0]))
    #expect(link.master == bridge)
    #expect(link.masterKind == "bridge")
    try expectReported(port: link, port, except: ["flush"])
    let reported = try #require(link.port as? BridgePort)
    #expect(reported.state == .disabled)
    #expect(reported.status.number == 1)
    #expect(reported.status.bridgeID?.priority == 0x8000)
  }

  @Test(
    "A limit to the hosts that are told apart",
    .enabled(
      if: limitsHosts(to: 512), "IFLA_BRPORT_MCAST_EHT_HOSTS_LIMIT came with Linux 5.12"))
  func hostsLimit() throws {
    #expect(Self.limitsHosts(to: 10))
  }

  // iproute2 6.1 cannot show most of these; the kernel's own report has to do.
  @Test(
    "What came with later kernels",
    .enabled(
      if: reportsBackupNextHop, "IFLA_BRPORT_BACKUP_NHID came with Linux 6.6"))
  func later() throws {
    var fixture = try NamespaceFixture()
    let (ports, _) = try Self.makeBridge(&fixture)
    var port = BridgePort()
    // The bypass asks for both.
    port.learning = true
    port.locked = true
    port.macAuthenticationBypass = true
    port.neighborVLANSuppression = true
    port.multicastGroupsLimit = 11
    port.backupPort = ports[1]
    port.backupNextHopID = 12
    try fixture.socket.changePort(LinkSettings(index: ports[0]), port, "set up the port")
    #expect(
      try fixture.ipLink("port0")["linkinfo"]["info_slave_data"]["locked"].bool == true)
    try expectReported(port: fixture.socket.link(.index(ports[0])), port)
  }

  @Test(
    "What is not asked for goes on though answers are suppressed",
    .enabled(
      if: reported { port, _ in port.forwardsUnsolicited = true }?.forwardsUnsolicited != nil,
      "IFLA_BRPORT_NEIGH_FORWARD_GRAT came with Linux 7.2"))
  func unsolicited() throws {
    var fixture = try NamespaceFixture()
    let (ports, _) = try Self.makeBridge(&fixture)
    var port = BridgePort()
    port.neighborSuppression = true
    port.forwardsUnsolicited = true
    try fixture.socket.changePort(LinkSettings(index: ports[0]), port, "set up the port")
    try expectReported(port: fixture.socket.link(.index(ports[0])), port)
  }

  @Test("A link without a master has no port, and none can be set up")
  func noMaster() throws {
    var fixture = try NamespaceFixture()
    let index = try fixture.makeParent()
    #expect(try fixture.socket.link(.index(index)).port == nil)
    var port = BridgePort()
    port.isolated = true
    #expect(throws: NetlinkError.self) {
      try fixture.socket.changePort(LinkSettings(index: index), port, "set up no port")
    }
  }

  /// A bridge `br0` with the ports `port0` and `port1`.
  private static func makeBridge(_ fixture: inout NamespaceFixture) throws -> ([Int32], Int32) {
    try fixture.socket.createLink(LinkSettings(name: "br0"), Bridge())
    let bridge = try fixture.socket.link(.name("br0")).index
    var ports: [Int32] = []
    for number in 0...1 {
      ports.append(try fixture.makeParent("port\(number)"))
      var settings = LinkSettings(index: ports[number])
      settings.master = bridge
      try fixture.socket.changeLink(settings, "plug port\(number) in")
    }
    return (ports, bridge)
  }

  static var reportsBackupNextHop: Bool {
    reported { port, other in
      port.backupPort = other
      port.backupNextHopID = 1
    }?.backupNextHopID != nil
  }

  static func limitsHosts(to limit: UInt32) -> Bool {
    reported { port, _ in port.multicastHostsLimit = limit }?.multicastHostsLimit == limit
  }

  /// A port, set up and read back; older kernels leave out what they do not know.
  private static func reported(_ setUp: (inout BridgePort, _ other: Int32) -> Void) -> BridgePort? {
    do {
      var fixture = try NamespaceFixture()
      let (ports, _) = try makeBridge(&fixture)
      var port = BridgePort()
      setUp(&port, ports[1])
      try fixture.socket.changePort(LinkSettings(index: ports[0]), port, "probe")
      return try fixture.socket.link(.index(ports[0])).port as? BridgePort
    } catch {
      return nil
    }
  }
}
