import RouteNetlink
import TestSupport
import Testing

@Suite("macvtap in the kernel", .makesNamespaces, .kernelHas(Macvtap.self))
struct MacvtapTests {
  @Test("Mode and flags")
  func full() throws {
    var fixture = try NamespaceFixture()
    var link = LinkSettings(name: "tap0")
    link.parent = try fixture.makeParent()
    var kind = Macvtap(mode: .passthru)
    kind.flags = .noPromiscuity
    try fixture.socket.createLink(link, kind)
    let info = try fixture.ipLink("tap0")["linkinfo"]
    #expect(info["info_kind"].string == "macvtap")
    #expect(info["info_data"]["mode"].string == "passthru")
    #expect(info["info_data"]["nopromisc"].bool == true)
    try expectReported(fixture.socket.link(.name("tap0")), kind)
  }

  @Test(
    "The queue of broadcasts",
    .enabled(
      if: MacvlanTests.reports(\.broadcastQueueLength),
      "IFLA_MACVLAN_BC_QUEUE_LEN came with Linux 5.11"))
  func broadcastQueue() throws {
    var fixture = try NamespaceFixture()
    var link = LinkSettings(name: "tap0")
    link.parent = try fixture.makeParent()
    var kind = Macvtap(mode: .bridge)
    kind.broadcastQueueLength = 300
    try fixture.socket.createLink(link, kind)
    #expect(try fixture.ipLink("tap0")["linkinfo"]["info_data"]["bcqueuelen"].int == 300)
    try expectReported(fixture.socket.link(.name("tap0")), kind)
  }
}
