import Netlink
import RouteNetlink
import TestSupport
import Testing

@Suite("bond port bytes")
struct BondPortTests {
  // ip names the kind `bond_slave` in IFLA_INFO_KIND; see `BridgePortTests`.
  @Test("Everything that ip can set")
  func full() throws {
    var port = BondPort()
    port.queueID = 7
    port.priority = -5
    let request = try #require(
      recordRequests { (socket) throws(NetlinkError) in
        try socket.changePort(LinkSettings(index: 3), port, "change the port")
      }.first)
    let ours = try MessageTree(request, schema: .route)
    let theirs = try MessageTree(Vector.full, schema: .route)
    let data = try #require(theirs.attributes.first?.children.last)
    #expect(
      ours.attributes.first?.children.last?.children
        == (try unsafe AttributeTree.list(Attributes(data.payload.span.bytes), BondPort.schema)))
    #expect(try read(port: BondPort.self, data.payload) == port)
    #expect(ours.header == theirs.header)
  }

  // Made by hand after bond_fill_slave_info; the live test has a kernel say it.
  @Test("What the kernel reports")
  func report() throws {
    let port = try read(
      port: BondPort.self,
      hex(
        """
        0500010001000000050002000200000008000300030000000a00040002005e1000070000
        060005000700000006000600040000000500070045000000060008000100000008000900fbffffff
        06000a000900000005000b000100000005000c0002000000
        """))
    var expected = BondPort()
    expected.queueID = 7
    expected.priority = -5
    expected.actorPortPriority = 9
    expected.status.state = .backup
    expected.status.monitoredState = .down
    expected.status.failures = 3
    expected.status.permanentAddress = LinkAddress([2, 0, 0x5E, 0x10, 0, 7])
    expected.status.aggregatorID = 4
    expected.status.actorState = 0x45
    expected.status.partnerState = 1
    expected.status.actorChurn = 1
    expected.status.partnerChurn = 2
    #expect(port == expected)
  }
}

// What `ip` (iproute2 6.1) sent, seen by `strace -e trace=sendmsg -e write=all`; sequence set to 0.
private enum Vector {
  // # ip link add p0 type veth peer name p1
  // # ip link set p0 type bond_slave queue_id 7 prio -5
  static let full = hex(
    """
    4800000010000500000000000000000000000000030000000000000000000000280012000e000100
    626f6e645f736c617665000014000500060005000700000008000900fbffffff
    """)
}
