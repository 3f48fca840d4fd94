import RouteNetlink
import TestSupport
import Testing

@Suite("dummy in the kernel", .makesNamespaces, .kernelHas(Dummy.self))
struct DummyTests {
  @Test("A MAC, an MTU and queues")
  func full() throws {
    var fixture = try NamespaceFixture()
    var link = LinkSettings(name: "d0")
    link.mac = MACAddress("02:00:5e:10:00:04")
    link.mtu = 9000
    link.transmitQueues = 4
    link.up = true
    try fixture.socket.createLink(link, Dummy())
    let shown = try fixture.ipLink("d0")
    #expect(shown["linkinfo"]["info_kind"].string == "dummy")
    #expect(shown["address"].string == "02:00:5e:10:00:04")
    #expect(shown["mtu"].int == 9000)
    #expect(shown["num_tx_queues"].int == 4)
    #expect(shown["flags"].strings.contains("UP"))
    #expect(try fixture.socket.link(.name("d0")).kind == "dummy")
  }
}
