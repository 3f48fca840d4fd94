import Netlink
import RouteNetlink
import TestSupport
import Testing

@Suite("bridge port bytes")
struct BridgePortTests {
  // Two differences from ip. It names the kind `bridge_slave` in IFLA_INFO_KIND; the library names
  // the master's in IFLA_INFO_SLAVE_KIND, as the kernel reports it. (The kernel looks at neither: it
  // asks the master that the link has.) And ip's `fastleave` and `mcast_fast_leave` are the same
  // attribute, given twice here and sent twice.
  @Test("Everything that ip can set")
  func full() throws {
    var port = BridgePort()
    port.state = .forwarding
    port.priority = 16
    port.cost = 55
    port.bpduGuard = true
    port.rootBlock = true
    port.multicastFastLeave = true
    port.learning = false
    port.unicastFlood = false
    port.proxyARP = true
    port.proxyARPWiFi = true
    port.multicastRouter = .permanent
    port.multicastFlood = false
    port.broadcastFlood = false
    port.multicastToUnicast = true
    port.vlanTunnel = true
    port.groupForwardMask = 0x4000
    port.neighborSuppression = true
    port.isolated = true
    port.locked = true
    port.hairpin = true
    port.flush = true
    try expectChange(port, is: Vector.full)
  }

  @Test("A backup port")
  func backup() throws {
    var port = BridgePort()
    port.backupPort = 6
    try expectChange(port, is: Vector.backup)
  }

  // iproute2 6.1 knows none of these: bytes and values alone. The live test has the kernel
  // report them back.
  @Test("What ip cannot set")
  func later() throws {
    var port = BridgePort()
    port.learningSync = true
    port.multicastHostsLimit = 10
    port.multicastGroupsLimit = 11
    port.neighborVLANSuppression = true
    port.macAuthenticationBypass = true
    port.backupNextHopID = 12
    port.forwardsUnsolicited = true
    let bytes = try encodedAttributes { (m) throws(MessageError) in try port.encode(into: &m) }
    #expect(
      hexadecimal(bytes)
        == "05000b0001000000" + "080025000a000000" + "08002a000b000000" + "05002b0001000000"
        + "05002d0001000000" + "0500280001000000" + "08002c000c000000")
    #expect(try read(port: BridgePort.self, bytes) == port)
  }

  @Test("What the kernel reports")
  func report() throws {
    let link = try readLink(linkInfo: Vector.report)
    #expect(link.kind == "veth")
    #expect(link.masterKind == "bridge")
    let port = try #require(link.port as? BridgePort)
    #expect(port.state == .forwarding)
    #expect(port.priority == 16)
    #expect(port.cost == 55)
    #expect(port.hairpin == true)
    #expect(port.learning == false)
    #expect(port.neighborSuppression == true)
    #expect(port.isolated == true)
    #expect(port.locked == false)
    #expect(port.multicastHostsLimit == 512)
    #expect(port.multicastRouter == .learned)
    let bridge = BridgeID(priority: 0x8000, address: MACAddress(2, 0, 0x5E, 0x10, 0, 9))
    #expect(port.status.rootID == bridge)
    #expect(port.status.bridgeID == bridge)
    #expect(port.status.designatedPort == 0x4001)
    #expect(port.status.id == 0x4001)
    #expect(port.status.number == 1)
    #expect(port.status.holdTimer == 0)
    #expect(port.status.multicastGroups == 1)
  }

  @Test("The schema inside IFLA_INFO_SLAVE_DATA is chosen by IFLA_INFO_SLAVE_KIND")
  func schema() throws {
    var port = BridgePort()
    port.isolated = true
    let request = try #require(try requests(port).first)
    let tree = try MessageTree(request, schema: .route)
    let data = tree.attributes.first?.children.last
    #expect(data?.name == "IFLA_INFO_SLAVE_DATA")
    #expect(data?.children.map(\.name) == ["IFLA_BRPORT_ISOLATED"])
  }

  private func expectChange(
    _ port: BridgePort, is vector: [UInt8], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let request = try #require(try requests(port).first, sourceLocation: sourceLocation)
    var ours = try MessageTree(request, schema: .route)
    var theirs = try MessageTree(vector, schema: .route)
    // ip's data is not taken apart, since nothing beside it names the master's kind.
    let ourData = try #require(ours.attributes.first?.children.last)
    let theirData = try #require(theirs.attributes.first?.children.last)
    #expect(theirData.name == "IFLA_INFO_SLAVE_DATA", sourceLocation: sourceLocation)
    #expect(ourData.name == theirData.name, sourceLocation: sourceLocation)
    var theirAttributes = try unsafe AttributeTree.list(
      Attributes(theirData.payload.span.bytes), BridgePort.schema)
    let fastLeave = theirAttributes.filter { $0.name == "IFLA_BRPORT_FAST_LEAVE" }
    if fastLeave.count == 2, fastLeave[0] == fastLeave[1] {
      theirAttributes.removeAll { $0 == fastLeave[0] }
      theirAttributes.append(fastLeave[0])
      theirAttributes.sort { $0.type < $1.type }
    }
    #expect(ourData.children == theirAttributes, sourceLocation: sourceLocation)
    #expect(
      try read(port: BridgePort.self, theirData.payload) == port, sourceLocation: sourceLocation)
    ours.attributes = []
    theirs.attributes = []
    #expect(ours == theirs, sourceLocation: sourceLocation)
  }

  private func requests(_ port: BridgePort) throws(NetlinkError) -> [[UInt8]] {
    try recordRequests { (socket) throws(NetlinkError) in
      try socket.changePort(LinkSettings(index: 4), port, "change the port")
    }
  }
}

