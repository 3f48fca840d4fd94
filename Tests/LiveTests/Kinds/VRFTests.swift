import RouteNetlink
import TestSupport
import Testing

@Suite("vrf in the kernel", .makesNamespaces, .kernelHas(VRF.self))
struct VRFTests {
  @Test("A table, which its ports have too")
  func table() throws {
    var fixture = try NamespaceFixture()
    try fixture.socket.createLink(LinkSettings(name: "v0"), VRF(table: 10))
    #expect(try fixture.ipLink("v0")["linkinfo"]["info_data"]["table"].int == 10)
    try expectReported(fixture.socket.link(.name("v0")), VRF(table: 10))

    var port = LinkSettings(index: try fixture.makeParent("port0"))
    port.master = try fixture.socket.link(.name("v0")).index
    try fixture.socket.changeLink(port, "plug port0 in")
    let info = try fixture.ipLink("port0")["linkinfo"]
    #expect(info["info_slave_kind"].string == "vrf")
    #expect(info["info_slave_data"]["table"].int == 10)
    try expectReported(port: fixture.socket.link(.name("port0")), VRFPort(table: 10))
  }
}
