import Netlink
import RouteNetlink
import TestSupport
import Testing

/// Expects that `body` sends what another tool sent for the same.
func expectRequest(
  is vector: String, sourceLocation: SourceLocation = #_sourceLocation,
  _ body: (inout RouteSocket) throws(NetlinkError) -> Void
) throws {
  let requests = try recordRequests(body)
  #expect(requests.count == 1, sourceLocation: sourceLocation)
  let request = try #require(requests.first, sourceLocation: sourceLocation)
  #expect(
    try MessageTree(request, schema: .route) == MessageTree(hex(vector), schema: .route),
    sourceLocation: sourceLocation)
}

/// What `decode` makes of each message.
func decode<Object>(
  _ bytes: [UInt8], _ body: (MessageView) throws(MessageError) -> Object?
) throws(MessageError) -> [Object] {
  var objects: [Object] = []
  var messages = unsafe Messages(bytes.span.bytes)
  while let message = try messages.next() {
    if let object = try body(message) { objects.append(object) }
  }
  return objects
}

/// What `body` writes into an `RTM_NEWADDR` or another message.
func message(
  _ type: MessageType, _ body: (inout MessageBuilder) throws(MessageError) -> Void
) throws(MessageError) -> [UInt8] {
  var buffer = MessageBuffer()
  try buffer.append(type, flags: [], body)
  return buffer.bytes.array
}

@Suite("Addresses") struct AddressTests {
  private func prefix(_ text: String) throws -> IPPrefix { try #require(IPPrefix(text)) }

  @Test("ip address add 10.1.2.3/24 brd +") func plain() throws {
    let address = Address(try prefix("10.1.2.3/24"), link: 3)
    try expectRequest(
      is: """
        30000000 1400 0506 be58026b 00000000 02180000 03000000
        0800 0200 0a010203 0800 0100 0a010203 0800 0400 0a0102ff
        """
    ) { (socket) throws(NetlinkError) in try socket.addAddress(address) }
  }

  @Test("ip address add 10.9.0.1 peer 10.9.0.2/32 label va:1 metric 50")
  func pointToPoint() throws {
    var address = Address(try prefix("10.9.0.1/32"), link: 3)
    address.peer = IPAddress("10.9.0.2")
    address.label = "va:1"
    address.metric = 50
    try expectRequest(
      is: """
        3c000000 1400 0506 be58026b 00000000 02200000 03000000 0800 0200 0a090001
        0800 0100 0a090002 0900 0300 76613a31 00000000 0800 0900 32000000
        """
    ) { (socket) throws(NetlinkError) in try socket.addAddress(address) }
    address.label = nil
    address.metric = nil
    try expectRequest(
      is: """
        28000000 1500 0500 bf58026b 00000000 02200000 03000000
        0800 0200 0a090001 0800 0100 0a090002
        """
    ) { (socket) throws(NetlinkError) in try socket.deleteAddress(address) }
  }

  @Test("ip address add fd00:1::5/64 nodad noprefixroute with lifetimes") func lifetimes() throws {
    var address = Address(try prefix("fd00:1::5/64"), link: 3)
    address.flags = [.noDAD, .noPrefixRoute]
    address.validLifetime = 600
    address.preferredLifetime = 300
    try expectRequest(
      is: """
        5c000000 1400 0506 bf58026b 00000000 0a400000 03000000
        1400 0200 fd000001000000000000000000000005 0800 0800 02020000
        1400 0100 fd000001000000000000000000000005
        1400 0600 2c010000 58020000 00000000 00000000
        """
    ) { (socket) throws(NetlinkError) in try socket.addAddress(address) }
  }

  @Test("An address of the host has its scope") func loopback() throws {
    #expect(Address(try prefix("127.0.0.2/8"), link: 1).scope == 254)
    #expect(Address(try prefix("10.0.0.1/8"), link: 1).scope == 0)
    #expect(Address(try prefix("::1/128"), link: 1).scope == 0)
  }

  /// Three messages of one dump by Linux 6.18.
  static let dump = hex(
    """
    54000000 1400 2200 c158026b bb450000 02188000 03000000
    0800 0100 0a010203 0800 0200 0a010203 0800 0400 0a0102ff 0700 0300 766100 00
    0800 0800 80000000 1400 0600 ffffffff ffffffff 74460600 74460600
    48000000 1400 2200 c158026b bb450000 0a400200 03000000
    1400 0100 fd000001000000000000000000000005
    1400 0600 2b010000 57020000 91460600 91460600 0800 0800 02020000
    50000000 1400 2200 c158026b bb450000 0a40c0fd 03000000
    1400 0100 fe80000000000000 000000fffe00000a
    1400 0600 ffffffff ffffffff 73460600 73460600 0800 0800 c0000000 0500 0b00 03000000
    """)

  @Test("An address of another family is none", arguments: [45, 35, 2, 10] as [UInt8])
  func otherFamily(_ family: UInt8) throws {
    // MCTP's and Phonet's have one byte.
    let isIP = family == 2 || family == 10
    let bytes = [UInt8](repeating: 1, count: family == 2 ? 4 : isIP ? 16 : 1)
    let message = Wire.message(20, [family, 0, 0, 0, 3, 0, 0, 0] + Wire.attribute(2, bytes))
    let all = try decode(message) { (m) throws(MessageError) in try Address(m) }
    #expect(all.count == (isIP ? 1 : 0))
  }

  @Test("A dump of the kernel's") func decodes() throws {
    let all = try decode(Self.dump) { (m) throws(MessageError) in try Address(m) }
    try #require(all.count == 3)
    #expect(all[0].link == 3)
    #expect(all[0].prefix == (try prefix("10.1.2.3/24")))
    #expect(all[0].peer == nil)
    #expect(all[0].broadcast == IPAddress("10.1.2.255"))
    #expect(all[0].label == "va")
    #expect(all[0].scope == 0)
    #expect(all[0].flags == .permanent)
    #expect(all[0].preferredLifetime == .max)
    #expect(all[0].validLifetime == .max)
    #expect(all[1].prefix == (try prefix("fd00:1::5/64")))
    #expect(all[1].flags == [.noDAD, .noPrefixRoute])
    #expect(all[1].preferredLifetime == 299)
    #expect(all[1].validLifetime == 599)
    #expect(all[1].scope == 0)
    #expect(all[2].prefix == (try prefix("fe80::ff:fe00:a/64")))
    #expect(all[2].flags == [.permanent, .tentative])
    #expect(all[2].proto == 3)
    #expect(all[2].scope == 253)
  }

  @Test("What is written is read back") func roundTrip() throws {
    var full = Address(try prefix("10.9.0.1/32"), link: 7)
    full.peer = IPAddress("10.9.0.2")
    full.broadcast = IPAddress("10.9.0.255")
    full.label = "va:1"
    full.scope = 253
    full.flags = [.noPrefixRoute, .multicastAutoJoin, .manageTemporary]
    full.metric = 9
    full.proto = 4
    full.preferredLifetime = 5
    full.validLifetime = 6
    var few = Address(try prefix("fd00::1/64"), link: -1)
    few.flags = .noDAD
    for address in [full, few] {
      let bytes = try message(RTM.newaddr) { (m) throws(MessageError) in
        try address.encode(into: &m)
      }
      #expect(try decode(bytes) { (m) throws(MessageError) in try Address(m) } == [address])
    }
    // One lifetime alone: the other is for ever.
    few.validLifetime = 6
    let bytes = try message(RTM.newaddr) { (m) throws(MessageError) in try few.encode(into: &m) }
    #expect(
      try decode(bytes) { (m) throws(MessageError) in try Address(m) }.first?.preferredLifetime
        == .max)
  }

