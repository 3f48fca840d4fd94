import RouteNetlink
import TestSupport
import Testing

@Suite("macvlan in the kernel", .makesNamespaces, .kernelHas(Macvlan.self))
struct MacvlanTests {
  @Test("Every mode", arguments: Macvlan.Mode.allCases)
  func mode(_ mode: Macvlan.Mode) throws {
    var fixture = try NamespaceFixture()
    var link = LinkSettings(name: "m0")
    link.parent = try fixture.makeParent()
    if mode != .passthru { link.mac = MACAddress("02:00:5e:10:00:03") }
    var kind = Macvlan(mode: mode)
    if mode == .passthru { kind.flags = .noPromiscuity }
    if mode == .source { kind.flags = .noDestination }
    try fixture.socket.createLink(link, kind)

    let shown = try fixture.ipLink("m0")
    #expect(shown["link"].string == "parent0")
    let info = shown["linkinfo"]
    #expect(info["info_kind"].string == "macvlan")
    #expect(info["info_data"]["mode"].string == "\(mode)")
    #expect(info["info_data"]["nopromisc"].exists == (mode == .passthru))
    #expect(info["info_data"]["nodst"].exists == (mode == .source))
    if let mac = link.mac { #expect(shown["address"].string == "\(mac)") }
    try expectReported(fixture.socket.link(.name("m0")), kind)
  }

  @Test(
    "The queue of broadcasts",
    .enabled(
      if: reports(\.broadcastQueueLength), "IFLA_MACVLAN_BC_QUEUE_LEN came with Linux 5.11"))
  func broadcastQueue() throws {
    var fixture = try NamespaceFixture()
    var link = LinkSettings(name: "m0")
    link.parent = try fixture.makeParent()
    var kind = Macvlan(mode: .bridge)
    kind.broadcastQueueLength = 2000
    try fixture.socket.createLink(link, kind)
    let data = try fixture.ipLink("m0")["linkinfo"]["info_data"]
    #expect(data["bcqueuelen"].int == 2000)
    #expect(data["usedbcqueuelen"].int == 2000)
    try expectReported(fixture.socket.link(.name("m0")), kind)
  }

  // iproute2 6.1 cannot show it; the kernel's own report has to do.
  @Test(
    "A limit to queueing",
    .enabled(if: reports(\.broadcastCutoff), "IFLA_MACVLAN_BC_CUTOFF came with Linux 6.4"))
  func broadcastCutoff() throws {
    var fixture = try NamespaceFixture()
    var link = LinkSettings(name: "m0")
    link.parent = try fixture.makeParent()
    var kind = Macvlan(mode: .bridge)
    kind.broadcastCutoff = 5
    try fixture.socket.createLink(link, kind)
    try expectReported(fixture.socket.link(.name("m0")), kind)
  }

  /// True when the kernel says what was set. One that does not know an attribute passes over it.
  static func reports<Value>(_ property: KeyPath<Macvlan, Value?>) -> Bool {
    do {
      var fixture = try NamespaceFixture()
      var link = LinkSettings(name: "m0")
      link.parent = try fixture.makeParent()
      var kind = Macvlan(mode: .bridge)
      kind.broadcastQueueLength = 2000
      kind.broadcastCutoff = 5
      try fixture.socket.createLink(link, kind)
      let reported = try fixture.socket.link(.name("m0")).data as? Macvlan
      return reported?[keyPath: property] != nil
    } catch {
      return false
    }
  }

  @Test("The list of source MACs is set, added to, taken from and flushed")
  func sources() throws {
    var fixture = try NamespaceFixture()
    var link = LinkSettings(name: "m0")
    link.parent = try fixture.makeParent()
    try fixture.socket.createLink(link, Macvlan(mode: .source))
    let change = LinkSettings(index: try fixture.socket.link(.name("m0")).index)
    let first = MACAddress(2, 0, 0, 0, 0, 1)
    let second = MACAddress(2, 0, 0, 0, 0, 2)
    let third = MACAddress(2, 0, 0, 0, 0, 3)
    let steps: [(Macvlan.SourceChange, Set<MACAddress>)] = [
      (.set([first, second]), [first, second]), (.add(third), [first, second, third]),
      (.delete(first), [second, third]), (.flush, []),
    ]
    for (step, expected) in steps {
      var kind = Macvlan()
      kind.sourceChange = step
      try fixture.socket.changeLink(change, kind, "\(step) sources")
      let shown = try fixture.ipLink("m0")["linkinfo"]["info_data"]["macaddr_data"].strings
      #expect(Set(shown) == Set(expected.map(\.description)))
      let reported = try #require(try fixture.socket.link(.name("m0")).data as? Macvlan)
      #expect(Set(reported.sources) == expected)
      #expect((reported.sourceCount ?? 0) == UInt32(expected.count))
    }
  }
}
