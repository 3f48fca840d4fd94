import RouteNetlink
import TestSupport
import Testing

@Suite("vlan bytes")
struct VLANTests {
  @Test("An ID")
  func plain() throws {
    try expectCreation(settings("v5", parent: 3), VLAN(id: 5), is: Vector.plain)
  }

  @Test("Protocol, flags and the two maps of priorities")
  func full() throws {
    var kind = VLAN(id: 4094)
    kind.tagProtocol = .ieee8021AD
    kind.flags = [.gvrp, .mvrp, .looseBinding, .bridgeBinding]
    kind.flagMask = [.reorderHeader, .gvrp, .mvrp, .looseBinding, .bridgeBinding]
    kind.ingressPriorities = [.init(from: 1, to: 2), .init(from: 3, to: 4)]
    kind.egressPriorities = [.init(from: 5, to: 6), .init(from: 0, to: 7)]
    try expectCreation(settings("v5", parent: 3), kind, is: Vector.full)
  }

  /// Newer kernels may say more in a map than its entries.
  @Test("What a map holds besides its entries is skipped")
  func maps() throws {
    let entry = Wire.attribute(1, Wire.integer(UInt32(5)) + Wire.integer(UInt32(6)))
    let other = Wire.attribute(2, Wire.integer(UInt32(7)) + Wire.integer(UInt32(8)))
    let kind = try read(
      VLAN.self, Wire.attribute(4, other + entry) + Wire.attribute(3, entry + other))
    #expect(kind.ingressPriorities == [.init(from: 5, to: 6)])
    #expect(kind.egressPriorities == [.init(from: 5, to: 6)])
  }
}

// What `ip` (iproute2 6.1) sent, seen by `strace -e trace=sendmsg -e write=all`; sequence set to 0.
private enum Vector {
  // # ip link add p0 type veth peer name p1
  // # ip link add v5 link p0 type vlan id 5
  static let plain = hex(
    """
    48000000100005060000000000000000000000000000000000000000000000000800050003000000
    07000300763500001800120008000100766c616e0c0002000600010005000000
    """)

  // # ip link add p0 type veth peer name p1
  // # ip link add v5 link p0 type vlan protocol 802.1ad id 4094 reorder_hdr off gvrp on mvrp on
  //     loose_binding on bridge_binding on ingress-qos-map 1:2 3:4 egress-qos-map 5:6 0:7
  static let full = hex(
    """
    94000000100005060000000000000000000000000000000000000000000000000800050003000000
    07000300763500006400120008000100766c616e580002000600050088a8000006000100fe0f0000
    1c0004000c00010001000000020000000c00010003000000040000001c0003000c00010005000000
    060000000c00010000000000070000000c0002001e0000001f000000
    """)
}
