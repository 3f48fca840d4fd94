import Netlink
import RouteNetlink
import TestSupport
import Testing

/// A neighbour dump by Linux 6.18: one permanent entry, one multicast group.
private let neighbors = hex(
  """
  4c000000 1c00 0200 c158026b 43460000 02000000 03000000 8000 00 01
  0800 0100 0a01024d 0a00 0200 020000000077 0000 0800 0400 00000000
  1400 0300 a8000000 a8000000 a8000000 00000000
  58000000 1c00 0200 c158026b 43460000 0a000000 02000000 4000 80 05
  1400 0100 ff0200000000000000000000 0000020a 0a00 0200 33330000 0002 0000
  0800 0400 00000000 1400 0300 1b180000 ab000000 ab000000 00000000
  """)

@Suite("Neighbours") struct NeighborTests {
  @Test("A dump of the kernel's") func decodes() throws {
    let all = try decode(neighbors) { (m) throws(MessageError) in try Neighbor(m) }
    try #require(all.count == 2)
    #expect(all[0].destination == IPAddress("10.1.2.77"))
    #expect(all[0].address == LinkAddress([2, 0, 0, 0, 0, 0x77]))
    #expect(all[0].link == 3)
    #expect(all[0].state == .permanent)
    #expect(all[0].flags == 0)
    #expect(all[1].destination == IPAddress("ff02::20a"))
    #expect(all[1].state == .noARP)
    #expect(all[1].flags == 128)
    #expect(all[1].link == 2)
  }

  @Test("States have the kernel's numbers") func states() {
    let states: [(Neighbor.State, UInt16)] = [
      (.incomplete, 1), (.reachable, 2), (.stale, 4), (.delay, 8), (.probe, 0x10),
      (.failed, 0x20), (.noARP, 0x40), (.permanent, 0x80),
    ]
    for (state, number) in states { #expect(state.rawValue == number) }
  }

  @Test("What has no IP address is none") func odd() throws {
    let header: [UInt8] = [2, 0, 0, 0, 3, 0, 0, 0, 0x80, 0, 0, 1]
    #expect(
      try decode(Wire.message(28, header)) { (m) throws(MessageError) in try Neighbor(m) }.isEmpty)
    // A forwarding entry of a bridge.
    let bridge = [7] + header.dropFirst() + Wire.attribute(2, [2, 0, 0, 0, 0, 1])
    #expect(
      try decode(Wire.message(28, bridge)) { (m) throws(MessageError) in try Neighbor(m) }.isEmpty)
    #expect(throws: MessageError.wrongLength(NDA.dst, 5)) {
      try decode(Wire.message(28, header + Wire.attribute(1, [1, 2, 3, 4, 5]))) {
        (m) throws(MessageError) in try Neighbor(m)
      }
    }
    #expect(throws: MessageError.truncated(offset: 16)) {
      try decode(Wire.message(28, [2])) { (m) throws(MessageError) in try Neighbor(m) }
    }
  }

  @Test("Only one link's are asked for") func dump() throws {
    try expectRequest(
      is: "24000000 1e00 0103 00000000 00000000 00000000 00000000 00000000 0800 0800 07000000"
    ) { (socket) throws(NetlinkError) in _ = try socket.neighbors(link: 7) }
  }
}

@Suite("Namespace IDs") struct NamespaceIDTests {
  @Test("ip netns set ns1 42") func assign() throws {
    try expectRequest(
      is: """
        24000000 5800 0500 c058026b 00000000 00000000
        0800 0300 06000000 0800 0100 2a000000
        """
    ) { (socket) throws(NetlinkError) in try socket.assignNamespaceID(42, to: 6) }
  }

  @Test("Without a number the kernel chooses") func automatic() throws {
    try expectRequest(
      is: "24000000 5800 0500 00000000 00000000 00000000 0800 0300 06000000 0800 0100 ffffffff"
    ) { (socket) throws(NetlinkError) in try socket.assignNamespaceID(to: 6) }
  }

  @Test("ip netns list-id") func decodes() throws {
    let bytes = hex(
      """
      1c000000 5800 0200 c158026b a0410000 00000000 0800 0100 2a000000
      14000000 0300 0200 c158026b a0410000 00000000
      """)
    let ids = try decode(bytes) { (m) throws(MessageError) in
      m.type == RTM.newnsid ? try NamespaceIDEntry(m).id : nil
    }
    #expect(ids == [42])
  }
}

