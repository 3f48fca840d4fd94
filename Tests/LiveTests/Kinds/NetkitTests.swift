import NetworkNamespace
import RouteNetlink
import TestSupport
import Testing

@Suite("netkit in the kernel", .makesNamespaces, .kernelHas(Netkit.self))
struct NetkitTests {
  @Test("One message makes both ends, each in its namespace")
  func acrossNamespaces() throws {
    var host = try NamespaceFixture()
    var container = try NamespaceFixture()
    var outer = LinkSettings(name: "web0")
    outer.up = true
    outer.mac = MACAddress("02:00:5e:10:00:01")
    outer.mtu = 1400
    outer.transmitQueues = 1
    var peer = LinkSettings(name: "eth0")
    peer.namespace = container.namespace.fileDescriptor
    peer.mac = MACAddress("02:00:5e:10:00:02")
    peer.mtu = 1300
    var kind = Netkit(peer: peer, mode: .l2)
    kind.policy = .forward
    kind.peerPolicy = .blackhole
    try host.socket.createLink(outer, kind)

    // iproute2 6.1 knows no netkit: of its data the kernel's own report has to do.
    let near = try host.ipLink("web0")
    #expect(near["linkinfo"]["info_kind"].string == "netkit")
    #expect(near["address"].string == "02:00:5e:10:00:01")
    #expect(near["mtu"].int == 1400)
    #expect(near["num_tx_queues"].int == 1)
    #expect(near["flags"].strings.contains("UP"))
    let far = try container.ipLink("eth0")
    #expect(far["linkinfo"]["info_kind"].string == "netkit")
    #expect(far["address"].string == "02:00:5e:10:00:02")
    #expect(far["mtu"].int == 1300)
    #expect(far["link_index"].int == near["ifindex"].int)

    let link = try host.socket.link(.name("web0"))
    #expect(link.isPairEnd)
    #expect(link.parent.map(Int.init) == far["ifindex"].int)
    #expect(link.parentNamespaceID != nil)
    try expectReported(link, kind, except: ["peer_info"])
    #expect((link.data as? Netkit)?.isPrimary == true)
    // The other end sees it the other way round.
    let other = try #require(container.socket.link(.name("eth0")).data as? Netkit)
    #expect(other.isPrimary == false)
    #expect(other.mode == .l2)
    #expect(other.policy == .blackhole)
    #expect(other.peerPolicy == .forward)
  }

  @Test("Without a mode it is one for IP packets, and takes no MAC")
  func layer3() throws {
    var fixture = try NamespaceFixture()
    try fixture.socket.createLink(
      LinkSettings(name: "n0"), Netkit(peer: LinkSettings(name: "n1")))
    #expect((try fixture.socket.link(.name("n0")).data as? Netkit)?.mode == .l3)
    #expect(try fixture.ipLink("n0")["flags"].strings.contains("NOARP"))
    var settings = LinkSettings(name: "n2")
    settings.mac = MACAddress("02:00:5e:10:00:01")
    #expect(throws: (any Error).self) {
      try fixture.socket.createLink(
        settings, Netkit(peer: LinkSettings(name: "n3"), mode: .l3))
    }
  }

  @Test(
    "What is cleared of packets",
    .enabled(
      if: reports { $0.scrub = Netkit.Scrub.none }, "IFLA_NETKIT_SCRUB came with Linux 6.13"))
  func scrub() throws {
    try expectTaken { kind in
      kind.scrub = Netkit.Scrub.none
      kind.peerScrub = .default
    }
  }

  @Test(
    "Room around packets",
    .enabled(if: reports { $0.headroom = 64 }, "IFLA_NETKIT_HEADROOM came with Linux 6.14"))
  func room() throws {
    try expectTaken { kind in
      kind.headroom = 128
      kind.tailroom = 32
    }
  }

  @Test(
    "One end alone",
    .enabled(if: reports { $0.pairing = .single }, "IFLA_NETKIT_PAIRING came with Linux 7.1"))
  func single() throws {
    try expectTaken { $0.pairing = .single }
  }

  private func expectTaken(_ setUp: (inout Netkit) -> Void) throws {
    var kind = Netkit(peer: LinkSettings(name: "n1"), mode: .l2)
    setUp(&kind)
    var fixture = try NamespaceFixture()
    try fixture.socket.createLink(LinkSettings(name: "n0"), kind)
    try expectReported(fixture.socket.link(.name("n0")), kind, except: ["peer_info"])
  }

  /// Whether the kernel reports all that is set: older ones leave out what they do not know, or
  /// refuse it.
  static func reports(_ setUp: (inout Netkit) -> Void) -> Bool {
    do {
      var kind = Netkit(peer: LinkSettings())
      setUp(&kind)
      var fixture = try NamespaceFixture()
      try fixture.socket.createLink(LinkSettings(name: "n0"), kind)
      let data = try fixture.socket.link(.name("n0")).data as? Netkit
      return data?.scrub == kind.scrub ?? data?.scrub
        && data?.headroom == kind.headroom ?? data?.headroom
        && data?.pairing == kind.pairing ?? data?.pairing
        && data != nil
    } catch {
      return false
    }
  }
}
