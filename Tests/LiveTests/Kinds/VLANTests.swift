import RouteNetlink
import TestSupport
import Testing

@Suite("vlan in the kernel", .makesNamespaces, .kernelHas(VLAN.self))
struct VLANTests {
  @Test("ID, protocol, flags and the two maps of priorities")
  func full() throws {
    var fixture = try NamespaceFixture()
    var link = LinkSettings(name: "v5")
    link.parent = try fixture.makeParent()
    var kind = VLAN(id: 4094)
    kind.tagProtocol = .ieee8021AD
    kind.flags = .looseBinding
    kind.flagMask = [.reorderHeader, .looseBinding]
    kind.ingressPriorities = [.init(from: 1, to: 2), .init(from: 3, to: 4)]
    kind.egressPriorities = [.init(from: 5, to: 6)]
    try fixture.socket.createLink(link, kind)
    let info = try fixture.ipLink("v5")["linkinfo"]
    #expect(info["info_kind"].string == "vlan")
    let data = info["info_data"]
    #expect(data["id"].int == 4094)
    #expect(data["protocol"].string == "802.1ad")
    #expect(data["flags"].strings == ["LOOSE_BINDING"])
    #expect(data["ingress_qos"].array.map { $0["from"].int } == [1, 3])
    #expect(data["ingress_qos"].array.map { $0["to"].int } == [2, 4])
    #expect(data["egress_qos"].array.map { $0["from"].int } == [5])
    #expect(data["egress_qos"].array.map { $0["to"].int } == [6])
    // The mask is all ones in a report.
    let reported = try fixture.socket.link(.name("v5"))
    try expectReported(reported, kind, except: ["flags"])
    #expect((reported.data as? VLAN)?.flags == .looseBinding)
  }
}
