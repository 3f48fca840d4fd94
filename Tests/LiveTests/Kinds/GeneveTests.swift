import RouteNetlink
import TestSupport
import Testing

@Suite("geneve in the kernel", .makesNamespaces, .kernelHas(Geneve.self))
struct GeneveTests {
  @Test("Everything that goes over IPv4")
  func overIPv4() throws {
    var fixture = try NamespaceFixture()
    var kind = Geneve(id: 0xFF_FFFF, remote: IPAddress("192.0.2.1"))
    kind.ttl = 64
    kind.tos = 0x10
    kind.dontFragment = .set
    kind.port = 6082
    kind.udpChecksum = true
    try fixture.socket.createLink(LinkSettings(name: "g0"), kind)
    let info = try fixture.ipLink("g0")["linkinfo"]
    #expect(info["info_kind"].string == "geneve")
    let data = info["info_data"]
    #expect(data["id"].int == 0xFF_FFFF)
    #expect(data["remote"].string == "192.0.2.1")
    #expect(data["ttl"].int == 64)
    #expect(data["tos"].string == "0x10")
    #expect(data["df"].string == "set")
    #expect(data["port"].int == 6082)
    #expect(data["udp_csum"].bool == true)
    try expectReported(fixture.socket.link(.name("g0")), kind)
  }

  @Test("What goes over IPv6")
  func overIPv6() throws {
    var fixture = try NamespaceFixture()
    var kind = Geneve(id: 43, remote: IPAddress("fd00::2"))
    kind.ttlInherited = true
    kind.tos = 1
    kind.flowLabel = 0x12345
    kind.udpZeroChecksum6Transmit = true
    kind.udpZeroChecksum6Receive = true
    try fixture.socket.createLink(LinkSettings(name: "g0"), kind)
    let data = try fixture.ipLink("g0")["linkinfo"]["info_data"]
    #expect(data["remote6"].string == "fd00::2")
    #expect(!data["ttl"].exists)
    #expect(data["label"].string == "0x12345")
    #expect(data["port"].int == 6081)
    #expect(data["udp_zero_csum6_tx"].bool == true)
    #expect(data["udp_zero_csum6_rx"].bool == true)
    try expectReported(fixture.socket.link(.name("g0")), kind)
  }

  @Test("Parameters with each packet")
  func external() throws {
    var fixture = try NamespaceFixture()
    var kind = Geneve()
    kind.collectMetadata = true
    kind.port = 6083
    try fixture.socket.createLink(LinkSettings(name: "g0"), kind)
    #expect(try fixture.ipLink("g0")["linkinfo"]["info_data"]["external"].bool == true)
    try expectReported(fixture.socket.link(.name("g0")), kind)
  }

  @Test(
    "No Ethernet inside",
    .enabled(
      if: reports(\.innerProtocolInherited, true),
      "IFLA_GENEVE_INNER_PROTO_INHERIT came with Linux 5.18"))
  func noEthernet() throws {
    var fixture = try NamespaceFixture()
    var kind = Geneve(id: 44, remote: IPAddress("192.0.2.1"))
    kind.innerProtocolInherited = true
    try fixture.socket.createLink(LinkSettings(name: "g0"), kind)
    let shown = try fixture.ipLink("g0")
    #expect(shown["link_type"].string == "none")
    #expect(shown["linkinfo"]["info_data"]["inner_proto_inherit"].bool == true)
    try expectReported(fixture.socket.link(.name("g0")), kind)
  }

  // iproute2 6.1 cannot show these; the kernel's own report has to do.
  @Test(
    "Source ports",
    .enabled(
      if: reports(\.sourcePorts, .init(40000, 50000)),
      "IFLA_GENEVE_PORT_RANGE came with Linux 6.15"))
  func sourcePorts() throws {
    try expectReportedAlone(\.sourcePorts, .init(41000, 51000))
  }

  @Test(
    "A hint for putting packets together",
    .enabled(if: reports(\.aggregationHint, true), "IFLA_GENEVE_GRO_HINT came with Linux 7.0"))
  func aggregationHint() throws { try expectReportedAlone(\.aggregationHint, true) }

  @Test(
    "An address of its own",
    .enabled(
      if: reports(\.local, IPAddress("192.0.2.2")), "IFLA_GENEVE_LOCAL came with Linux 7.2"))
  func local() throws { try expectReportedAlone(\.local, IPAddress("192.0.2.3")) }

  private func expectReportedAlone<Value>(
    _ property: WritableKeyPath<Geneve, Value>, _ value: Value
  ) throws {
    var fixture = try NamespaceFixture()
    var kind = Geneve(id: 45, remote: IPAddress("192.0.2.1"))
    kind[keyPath: property] = value
    try fixture.socket.createLink(LinkSettings(name: "g0"), kind)
    try expectReported(fixture.socket.link(.name("g0")), kind)
  }

  /// Whether the kernel knows an attribute: older ones leave out what they do not know.
  static func reports<Value: Equatable>(
    _ property: WritableKeyPath<Geneve, Value>, _ value: Value
  ) -> Bool {
    do {
      var fixture = try NamespaceFixture()
      var kind = Geneve(id: 1, remote: IPAddress("192.0.2.1"))
      kind[keyPath: property] = value
      try fixture.socket.createLink(LinkSettings(name: "g0"), kind)
      let data = try fixture.socket.link(.name("g0")).data as? Geneve
      return data?[keyPath: property] == value
    } catch {
      return false
    }
  }
}
