import NetworkWorld
import RouteNetlink
import Testing

@testable import NetworkDiagnosis

/// Whom a frame comes to.
@Suite("Segments")
struct SegmentTests {
  @Test("VLANs that lead back into their own bridge", .timeLimit(.minutes(1)), arguments: [1, 40])
  func loop(vlans: Int) throws {
    var world = MadeUpWorld()
    let bridge = try world.add("br0", Bridge())
    let (inner, _) = try world.addVeth("va", "vb", masters: (nil, bridge))
    for id in 1...vlans {
      try world.add("va\(id)", VLAN(id: UInt16(id)), parent: inner, master: bridge)
    }
    let (host, port) = try world.addVeth("h0", "hp", masters: (nil, bridge))
    // Who takes a tag off sees what has gone round.
    let tagged = try world.add("h1", VLAN(id: 1), parent: host)
    let segment = Segment(from: tagged, in: world.scene())
    #expect(segment.isOpen)
    #expect(segment.stations.contains(bridge))
    #expect(segment.trail[port] == host)
    let plain = Segment(from: host, in: world.scene())
    #expect(plain.stations.contains(bridge))
    #expect(plain.stations.contains(tagged))
  }

  @Test("A way longer than a stack is deep", .timeLimit(.minutes(1)))
  func deep() throws {
    var world = MadeUpWorld()
    var bridge = try world.add("br0", Bridge())
    let (start, _) = try world.addVeth("h0", "h0p", masters: (nil, bridge))
    let length = 3000
    for number in 1...length {
      let next = try world.add("br\(number)", Bridge())
      _ = try world.addVeth("a\(number)", "b\(number)", masters: (bridge, next))
      bridge = next
    }
    let segment = Segment(from: start, in: world.scene())
    #expect(segment.stations.count == length + 1)
    #expect(segment.way(to: bridge).count == 3 * length + 3)
    #expect(!segment.isOpen)
  }

  @Test("Tags of one number and two protocols")
  func tags() throws {
    var world = MadeUpWorld()
    let (one, other) = try world.addVeth("v0", "v1")
    let sender = try world.add("v0.5", VLAN(id: 5), parent: one)
    var service = VLAN(id: 5)
    service.tagProtocol = .ieee8021AD
    let stranger = try world.add("v1.5s", service, parent: other)
    #expect(Segment(from: sender, in: world.scene()).stations.isEmpty)
    var customer = VLAN(id: 5)
    customer.tagProtocol = .ieee8021Q
    let fellow = try world.add("v1.5", customer, parent: other)
    #expect(Segment(from: sender, in: world.scene()).stations == [fellow])
    #expect(Segment(from: stranger, in: world.scene()).stations.isEmpty)
  }

  @Test("Ipvlans and their parent")
  func ipvlan() throws {
    for (flags, reaches) in [(.bridge, true), (.private, false), (.vepa, false)]
      as [(IPVlan.Flags, Bool)]
    {
      var world = MadeUpWorld()
      let (parent, peer) = try world.addVeth("p0", "p1")
      let one = try world.add("i0", IPVlan(mode: .l2, flags: flags), parent: parent)
      let other = try world.add("i1", IPVlan(mode: .l2, flags: flags), parent: parent)
      let scene = world.scene()
      let segment = Segment(from: one, in: scene)
      #expect(Set(segment.stations) == (reaches ? [other, peer] : [peer]))
      #expect(!segment.isOpen)
      let all = Segment(from: one, in: scene, ignoringIsolation: true)
      #expect(Set(all.stations) == [other, peer, parent])
      #expect(Set(Segment(from: peer, in: scene).stations) == [one, other, parent])
    }
    // Who routes for it is its parent's namespace.
    var world = MadeUpWorld()
    let (parent, _) = try world.addVeth("p0", "p1")
    let one = try world.add("i0", IPVlan(mode: .l3), parent: parent)
    #expect(Segment(from: one, in: world.scene()).isOpen)
  }

  @Test("An end of a pair that drops all")
  func blackhole() throws {
    var world = MadeUpWorld()
    var closed = Netkit(peer: LinkSettings(), mode: .l2)
    closed.policy = .blackhole
    let open = Netkit(peer: LinkSettings(), mode: .l2)
    let (one, other) = try world.addPair("n0", "n1", (closed, open))
    let scene = world.scene()
    #expect(Segment(from: one, in: scene).stations.isEmpty)
    #expect(Segment(from: other, in: scene).stations == [one])
    #expect(Segment(from: one, in: scene, ignoringIsolation: true).stations == [other])
  }

  @Test("Twice as many on a bridge take twice as long")
  func growth() throws {
    func time(_ count: Int) throws -> Duration {
      var world = MadeUpWorld()
      let bridge = try world.add("br0", Bridge())
      for number in 0..<count {
        _ = try world.addVeth("p\(number)", "h\(number)", masters: (bridge, nil))
      }
      let scene = world.scene()
      let clock = ContinuousClock()
      var least = Duration.seconds(100)
      for _ in 0..<3 {
        var found = 0
        let taken = clock.measure { found = Segment(from: bridge, in: scene).stations.count }
        #expect(found == count)
        least = min(least, taken)
      }
      return least
    }
    // 8 where each is as far as the one before, 64 where it is compared with all before.
    #expect(try time(8000) < time(1000) * 24)
  }

  @Test("No MAC is not the same MAC")
  func noMAC() throws {
    for (mac, count) in [([0, 0, 0, 0, 0, 0], 0), ([2, 0, 0, 0, 0, 1], 1)] as [([UInt8], Int)] {
      var world = MadeUpWorld()
      _ = try world.addVeth("v0", "v1", mac: mac)
      #expect(duplicateMAC.find(world.scene()).count == count)
    }
  }

  @Test("A name that could be an option is none")
  func names() throws {
    let scene = MadeUpWorld().scene()
    let here = MadeUpWorld.namespace
    #expect(
      scene.cnet(here, ["link", "set"], links: ["v0"], ["--up"]) == "cnet link set v0 --up")
    #expect(
      scene.cnet(here, ["link", "set"], links: ["-x"], ["--up"]) == "cnet link set --up -- -x")
    #expect(scene.device("v0") == ["--dev", "v0"])
    #expect(scene.device("-x") == ["--dev=-x"])
    for name in ["eth0", "br-1.5", "FORWARD"] { #expect(name.isPlainForNFT) }
    for name in ["", "-x", "a*", "a\"b", "a;b", "a b", "é"] { #expect(!name.isPlainForNFT) }
  }
}
