import Netlink
import RouteNetlink
import TestSupport
import Testing

@Suite("veth bytes")
struct VethTests {
  @Test("The peer is a whole link message inside")
  func plain() throws {
    try expectCreation(
      LinkSettings(name: "web0"), Veth(peer: LinkSettings(name: "eth0")), is: Vector.plain)
  }

  @Test("MAC, MTU and queues at both ends")
  func full() throws {
    var host = LinkSettings(name: "web0")
    host.mac = MACAddress("02:00:5e:10:00:01")
    host.mtu = 1400
    host.transmitQueues = 1
    host.receiveQueues = 1
    var peer = host
    peer.name = "eth0"
    peer.mac = MACAddress("02:00:5e:10:00:02")
    try expectCreation(host, Veth(peer: peer), is: Vector.full)
  }

  @Test("Up is a flag in the outer header")
  func up() throws {
    var host = LinkSettings(name: "web0")
    host.up = true
    try expectCreation(host, Veth(peer: LinkSettings(name: "eth0")), is: Vector.up)
  }

  @Test("What only this library sends for a peer comes back too")
  func peerSettings() throws {
    var peer = LinkSettings(name: "eth0", index: 7)
    peer.namespace = 9
    peer.group = 5
    peer.alias = "the other end"
    peer.transmitQueueLength = 100
    peer.master = 4
    let bytes = try encodedAttributes { (m) throws(MessageError) in
      try Veth(peer: peer).encode(into: &m)
    }
    #expect(try read(Veth.self, bytes).peer == peer)
  }
}

// What `ip` (iproute2 6.1) sent, seen by `strace -e trace=sendmsg -e write=all`; sequence set to 0.
private enum Vector {
  // # ip link add web0 type veth peer name eth0
  static let plain = hex(
    """
    5c000000100005060000000000000000000000000000000000000000000000000900030077656230
    00000000300012000800010076657468240002002000010000000000000000000000000000000000
    090003006574683000000000
    """)

  // # ip link add p0 type veth peer name p1
  // # ip link add web0 address 02:00:5e:10:00:01 mtu 1400 numtxqueues 1 numrxqueues 1 type veth
  //     peer name eth0 address 02:00:5e:10:00:02 mtu 1400 numtxqueues 1 numrxqueues 1
  static let full = hex(
    """
    a4000000100005060000000000000000000000000000000000000000000000000a00010002005e10
    00010000080004007805000008001f00010000000800200001000000090003007765623000000000
    5400120008000100766574684800020044000100000000000000000000000000000000000a000100
    02005e1000020000080004007805000008001f000100000008002000010000000900030065746830
    00000000
    """)

  // # ip link add name web0 up type veth peer name eth0
  static let up = hex(
    """
    5c000000100005060000000000000000000000000000000001000000010000000900030077656230
    00000000300012000800010076657468240002002000010000000000000000000000000000000000
    090003006574683000000000
    """)
}
