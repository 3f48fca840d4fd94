import Netlink
import RouteNetlink
import TestSupport
import Testing

@Suite("Routes") struct RouteTests {
  private func prefix(_ text: String) throws -> IPPrefix { try #require(IPPrefix(text)) }
  private func address(_ text: String) throws -> IPAddress { try #require(IPAddress(text)) }

  private func expectAdded(
    _ route: Route, _ vector: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try expectRequest(is: vector, sourceLocation: sourceLocation) {
      (socket) throws(NetlinkError) in try socket.addRoute(route)
    }
    // And what was written is read back.
    let read = try decode(hex(vector)) { (m) throws(MessageError) in try Route(m) }
    #expect(read == [route], sourceLocation: sourceLocation)
  }

  @Test("ip route add 10.50.0.0/16 via 10.1.2.1 dev 3 metric 100 src 10.1.2.3") func full() throws {
    var route = Route(to: try prefix("10.50.0.0/16"), via: try address("10.1.2.1"), link: 3)
    route.metric = 100
    route.preferredSource = try address("10.1.2.3")
    try expectAdded(
      route,
      """
      44000000 1800 0506 bf58026b 00000000 02100000 fe030001 00000000 0800 0100 0a320000
      0800 0500 0a010201 0800 0600 64000000 0800 0700 0a010203 0800 0400 03000000
      """)
  }

  @Test("ip route add default via 10.1.2.1") func defaultRoute() throws {
    try expectAdded(
      Route(to: nil, via: try address("10.1.2.1")),
      "24000000 1800 0506 bf58026b 00000000 02000000 fe030001 00000000 0800 0500 0a010201")
  }

  @Test("ip route add 10.60.0.0/24 dev 3 mtu 1400 table 1000") func onLink() throws {
    var route = Route(to: try prefix("10.60.0.0/24"), link: 3)
    route.mtu = 1400
    route.table = 1000
    try expectAdded(
      route,
      """
      40000000 1800 0506 bf58026b 00000000 02180000 0003fd01 00000000 0800 0100 0a3c0000
      0800 0f00 e8030000 0800 0400 03000000 0c00 0800 0800 0200 78050000
      """)
  }

  @Test("ip -6 route add fd01::/48 via fd00:1::1 dev 3 metric 7 pref high") func six() throws {
    var route = Route(to: try prefix("fd01::/48"), via: try address("fd00:1::1"), link: 3)
    route.metric = 7
    route.preference = 1
    try expectAdded(
      route,
      """
      5c000000 1800 0506 bf58026b 00000000 0a300000 fe030001 00000000
      1400 0100 fd010000000000000000000000000000 1400 0500 fd000001000000000000000000000001
      0800 0600 07000000 0500 1400 01000000 0800 0400 03000000
      """)
  }

  @Test("ip route add 10.70.0.0/24 via inet6 fe80::1 dev 3") func viaAnotherFamily() throws {
    try expectAdded(
      Route(to: try prefix("10.70.0.0/24"), via: try address("fe80::1"), link: 3),
      """
      44000000 1800 0506 bf58026b 00000000 02180000 fe030001 00000000 0800 0100 0a460000
      1600 1200 0a00 fe800000000000000000000000000001 0000 0800 0400 03000000
      """)
  }

  @Test("ip route add unreachable 10.90.0.0/24") func unreachable() throws {
    var route = Route(to: try prefix("10.90.0.0/24"))
    route.type = 7
    route.scope = 0
    try expectAdded(
      route,
      "24000000 1800 0506 bf58026b 00000000 02180000 fe030007 00000000 0800 0100 0a5a0000")
  }

  /// As `ip route delete`, which also leaves the type open: here it is the route's.
  @Test("ip route delete 10.50.0.0/16 via 10.1.2.1 dev 3") func deletion() throws {
    var route = Route(to: try prefix("10.50.0.0/16"), via: try address("10.1.2.1"), link: 3)
    route.type = 0
    try expectRequest(
      is: """
        34000000 1900 0500 c058026b 00000000 02100000 fe00ff00 00000000
        0800 0100 0a320000 0800 0500 0a010201 0800 0400 03000000
        """
    ) { (socket) throws(NetlinkError) in try socket.deleteRoute(route) }
  }

  /// Seven messages of one dump by Linux 6.18.
  static let dump = hex(
    """
    40000000 1800 2200 c058026b e8450000 02180000 fc03fd01 00000000 0800 0f00 e8030000
    0800 0100 0a3c0000 0c00 0800 0800 0200 78050000 0800 0400 03000000
    34000000 1800 2200 c058026b e8450000 02000000 fe030001 00000000 0800 0f00 fe000000
    0800 0500 0a010201 0800 0400 03000000
    4c000000 1800 2200 c058026b e8450000 02180000 fe030001 00000000 0800 0f00 fe000000
    0800 0100 0a460000 1600 1200 0a00 fe800000000000000000000000000001 0000 0800 0400 03000000
    50000000 1800 2200 c058026b e8450000 02180000 fe030001 00000000 0800 0f00 fe000000
    0800 0100 0a500000 2400 0900 1000 00 02 03000000 0800 0500 0a010208
    1000 00 04 03000000 0800 0500 0a010209
    2c000000 1800 2200 c058026b e8450000 02180000 fe030007 00000000 0800 0f00 fe000000
    0800 0100 0a5a0000
    3c000000 1800 2200 c058026b e8450000 02200000 ff02fe02 00000000 0800 0f00 ff000000
    0800 0100 0a010203 0800 0700 0a010203 0800 0400 03000000
    74000000 1800 2200 c058026b e8450000 0a400000 fe020001 00000000 0800 0f00 fe000000
    1400 0100 fe800000000000000000000000000000 0800 0600 00010000 0800 0400 03000000
    2400 0c00 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000
    0500 1400 00000000
    """)

  @Test("A dump of the kernel's") func decodes() throws {
    let all = try decode(Self.dump) { (m) throws(MessageError) in try Route(m) }
    try #require(all.count == 7)
    #expect(
      all.map(\.description) == [
        "10.60.0.0/24", "default via 10.1.2.1", "10.70.0.0/24 via fe80::1", "10.80.0.0/24",
        "10.90.0.0/24", "10.1.2.3/32", "fe80::/64",
      ])
    #expect(all.map(\.table) == [1000, 254, 254, 254, 254, 255, 254])
    #expect(all.map(\.type) == [1, 1, 1, 1, 7, 2, 1])
    #expect(all.map(\.proto) == [3, 3, 3, 3, 3, 2, 2])
    #expect(all.map(\.scope) == [253, 0, 0, 0, 0, 254, 0])
    #expect(all.map(\.link) == [3, 3, 3, nil, nil, 3, 3])
    #expect(all.map(\.family) == [2, 2, 2, 2, 2, 2, 10])
    #expect(all.map(\.mtu) == [1400, nil, nil, nil, nil, nil, nil])
    #expect(all[5].preferredSource == (try address("10.1.2.3")))
    #expect(all[6].metric == 256)
    #expect(all[6].preference == 0)
    #expect(all[3].nextHops.map(\.link) == [3, 3])
    #expect(all[3].nextHops.map(\.weight) == [3, 5])
    #expect(all[3].nextHops.map(\.flags) == [0, 0])
    #expect(all[3].nextHops.map { $0.gateway?.description } == ["10.1.2.8", "10.1.2.9"])
    #expect(all.filter(\.isCached).isEmpty)
  }

  @Test("A zero-length destination is the default route; a clone is cached") func odd() throws {
    let bytes = Wire.message(
      24,
      [10, 0, 0, 0, 254, 2, 0, 1] + Wire.integer(UInt32(0x200))
        + Wire.attribute(1, [UInt8](repeating: 0, count: 16)))
    let route = try decode(bytes) { (m) throws(MessageError) in try Route(m) }.first
    #expect(route?.destination == nil)
    #expect(route?.family == 10)
    #expect(route?.isCached == true)
  }

  @Test("Metrics are kept by number, and the name of a congestion control is left alone")
  func metrics() throws {
    let bytes = Wire.message(
      24,
      [2, 0, 0, 0, 254, 2, 0, 1, 0, 0, 0, 0]
        + Wire.attribute(
          8,
          Wire.attribute(2, 1400) + Wire.attribute(8, 1360)
            + Wire.attribute(16, "cubic")))
    let route = try #require(
      try decode(bytes) { (m) throws(MessageError) in try Route(m) }.first)
    #expect(route.mtu == 1400)
    #expect(route.metrics == [8: 1360])
    let again = try message(RTM.newroute) { (m) throws(MessageError) in try route.encode(into: &m) }
    #expect(try decode(again) { (m) throws(MessageError) in try Route(m) } == [route])
  }

