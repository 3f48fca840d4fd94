@testable import Netlink
import RouteNetlink
import TestSupport
import Testing

/// Where in our own request the kernel points: an offset in bytes becomes names.
@Suite("The path of an attribute") struct AttributePathTests {
  /// A veth pair behind another message, as in a batch.
  private static func request() throws(MessageError) -> MessageBuffer {
    var buffer = MessageBuffer()
    try buffer.append(RTM.newaddr, flags: []) { (m) throws(MessageError) in
      try m.put(header: AddressHeader())
      try m.put(IFA.label, "a text in front")
    }
    var host = LinkSettings(name: "web0")
    host.mtu = 1400
    var peer = LinkSettings(name: "eth0")
    peer.mac = MACAddress(2, 0, 0, 0, 0, 1)
    let veth = Veth(peer: peer)
    try buffer.append(RTM.newlink, flags: []) { (m) throws(MessageError) in
      try host.encode(into: &m)
      try veth.encodeLinkInfo(into: &m)
    }
    return buffer
  }

  /// `nlmsghdr` 16, `ifinfomsg` 16; ifname 12 at 32; mtu 8 at 44; linkinfo at 52: kind 8 at 56,
  /// data at 64: peer at 68 with `ifinfomsg` behind its header: ifname 12 at 88, address 12 at 100.
  @Test(
    arguments: [
      (32, "ifname"), (44, "mtu"), (52, "linkinfo"), (56, "linkinfo/kind"), (64, "linkinfo/data"),
      (68, "linkinfo/data/peer"), (88, "linkinfo/data/peer/ifname"),
      (100, "linkinfo/data/peer/address"),
      // Inside a payload: the innermost attribute around it.
      (36, "ifname"), (60, "linkinfo/kind"), (72, "linkinfo/data/peer"),
      (92, "linkinfo/data/peer/ifname"), (109, "linkinfo/data/peer/address"),
      // In the header, at the end, behind it.
      (0, nil), (16, nil), (31, nil), (112, nil), (4000, nil), (.max, nil),
    ] as [(UInt32, String?)])
  func offsets(_ offset: UInt32, _ path: String?) throws {
    let buffer = try Self.request()
    var answer = try acknowledgement([])
    answer.offset = offset
    #expect(buffer.attributePath(of: answer, message: 1, schema: .route) == path)
  }

  @Test(
    arguments: [
      (1, nil, "address"), (3, 68, "linkinfo/data/peer/ifname"), (1, 64, "linkinfo/data/peer"),
      (9, 52, "linkinfo/9"),
      // A type that nobody knows, and nests that are none.
      (999, nil, "999"), (1, 32, "ifname/1"), (1, 4000, "1"),
    ] as [(UInt32, UInt32?, String)])
  func missing(_ type: UInt32, _ nest: UInt32?, _ path: String) throws {
    let buffer = try Self.request()
    var answer = try acknowledgement([])
    answer.missingType = type
    answer.missingNest = nest
    #expect(buffer.attributePath(of: answer, message: 1, schema: .route) == path)
  }

  @Test func withoutSchemaOrMessageThereIsNone() throws {
    let buffer = try Self.request()
    var answer = try acknowledgement([])
    #expect(buffer.attributePath(of: answer, message: 1, schema: .route) == nil)
    answer.offset = 32
    #expect(buffer.attributePath(of: answer, message: 1, schema: nil) == nil)
    #expect(buffer.attributePath(of: answer, message: 2, schema: .route) == nil)
    #expect(buffer.attributePath(of: answer, message: 9, schema: .route) == nil)
    #expect(MessageBuffer().attributePath(of: answer, message: 0, schema: .route) == nil)
    answer.offset = 24
    #expect(buffer.attributePath(of: answer, message: 0, schema: .route) == "label")
  }

  private func acknowledgement(_ attributes: [UInt8]) throws -> Acknowledgement {
    let all = try decode(Wire.error(-22, sequence: 1, attributes)) { (m) throws(MessageError) in
      try Acknowledgement(m)
    }
    return try #require(all.first)
  }
}