@Suite("Events") struct RouteEventTests {
  @Test("What a bridge says of its ports is said of no link", arguments: [16, 17] as [UInt16])
  func bridgePort(_ type: UInt16) throws {
    let name = Wire.attribute(3, Array("p0\0".utf8))
    let header = { (family: UInt8) in [family, 0, 0, 0, 3] + [UInt8](repeating: 0, count: 11) }
    let read = { (family: UInt8) in
      try decode(Wire.message(type, header(family) + name)) { (m) throws(MessageError) in
        try RouteEvent(m)
      }
    }
    #expect(try read(0).count == 1)
    #expect(try read(7).isEmpty)
  }

  @Test("What a driver reports of wireless extensions is said of no link")
  func wireless() throws {
    let header = [UInt8](repeating: 0, count: 16)
    let name = Wire.attribute(3, "wlan0")
    #expect(try event(Wire.message(16, header + name)) != nil)
    #expect(try event(Wire.message(16, header + name + Wire.attribute(11, 0))) == nil)
  }

  private func event(_ bytes: [UInt8]) throws(MessageError) -> RouteEvent? {
    try decode(bytes) { (m) throws(MessageError) in try RouteEvent(m) }.first
  }

  /// The first message of some bytes, with another type.
  private func first(_ bytes: [UInt8], _ type: UInt8) -> [UInt8] {
    var message = Array(bytes[..<Int(bytes[0])])
    message[4] = type
    return message
  }

  @Test("Every type has its case") func types() throws {
    let link = Wire.message(16, [UInt8](repeating: 0, count: 16) + Wire.attribute(3, "web0"))
    func name(_ event: RouteEvent?) -> String? {
      event.map { String("\($0)".prefix { $0 != "(" }) }
    }
    let cases: [([UInt8], UInt8, String?)] = [
      (link, 16, "linkChanged"), (link, 17, "linkDeleted"), (link, 19, nil),
      (AddressTests.dump, 20, "addressAdded"), (AddressTests.dump, 21, "addressDeleted"),
      (RouteTests.dump, 24, "routeAdded"), (RouteTests.dump, 25, "routeDeleted"),
      (neighbors, 28, "neighborChanged"), (neighbors, 29, "neighborDeleted"),
      (link, 88, "namespaceIDAdded"), (link, 89, "namespaceIDDeleted"), (link, 3, nil),
      (link, 104, nil), (link, 105, "nextHopChanged"), (link, 200, nil),
    ]
    for (bytes, type, expected) in cases {
      // A header of a link is not one of a namespace ID: that has four bytes.
      let bytes =
        type >= 88 && type < 90 ? Wire.message(88, [0, 0, 0, 0] + Wire.attribute(1, 5)) : bytes
      #expect(try name(event(first(bytes, type))) == expected, "type \(type)")
    }
    #expect(try event(Wire.message(104, flags: 0x100)) == .nextHopChanged)
    let id = Wire.message(88, [0, 0, 0, 0] + Wire.attribute(1, 5))
    #expect(try event(id) == .namespaceIDAdded(5))
    #expect(try event(first(id, 89)) == .namespaceIDDeleted(5))
    guard case .linkChanged(let changed) = try event(link) else {
      Issue.record("no link")
      return
    }
    #expect(changed.name == "web0")
  }

  @Test("Groups have the kernel's numbers") func groups() {
    #expect(RouteGroup.allCases.map(\.rawValue) == [1, 3, 5, 7, 9, 11, 28, 32])
  }

  /// Every byte of real messages changed, and every length cut: whatever comes, nothing traps.
  @Test("Bad bytes never trap") func malformed() {
    let link = Wire.message(
      16,
      [UInt8](repeating: 1, count: 16) + Wire.attribute(3, "web0") + Wire.attribute(4, 1500)
        + Wire.attribute(18, Wire.attribute(1, "veth") + Wire.attribute(2, Wire.attribute(1, [1])))
        + Wire.attribute(26, Wire.attribute(10, Wire.attribute(8, [1])))
        + Wire.attribute(52, Wire.attribute(53, "alt"))
        + Wire.attribute(23, [UInt8](repeating: 1, count: 200)))
    let nsid = Wire.message(88, [0, 0, 0, 0] + Wire.attribute(1, 5))
    var read = 0
    var refused = 0
    for whole in [AddressTests.dump, RouteTests.dump, neighbors, link, nsid] {
      func attempt(_ bytes: [UInt8]) {
        do throws(MessageError) {
          read += try decode(bytes) { (m) throws(MessageError) in try RouteEvent(m) }.count
        } catch {
          refused += 1
        }
      }
      for count in whole.indices { attempt(Array(whole.prefix(count))) }
      for index in whole.indices {
        for value: UInt8 in [0, 1, 3, 5, 0x7F, 0x80, 0xFF] {
          var bytes = whole
          bytes[index] = value
          attempt(bytes)
        }
      }
    }
    // Both happen, or nothing was tried.
    #expect(read > 1000)
    #expect(refused > 1000)
  }
}
