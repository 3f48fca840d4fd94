import RouteNetlink
import TestSupport
import Testing

@Suite("vxlan in the kernel", .makesNamespaces, .kernelHas(VXLAN.self))
struct VXLANTests {
  @Test("Everything that goes over IPv4")
  func overIPv4() throws {
    var fixture = try NamespaceFixture()
    var kind = VXLAN(id: 0xFF_FFFF)
    kind.parent = try fixture.makeParent()
    kind.group = IPAddress("239.1.1.1")
    kind.local = IPAddress("192.0.2.1")
    kind.ttl = 64
    kind.tos = 0x10
    kind.dontFragment = .set
    kind.learning = false
    kind.ageing = 600
    kind.limit = 1000
    kind.proxy = true
    kind.routeShortCircuit = true
    kind.linkMiss = true
    kind.addressMiss = true
    kind.port = 4790
    kind.sourcePorts = .init(40000, 50000)
    kind.udpChecksum = false
    kind.remoteChecksumTransmit = true
    kind.remoteChecksumReceive = true
    kind.remoteChecksumNoPartial = true
    kind.groupPolicy = true
    try fixture.socket.createLink(LinkSettings(name: "x0"), kind)
    let info = try fixture.ipLink("x0")["linkinfo"]
    #expect(info["info_kind"].string == "vxlan")
    let data = info["info_data"]
    #expect(data["id"].int == 0xFF_FFFF)
    #expect(data["link"].string == "parent0")
    #expect(data["group"].string == "239.1.1.1")
    #expect(data["local"].string == "192.0.2.1")
    #expect(data["ttl"].int == 64)
    #expect(data["tos"].string == "0x10")
    #expect(data["df"].string == "set")
    #expect(data["learning"].bool == false)
    #expect(data["ageing"].int == 600)
    #expect(data["limit"].int == 1000)
    #expect(data["proxy"].bool == true)
    #expect(data["rsc"].bool == true)
    #expect(data["l2miss"].bool == true)
    #expect(data["l3miss"].bool == true)
    #expect(data["port"].int == 4790)
    #expect(data["port_range"]["low"].int == 40000)
    #expect(data["port_range"]["high"].int == 50000)
    #expect(data["udp_csum"].bool == false)
    #expect(data["remcsum_tx"].bool == true)
    #expect(data["remcsum_rx"].bool == true)
    #expect(data["gbp"].bool == true)
    try expectReported(fixture.socket.link(.name("x0")), kind)
  }

  @Test("What goes over IPv6")
  func overIPv6() throws {
    var fixture = try NamespaceFixture()
    var kind = VXLAN(id: 43)
    kind.group = IPAddress("fd00::2")
    kind.local = IPAddress("fd00::1")
    kind.ttlInherited = true
    kind.tos = 1
    kind.flowLabel = 0x12345
    kind.port = 8472
    kind.udpZeroChecksum6Transmit = true
    kind.udpZeroChecksum6Receive = true
    try fixture.socket.createLink(LinkSettings(name: "x0"), kind)
    let data = try fixture.ipLink("x0")["linkinfo"]["info_data"]
    #expect(data["remote6"].string == "fd00::2")
    #expect(data["local6"].string == "fd00::1")
    #expect(data["label"].string == "0x12345")
    #expect(data["port"].int == 8472)
    #expect(data["udp_zero_csum6_tx"].bool == true)
    #expect(data["udp_zero_csum6_rx"].bool == true)
    try expectReported(fixture.socket.link(.name("x0")), kind)
  }

  @Test("Parameters with each packet")
  func external() throws {
    var fixture = try NamespaceFixture()
    var kind = VXLAN()
    kind.collectMetadata = true
    kind.protocolExtension = true
    kind.learning = false
    kind.port = 4790
    try fixture.socket.createLink(LinkSettings(name: "x0"), kind)
    let data = try fixture.ipLink("x0")["linkinfo"]["info_data"]
    #expect(data["external"].bool == true)
    #expect(data["gpe"].bool == true)
    #expect(data["learning"].bool == false)
    try expectReported(fixture.socket.link(.name("x0")), kind)
  }

  @Test(
    "A filter of VNIs",
    .enabled(if: reports(filtering, \.vniFilter), "IFLA_VXLAN_VNIFILTER came with Linux 5.18"))
  func filter() throws {
    var fixture = try NamespaceFixture()
    try fixture.socket.createLink(LinkSettings(name: "x0"), Self.filtering)
    let data = try fixture.ipLink("x0")["linkinfo"]["info_data"]
    #expect(data["external"].bool == true)
    #expect(data["vnifilter"].bool == true)
    try expectReported(fixture.socket.link(.name("x0")), Self.filtering)
  }

  static var filtering: VXLAN {
    var kind = VXLAN()
    kind.collectMetadata = true
    kind.vniFilter = true
    kind.port = 4790
    return kind
  }

  // iproute2 6.1 cannot show these; the kernel's own report has to do.
  @Test(
    "What came with later kernels",
    .enabled(if: reports(plain, \.reservedBits), "IFLA_VXLAN_RESERVED_BITS came with Linux 6.14"))
  func later() throws {
    var fixture = try NamespaceFixture()
    var kind = VXLAN(id: 44)
    kind.group = IPAddress("fd00::2")
    kind.port = 4789
    kind.localBypass = false
    kind.flowLabelPolicy = .inherit
    kind.reservedBits = 0x7700_0000_0000_00FF
    kind.multicastRouting = true
    try fixture.socket.createLink(LinkSettings(name: "x0"), kind)
    // The kernel takes it but does not report it.
    try expectReported(fixture.socket.link(.name("x0")), kind, except: ["mc_route"])
  }

  static var plain: VXLAN {
    var kind = VXLAN(id: 1)
    kind.port = 4789
    return kind
  }

  /// True when the kernel says something of a property.
  static func reports<Value>(_ kind: VXLAN, _ property: KeyPath<VXLAN, Value?>) -> Bool {
    do {
      var fixture = try NamespaceFixture()
      try fixture.socket.createLink(LinkSettings(name: "x0"), kind)
      return (try fixture.socket.link(.name("x0")).data as? VXLAN)?[keyPath: property] != nil
    } catch {
      return false
    }
  }
}
