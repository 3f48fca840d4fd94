import RouteNetlink
import TestSupport
import Testing

@Suite("ipvlan in the kernel", .makesNamespaces, .kernelHas(IPVlan.self))
struct IPVlanTests {
  @Test("Every mode and flag", arguments: IPVlan.Mode.allCases, ["bridge", "private", "vepa"])
  func mode(_ mode: IPVlan.Mode, _ flag: String) throws {
    let flags: [String: IPVlan.Flags] = ["private": .private, "vepa": .vepa]
    var fixture = try NamespaceFixture()
    var link = LinkSettings(name: "i0")
    link.parent = try fixture.makeParent()
    let kind = IPVlan(mode: mode, flags: flags[flag] ?? .bridge)
    try fixture.socket.createLink(link, kind)
    let info = try fixture.ipLink("i0")["linkinfo"]
    #expect(info["info_kind"].string == "ipvlan")
    #expect(info["info_data"]["mode"].string == "\(mode)")
    #expect(info["info_data"][flag].bool == true)
    try expectReported(fixture.socket.link(.name("i0")), kind)
  }
}
