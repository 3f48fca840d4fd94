import RouteNetlink
import TestSupport
import Testing

@Suite("wireguard in the kernel", .makesNamespaces, .kernelHas(WireGuard.self))
struct WireGuardTests {
  @Test("An MTU")
  func plain() throws {
    var fixture = try NamespaceFixture()
    var link = LinkSettings(name: "w0")
    link.mtu = 1400
    try fixture.socket.createLink(link, WireGuard())
    let shown = try fixture.ipLink("w0")
    #expect(shown["linkinfo"]["info_kind"].string == "wireguard")
    #expect(shown["link_type"].string == "none")
    #expect(shown["mtu"].int == 1400)
    #expect(try fixture.socket.link(.name("w0")).kind == "wireguard")
  }
}
