import NetworkNamespace
import RouteNetlink
import TestSupport
import Testing

@Suite("veth in the kernel", .makesNamespaces, .kernelHas(Veth.self))
struct VethTests {
  @Test("One message makes both ends, each in its namespace")
  func acrossNamespaces() throws {
    var host = try NamespaceFixture()
    let container = try NamespaceFixture()
    var outer = LinkSettings(name: "web0")
    outer.up = true
    outer.mac = MACAddress("02:00:5e:10:00:01")
    outer.mtu = 1400
    outer.transmitQueues = 1
    outer.receiveQueues = 1
    outer.group = 77
    var peer = LinkSettings(name: "eth0")
    peer.namespace = container.namespace.fileDescriptor
    peer.mac = MACAddress("02:00:5e:10:00:02")
    peer.mtu = 1300
    peer.transmitQueues = 2
    peer.receiveQueues = 3
    peer.transmitQueueLength = 50
    try host.socket.createLink(outer, Veth(peer: peer))
    var change = LinkSettings(index: try host.socket.link(.name("web0")).index)
    change.alias = "towards the container"
    try host.socket.changeLink(change, "name web0's purpose")

    let near = try host.ipLink("web0")
    #expect(near["linkinfo"]["info_kind"].string == "veth")
    #expect(near["address"].string == "02:00:5e:10:00:01")
    #expect(near["mtu"].int == 1400)
    #expect(near["num_tx_queues"].int == 1)
    #expect(near["num_rx_queues"].int == 1)
    #expect(near["group"].string == "77")
    #expect(near["ifalias"].string == "towards the container")
    #expect(near["flags"].strings.contains("UP"))
    let far = try container.ipLink("eth0")
    #expect(far["linkinfo"]["info_kind"].string == "veth")
    #expect(far["address"].string == "02:00:5e:10:00:02")
    #expect(far["mtu"].int == 1300)
    #expect(far["num_tx_queues"].int == 2)
    #expect(far["num_rx_queues"].int == 3)
    #expect(far["txqlen"].int == 50)
    #expect(!far["flags"].strings.contains("UP"))
    #expect(far["link_index"].int == near["ifindex"].int)

    let link = try host.socket.link(.name("web0"))
    #expect(link.kind == "veth")
    #expect(link.parent.map(Int.init) == far["ifindex"].int)
    #expect(link.parentNamespaceID != nil)
  }
}