  @Test(
    "A weight outside its range is sent as the nearest", arguments: [(-3, 1), (0, 1), (300, 256)])
  func weight(asked: Int, sent: Int) throws {
    // struct rtnexthop: length, flags, hops, ifindex.
    let hop = Wire.integer(UInt16(8)) + [0, 0] + Wire.integer(Int32(3))
    let bytes = Wire.message(
      24, [2, 24, 0, 0, 254, 2, 0, 1, 0, 0, 0, 0] + Wire.attribute(9, hop))
    var route = try #require(
      try decode(bytes) { (m) throws(MessageError) in try Route(m) }.first)
    route.nextHops[0].weight = asked
    let again = try message(RTM.newroute) { (m) throws(MessageError) in try route.encode(into: &m) }
    let read = try decode(again) { (m) throws(MessageError) in try Route(m) }
    #expect(read.first?.nextHops.map(\.weight) == [sent])
  }

  @Test("What does not fit is refused, not taken for something else") func malformed() throws {
    func read(_ header: [UInt8], _ attributes: [UInt8]) throws(MessageError) -> [Route] {
      try decode(
        Wire.message(
          24,
          header + [UInt8](repeating: 0, count: 12 - header.count)
            + attributes)
      ) { (m) throws(MessageError) in try Route(m) }
    }
    // 64 bits of an IPv4 address would otherwise be a default route.
    #expect(throws: MessageError.wrongLength(RTA.dst, 4)) {
      try read([2, 64], Wire.attribute(1, [10, 0, 0, 0]))
    }
    for length in [0, 1, 2, 3, 5, 7, 19] {
      #expect(throws: MessageError.wrongLength(RTA.via, length)) {
        try read([2], Wire.attribute(18, [UInt8](repeating: 1, count: length)))
      }
    }
    // A next hop that is shorter than its header, or longer than what is there.
    for length: UInt8 in [0, 7, 9, 255] {
      #expect(throws: MessageError.wrongLength(RTA.multipath, 8)) {
        try read([2], Wire.attribute(9, [length, 0, 0, 0, 3, 0, 0, 0]))
      }
    }
    #expect(throws: MessageError.wrongLength(AttributeType(2), 1)) {
      try read([2], Wire.attribute(8, Wire.attribute(2, [1])))
    }
    #expect(throws: MessageError.truncated(offset: 16)) {
      try decode(Wire.message(24, [2, 0, 0, 0])) { (m) throws(MessageError) in try Route(m) }
    }
    // Another family (AF_MPLS) is nobody's here.
    #expect(try read([28], []).isEmpty)
  }

  @Test("A route is printed as it is written on the command line") func text() throws {
    #expect(Route(to: nil, via: try address("fd00::1")).description == "default via fd00::1")
    #expect(Route(to: nil, via: try address("fd00::1")).family == 10)
    #expect(Route(to: nil).family == 2)
    #expect(Route(to: try prefix("10.1.0.0/16"), link: 3).description == "10.1.0.0/16")
    #expect(Route(to: try prefix("10.1.0.0/16"), link: 3).scope == 253)
    #expect(Route(to: try prefix("fd00::/64"), link: 3).scope == 0)
  }
}
