import Netlink
import RouteNetlink
import TestSupport
import Testing

/// There is no request to compare with: a tun or tap is made by an ioctl.
@Suite("tun bytes")
struct TunTests {
  @Test("What the kernel reports of a tap with everything")
  func tap() throws {
    var expected = Tun(.tap)
    expected.owner = 1000
    expected.group = 2000
    expected.packetInformation = true
    expected.vnetHeader = true
    expected.persistent = true
    expected.multiQueue = true
    expected.queues = 0
    expected.disabledQueues = 0
    try expectRead(expected, Vector.tap)
  }

  @Test("What it reports of a plain tun")
  func tun() throws {
    var expected = Tun(.tun)
    expected.packetInformation = false
    expected.vnetHeader = false
    expected.persistent = true
    expected.multiQueue = false
    try expectRead(expected, Vector.tun)
  }

  private func expectRead(_ expected: Tun, _ vector: [UInt8]) throws {
    let link = try readLink(linkInfo: vector)
    #expect(link.kind == "tun")
    let read = try #require(link.data as? Tun)
    #expect(read == expected)
    let bytes = try encodedAttributes { (m) throws(MessageError) in try read.encode(into: &m) }
    #expect(try TunTests.attributes(bytes) == TunTests.attributes(Array(vector.dropFirst(16))))
  }

  private static func attributes(_ data: [UInt8]) throws -> [AttributeTree] {
    try unsafe AttributeTree.list(Attributes(data.span.bytes), Tun.schema)
  }
}

// The IFLA_LINKINFO that Linux 6.18 answered.
private enum Vector {
  // # ip tuntap add t0 mode tap user 1000 group 2000 multi_queue pi vnet_hdr
  static let tap = hex(
    """
    580012000800010074756e004c000200050003000200000008000100e803000008000200d0070000
    05000400010000000500050001000000050006000100000005000700010000000800080000000000
    0800090000000000
    """)

  // # ip tuntap add t1 mode tun
  static let tun = hex(
    """
    380012000800010074756e002c000200050003000100000005000400000000000500050000000000
    05000600010000000500070000000000
    """)
}
