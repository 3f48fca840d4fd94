import RouteNetlink
import TestSupport
import Testing

@Suite("ipvlan bytes")
struct IPVlanTests {
  // ip always sends the flags, 0 for `bridge`; the library sends what is set.
  @Test("Every mode", arguments: zip(IPVlan.Mode.allCases, Vector.modes))
  func mode(_ mode: IPVlan.Mode, _ vector: [UInt8]) throws {
    try expectCreation(settings("i0", parent: 3), IPVlan(mode: mode, flags: []), is: vector)
  }

  @Test(
    "Every flag",
    arguments: zip([IPVlan.Flags.bridge, .private, .vepa], Vector.flags))
  func flags(_ flags: IPVlan.Flags, _ vector: [UInt8]) throws {
    try expectCreation(settings("i0", parent: 3), IPVlan(mode: .l2, flags: flags), is: vector)
  }
}

// What `ip` (iproute2 6.1) sent, seen by `strace -e trace=sendmsg -e write=all`; sequence set to 0.
private enum Vector {
  static let modes = [l2, l3, l3s]
  static let flags = [bridge, `private`, vepa]

  // # ip link add p0 type veth peer name p1
  // # ip link add i0 link p0 type ipvlan mode l2
  static let l2 = hex(
    """
    54000000100005060000000000000000000000000000000000000000000000000800050003000000
    0700030069300000240012000a0001006970766c616e000014000200060001000000000006000200
    00000000
    """)

  // # ip link add p0 type veth peer name p1
  // # ip link add i0 link p0 type ipvlan mode l3
  static let l3 = hex(
    """
    54000000100005060000000000000000000000000000000000000000000000000800050003000000
    0700030069300000240012000a0001006970766c616e000014000200060001000100000006000200
    00000000
    """)

  // # ip link add p0 type veth peer name p1
  // # ip link add i0 link p0 type ipvlan mode l3s
  static let l3s = hex(
    """
    54000000100005060000000000000000000000000000000000000000000000000800050003000000
    0700030069300000240012000a0001006970766c616e000014000200060001000200000006000200
    00000000
    """)

  // # ip link add p0 type veth peer name p1
  // # ip link add i0 link p0 type ipvlan mode l2 bridge
  static let bridge = hex(
    """
    54000000100005060000000000000000000000000000000000000000000000000800050003000000
    0700030069300000240012000a0001006970766c616e000014000200060001000000000006000200
    00000000
    """)

  // # ip link add p0 type veth peer name p1
  // # ip link add i0 link p0 type ipvlan mode l2 private
  static let `private` = hex(
    """
    54000000100005060000000000000000000000000000000000000000000000000800050003000000
    0700030069300000240012000a0001006970766c616e000014000200060001000000000006000200
    01000000
    """)

  // # ip link add p0 type veth peer name p1
  // # ip link add i0 link p0 type ipvlan mode l2 vepa
  static let vepa = hex(
    """
    54000000100005060000000000000000000000000000000000000000000000000800050003000000
    0700030069300000240012000a0001006970766c616e000014000200060001000000000006000200
    02000000
    """)
}