  @Test("Flags have the kernel's numbers") func flags() {
    let flags: [(AddressFlags, UInt32)] = [
      (.secondary, 0x01), (.noDAD, 0x02), (.optimistic, 0x04), (.dadFailed, 0x08),
      (.homeAddress, 0x10), (.deprecated, 0x20), (.tentative, 0x40), (.permanent, 0x80),
      (.manageTemporary, 0x100), (.noPrefixRoute, 0x200), (.multicastAutoJoin, 0x400),
      (.stablePrivacy, 0x800),
    ]
    for (flag, number) in flags { #expect(flag.rawValue == number) }
  }

  @Test("No address, or a length that does not fit it, is none") func odd() throws {
    let cases: [[UInt8]] = [
      [2, 24, 0, 0, 3, 0, 0, 0],
      [2, 33, 0, 0, 3, 0, 0, 0] + Wire.attribute(1, [10, 0, 0, 1]),
    ]
    for bytes in cases {
      let all = try decode(Wire.message(20, bytes)) { (m) throws(MessageError) in try Address(m) }
      #expect(all.isEmpty)
    }
    for length in [0, 3, 5, 15, 17] {
      let bytes = Wire.message(
        20, [2, 24, 0, 0, 3, 0, 0, 0] + Wire.attribute(2, [UInt8](repeating: 1, count: length)))
      #expect(throws: MessageError.wrongLength(IFA.local, length)) {
        try decode(bytes) { (m) throws(MessageError) in try Address(m) }
      }
    }
    #expect(throws: MessageError.truncated(offset: 16)) {
      try decode(Wire.message(20, [2, 24, 0, 0])) { (m) throws(MessageError) in try Address(m) }
    }
  }
}
