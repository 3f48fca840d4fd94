import RouteNetlink
import TestSupport
import Testing

@Suite("nlmon in the kernel", .makesNamespaces, .kernelHas(NLMon.self))
struct NLMonTests {
  @Test("It sees what is said in its namespace")
  func sees() throws {
    var fixture = try NamespaceFixture()
    var link = LinkSettings(name: "n0")
    link.up = true
    try fixture.socket.createLink(link, NLMon())
    let shown = try fixture.ipLink("n0")
    #expect(shown["linkinfo"]["info_kind"].string == "nlmon")
    #expect(shown["link_type"].string == "netlink")
    // The questions of ip are packets for it.
    let counters = try JSON(parsing: fixture.run("ip -json -statistics link show n0"))[0]["stats64"]
    #expect(try #require(counters["rx"]["packets"].int) > 0)
  }
}
