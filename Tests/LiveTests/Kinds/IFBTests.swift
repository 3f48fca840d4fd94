import RouteNetlink
import TestSupport
import Testing

@Suite("ifb in the kernel", .makesNamespaces, .kernelHas(IFB.self))
struct IFBTests {
  @Test("Queues")
  func full() throws {
    var fixture = try NamespaceFixture()
    var link = LinkSettings(name: "ifb9")
    link.transmitQueues = 2
    link.transmitQueueLength = 64
    link.up = true
    try fixture.socket.createLink(link, IFB())
    let shown = try fixture.ipLink("ifb9")
    #expect(shown["linkinfo"]["info_kind"].string == "ifb")
    #expect(shown["num_tx_queues"].int == 2)
    #expect(shown["txqlen"].int == 64)
    #expect(shown["flags"].strings.contains("UP"))
    #expect(try fixture.socket.link(.name("ifb9")).kind == "ifb")
  }
}
