@testable import Netlink
import RouteNetlink

extension Case {
  /// Answers to a request and to a dump, in datagrams that each begin with their length in one byte.
  static let socket = Case("socket", seeds: "socket") { bytes in
    var datagrams: [[UInt8]] = []
    var rest = bytes[...]
    while let length = rest.popFirst(), datagrams.count < 8 {
      datagrams.append(Array(rest.prefix(Int(length) * 4)))
      rest = rest.dropFirst(Int(length) * 4)
    }
    // In the end the kernel is done with whatever was asked.
    let done: [UInt8] = [20, 0, 0, 0, 3, 0, 2, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    datagrams = datagrams.filter { !$0.isEmpty } + [done]

    try answered(datagrams) { (socket) throws(NetlinkError) in _ = try socket.links() }
    try answered(datagrams) { (socket) throws(NetlinkError) in
      try socket.createLink(LinkSettings(name: "v0"), Veth(peer: LinkSettings(name: "v1")))
    }
  }

  private static func answered(
    _ datagrams: [[UInt8]], _ body: (inout RouteSocket) throws(NetlinkError) -> Void
  ) throws {
    let peer = ScriptedPeer(datagrams)
    // The end of the answers would not be seen if it went before.
    defer { withExtendedLifetime(peer) {} }
    var socket = RouteSocket(
      try NetlinkSocket(
        adopting: peer.client, schema: .route, sendCapacity: 1024, receiveCapacity: 256))
    try? body(&socket)
  }
}