// What `ip` (iproute2 6.1) sent, seen by `strace -e trace=sendmsg -e write=all`; sequence set to 0.
private enum Vector {
  // # ip link add br0 type bridge
  // # ip link add p0 type veth peer name p1
  // # ip link set p0 master br0
  // # ip link set p0 type bridge_slave state 3 priority 16 cost 55 guard on root_block on
  //     fastleave on learning off flood off proxy_arp on proxy_arp_wifi on mcast_router 2
  //     mcast_fast_leave on mcast_flood off bcast_flood off mcast_to_unicast on vlan_tunnel on
  //     group_fwd_mask 0x4000 neigh_suppress on isolated on locked on hairpin on fdb_flush
  static let full = hex(
    """
    e400000010000500000000000000000000000000040000000000000000000000c400120010000100
    6272696467655f736c617665b0000500050001000300000006000200100000000800030037000000
    05000500010000000500060001000000050007000100000005000800000000000500090000000000
    05000a000100000005000c00010000000500190002000000050007000100000005001b0000000000
    05001e000000000005001c000100000005001d000100000006001f00004000000500200001000000
    05002100010000000500270001000000050004000100000004001800
    """)

  // # ip link add br0 type bridge
  // # ip link add p0 type veth peer name p1
  // # ip link set p0 master br0
  // # ip link add p2 type veth peer name p3
  // # ip link set p2 master br0
  // # ip link set p0 type bridge_slave backup_port p2
  static let backup = hex(
    """
    40000000100005000000000000000000000000000400000000000000000000002000120010000100
    6272696467655f736c6176650c0005000800220006000000
    """)

  // The IFLA_LINKINFO that Linux 6.18 answered to
  // # ip link add br0 type bridge; ip link set br0 address 02:00:5e:10:00:09
  // # ip link add p0 type veth peer name p1; ip link set p0 master br0 up; ip link set p1 up
  // # ip link set br0 up; sleep 0.3
  // # ip link set p0 type bridge_slave isolated on cost 55 learning off hairpin on priority 16 \
  // #   neigh_suppress on
  // # ip -d link show p0
  static let report = hex(
    """
    6c0112000900010076657468000000000b0004006272696467650000500105000500010003000000
    06000200100000000800030037000000050004000100000005000500000000000500060000000000
    050007000000000005001c00000000000500080000000000050009000100000005001b0001000000
    05001e000100000005000a000000000005000c00000000000c000d00800002005e1000090c000e00
    800002005e10000906000f0001400000060010000000000006001100014000000600120001000000
    0500130000000000050014000000000005001d000000000006001f00000000000500200001000000
    05002300000000000500240000000000050021000100000005002700000000000500280000000000
    05002b00000000000c00150000000000000000000c001600bc050000000000000c00170000000000
    00000000050019000100000008002500000200000800260000000000080029000100000008002a00
    00000000
    """)
}
