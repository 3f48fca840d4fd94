import ContainerNetwork
import Netlink
import NetworkNamespace
import RouteNetlink
import TestSupport
import Testing

@Suite("tun in the kernel", .makesNamespaces, .tunsCanBeMade)
struct TunTests {
  @Test("A tap with everything, in another namespace")
  func tap() throws {
    var fixture = try NamespaceFixture()
    var kind = Tun(.tap)
    kind.owner = 0
    kind.group = 0
    kind.packetInformation = true
    kind.vnetHeader = true
    kind.multiQueue = true
    var new = NewLink("t0", kind)
    new.settings.mac = MACAddress("02:00:5e:10:00:04")
    new.settings.mtu = 1400
    new.namespace = fixture.reference
    new.configuration.addresses = [try #require(IPPrefix("10.0.0.2/24"))]
    try Plumber().add(new)
    let shown = try JSON(parsing: fixture.run("ip -j -d addr show t0"))[0]
    #expect(shown["address"].string == "02:00:5e:10:00:04")
    #expect(shown["mtu"].int == 1400)
    #expect(shown["flags"].strings.contains("UP"))
    #expect(shown["addr_info"].array.contains { $0["local"].string == "10.0.0.2" })
    let data = shown["linkinfo"]["info_data"]
    #expect(data["type"].string == "tap")
    #expect(data["pi"].bool == true)
    #expect(data["vnet_hdr"].bool == true)
    #expect(data["multi_queue"].bool == true)
    #expect(data["persist"].bool == true)
    #expect(data["user"].exists)
    #expect(data["group"].exists)
    kind.persistent = true
    try expectReported(fixture.socket.link(.name("t0")), kind)
  }

  @Test("A plain tun")
  func tun() throws {
    var fixture = try NamespaceFixture()
    var new = NewLink("t0", Tun(.tun))
    new.namespace = fixture.reference
    new.configuration.up = false
    try Plumber().add(new)
    let shown = try fixture.ipLink("t0")
    #expect(!shown["flags"].strings.contains("UP"))
    #expect(shown["linkinfo"]["info_data"]["type"].string == "tun")
    var expected = Tun(.tun)
    expected.packetInformation = false
    expected.vnetHeader = false
    expected.multiQueue = false
    expected.persistent = true
    #expect(try fixture.socket.link(.name("t0")).data as? Tun == expected)
  }

  @Test("A netlink request for one is refused")
  func refused() throws {
    var fixture = try NamespaceFixture()
    #expect(throws: NetlinkError.self) {
      try fixture.socket.createLink(LinkSettings(name: "t0"), Tun(.tun))
    }
  }
}

extension NamespaceFixture {
  /// For those who open it again.
  fileprivate var reference: NamespaceReference { .fileDescriptor(namespace.fileDescriptor) }
}
