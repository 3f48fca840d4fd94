import Netlink
import RouteNetlink
import TestSupport
import Testing

@testable import CNetCommands

@Suite struct MessagePrinterTests {
  private func veth() throws -> [UInt8] {
    var buffer = MessageBuffer()
    var host = LinkSettings(name: "web0")
    host.up = true
    var peer = LinkSettings(name: "eth0")
    peer.mtu = 1400
    try buffer.append(RTM.newlink, flags: [.request, .create, .exclusive]) {
      (m) throws(MessageError) in
      try host.encode(into: &m)
      try Veth(peer: peer).encodeLinkInfo(into: &m)
    }
    return buffer.bytes.array
  }

  private func lines(_ bytes: [UInt8]) -> [String] {
    MessagePrinter.lines(bytes.span.raw, schema: .route)
  }

  @Test func namesEveryNestAndValue() throws {
    #expect(
      lines(try veth()) == [
        "RTM_NEWLINK length 100 flags request|excl|create seq 0",
        "  ifinfomsg family 0 type 0 index 0 flags 0x1 change 0x1",
        "  IFLA_IFNAME \"web0\"",
        "  IFLA_LINKINFO",
        "    IFLA_INFO_KIND \"veth\"",
        "    IFLA_INFO_DATA",
        "      VETH_INFO_PEER",
        "        ifinfomsg family 0 type 0 index 0 flags 0x0 change 0x0",
        "        IFLA_IFNAME \"eth0\"",
        "        IFLA_MTU 1400",
      ])
  }

  @Test func unknownAttributesAreShownAsBytes() throws {
    var buffer = MessageBuffer()
    try buffer.append(RTM.newlink, flags: .request) { (m) throws(MessageError) in
      try m.put(header: LinkHeader())
      try m.put(AttributeType(999), UInt16(0x0201))
    }
    #expect(lines(buffer.bytes.array).last == "  IFLA_999 0102")
  }

  @Test func textsFromAContainerStayText() throws {
    var buffer = MessageBuffer()
    try buffer.append(RTM.newlink, flags: .request) { (m) throws(MessageError) in
      try m.put(header: LinkHeader())
      try m.put(IFLA.ifalias, "a\u{1b}[31m\"\n\u{202e}\u{2028}")
    }
    #expect(lines(buffer.bytes.array).last == #"  IFLA_IFALIAS "a\u{1b}[31m\"\n\u{202e}\u{2028}""#)
  }

  /// Each veth's peer is described as a veth: indented all the way, 60 KB would become 34 MB.
  @Test func nestsInNestsStayInProportion() {
    let zeros = [UInt8](repeating: 0, count: 16)
    var nest: [UInt8] = []
    while nest.count < 60_000 {
      let peer = Wire.attribute(1, zeros + nest)
      nest = Wire.attribute(18, Wire.attribute(1, "veth") + Wire.attribute(2, peer))
    }
    let bytes = Wire.message(16, zeros + nest)
    #expect(lines(bytes).reduce(0) { $0 + $1.utf8.count } < 10 * bytes.count)
  }

  @Test func everyTruncationIsShownAndEnds() throws {
    let bytes = try veth()
    for length in 1..<bytes.count {
      let printed = lines(Array(bytes[..<length]))
      #expect(printed.contains { $0.contains("malformed at offset 0") }, "\(length) bytes")
    }
  }

  @Test func everyByteMayBeWrong() throws {
    let bytes = try veth()
    for index in bytes.indices {
      for value: UInt8 in [0, 1, 0x7F, 0xFF] {
        var wrong = bytes
        wrong[index] = value
        #expect(!lines(wrong).isEmpty)
      }
    }
  }
}

@Test func oneIsSingular() {
  #expect(counted(1, "process", "processes") == "1 process")
  #expect(counted(0, "process", "processes") == "0 processes")
  #expect(counted(UInt64(2), "packet") == "2 packets")
}
