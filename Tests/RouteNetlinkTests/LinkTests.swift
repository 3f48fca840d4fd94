import Netlink
import RouteNetlink
import TestSupport
import Testing

@Suite("Links") struct LinkTests {
  private func read(_ attributes: [UInt8]...) throws(MessageError) -> Link {
    try readLink(
      Wire.message(
        16,
        [10, 0] + Wire.integer(UInt16(772)) + Wire.integer(Int32(7)) + Wire.integer(UInt32(0x11043))
          + [0, 0, 0, 0] + attributes.flatMap { $0 }))
  }

  @Test func header() throws {
    let link = try read()
    #expect(link.index == 7)
    #expect(link.hardwareType == 772)
    #expect(link.flags == [.up, .broadcast, .running, .multicast, .lowerUp])
    #expect(link.name == "")
    #expect(link.data == nil)
  }

  /// One attribute at a time: each lands where it belongs, and of the wrong size it is refused.
  static let words: [(UInt16, KeyPath<Link, UInt32?> & Sendable)] = [
    (4, \.mtu), (50, \.minimumMTU), (51, \.maximumMTU), (27, \.group),
    (13, \.transmitQueueLength), (30, \.promiscuity), (61, \.allMulticast),
    (31, \.transmitQueues), (32, \.receiveQueues), (41, \.gsoMaxSize), (40, \.gsoMaxSegments),
    (59, \.tsoMaxSize), (60, \.tsoMaxSegments), (58, \.groMaxSize), (63, \.gsoIPv4MaxSize),
    (64, \.groIPv4MaxSize), (35, \.carrierChanges),
  ]

  @Test(arguments: words.indices) func word(_ index: Int) throws {
    let (type, path) = Self.words[index]
    #expect(try read(Wire.attribute(type, 0xDEAD_BEEF))[keyPath: path] == 0xDEAD_BEEF)
    #expect(try read()[keyPath: path] == nil)
    #expect(throws: MessageError.wrongLength(AttributeType(type), 3)) {
      try read(Wire.attribute(type, [1, 2, 3]))
    }
  }

  static let numbers: [(UInt16, KeyPath<Link, Int32?> & Sendable)] = [
    (5, \.parent), (37, \.parentNamespaceID), (10, \.master), (45, \.newNamespaceID),
    (49, \.newIndex),
  ]

  @Test(arguments: numbers.indices) func number(_ index: Int) throws {
    let (type, path) = Self.numbers[index]
    #expect(try read(Wire.attribute(type, Wire.integer(Int32(-5))))[keyPath: path] == -5)
    #expect(throws: MessageError.wrongLength(AttributeType(type), 8)) {
      try read(Wire.attribute(type, [UInt8](repeating: 0, count: 8)))
    }
  }

  @Test func texts() throws {
    let link = try read(
      Wire.attribute(3, "web0"), Wire.attribute(6, "noqueue"), Wire.attribute(20, "an alias"),
      Wire.attribute(38, "p0"), Wire.attribute(56, "0000:00:03.0"), Wire.attribute(57, "pci"),
      Wire.attribute(0x8034, Wire.attribute(53, "one") + Wire.attribute(53, "two")))
    #expect(link.name == "web0")
    #expect(link.queueingDiscipline == "noqueue")
    #expect(link.alias == "an alias")
    #expect(link.physicalPortName == "p0")
    #expect(link.parentDeviceName == "0000:00:03.0")
    #expect(link.parentDeviceBus == "pci")
    #expect(link.alternativeNames == ["one", "two"])
    // Users choose names and aliases, of any bytes; the rest is the kernel's own text.
    for type: UInt16 in [3, 20] {
      let odd = try read(Wire.attribute(type, [0x61, 0xFF]))
      #expect((type == 3 ? odd.name : odd.alias) == "a\u{FFFD}")
    }
    #expect(throws: MessageError.notText(IFLA.qdisc)) { try read(Wire.attribute(6, [0xFF])) }
  }

  @Test func addresses() throws {
    let link = try read(
      Wire.attribute(1, [2, 0, 0, 0, 0, 1]), Wire.attribute(2, [255, 255, 255, 255, 255, 255]),
      Wire.attribute(54, [2, 0, 0, 0, 0, 9]), Wire.attribute(34, [1, 2]),
      Wire.attribute(36, [3, 4, 5]))
    #expect(link.address?.description == "02:00:00:00:00:01")
    #expect(link.broadcast?.description == "ff:ff:ff:ff:ff:ff")
    #expect(link.permanentAddress?.description == "02:00:00:00:00:09")
    #expect(link.physicalPortID == [1, 2])
    #expect(link.physicalSwitchID == [3, 4, 5])
  }

  @Test func bytes() throws {
    for (value, expected) in [(0, false), (1, true)] as [(UInt8, Bool)] {
      #expect(try read(Wire.attribute(33, [value])).carrier == expected)
      #expect(try read(Wire.attribute(39, [value])).protocolDown == expected)
    }
    #expect(try read(Wire.attribute(17, [1])).linkMode == 1)
    #expect(try read(Wire.attribute(16, [6])).operationalState == .up)
    #expect(try read(Wire.attribute(16, [77])).operationalState == nil)
    #expect(
      try read(Wire.attribute(0x8037, Wire.attribute(1, 3) + Wire.attribute(2, 5)))
        .protocolDownReasons == 5)
    #expect(
      try read(
        Wire.attribute(26, Wire.attribute(2, [9]) + Wire.attribute(10, Wire.attribute(8, [1])))
      )
      .addressGenerationMode == 1)
  }

  @Test func linkInfo() throws {
    let known = try read(
      Wire.attribute(
        18,
        Wire.attribute(1, "macvlan") + Wire.attribute(2, Wire.attribute(1, 4))
          + Wire.attribute(4, "bond")))
    #expect(known.kind == "macvlan")
    #expect((known.data as? Macvlan)?.mode == .bridge)
    #expect(known.masterKind == "bond")
    // A kind of tomorrow.
    let unknown = try read(
      Wire.attribute(18, Wire.attribute(1, "novel") + Wire.attribute(2, [1, 2, 3])))
    #expect(unknown.kind == "novel")
    #expect(unknown.data == nil)
    #expect(known != unknown)
    #expect(known.port == nil)
  }

  @Test func statistics() throws {
    let counters = (1...24).flatMap { Wire.integer(UInt64($0)) }
    let all = try #require(try read(Wire.attribute(23, counters)).statistics)
    #expect(
      [
        all.receivedPackets, all.sentPackets, all.receivedBytes, all.sentBytes,
        all.receiveErrors, all.sendErrors, all.receiveDropped, all.sendDropped, all.multicast,
        all.collisions, all.receiveLengthErrors, all.receiveOverErrors, all.receiveCRCErrors,
        all.receiveFrameErrors, all.receiveFIFOErrors, all.receiveMissedErrors,
        all.sendAbortedErrors, all.sendCarrierErrors, all.sendFIFOErrors,
        all.sendHeartbeatErrors, all.sendWindowErrors, all.receivedCompressed,
        all.sentCompressed, all.receiveNoHandler,
      ] == Array(1...24))
    // Older kernels lack the last; newer ones have more.
    #expect(
      try read(Wire.attribute(23, Array(counters.dropLast(8)))).statistics?.receiveNoHandler == 0)
    #expect(try read(Wire.attribute(23, counters + counters)).statistics == all)
    #expect(throws: MessageError.wrongLength(IFLA.stats64, 183)) {
      try read(Wire.attribute(23, [UInt8](repeating: 0, count: 183)))
    }
  }

  @Test func unknownAttributesAreSkipped() throws {
    #expect(try read(Wire.attribute(999, [1]), Wire.attribute(3, "web0")).name == "web0")
  }

  @Test("The one-pass view reads the same") func view() throws {
    let bytes = Wire.message(
      16,
      [UInt8](repeating: 0, count: 4) + Wire.integer(Int32(7)) + [UInt8](repeating: 0, count: 8)
        + Wire.attribute(3, "web0") + Wire.attribute(4, 1400) + Wire.attribute(5, 9)
        + Wire.attribute(37, 2)
        + Wire.attribute(0x8012, Wire.attribute(1, "veth") + Wire.attribute(2, [])))
    let seen = try decode(bytes) { (m) throws(MessageError) -> String? in
      let view = try LinkView(m)
      let name = String(decoding: view.name.array, as: UTF8.self)
      let kind = String(decoding: view.kind.array, as: UTF8.self)
      return "\(view.header.index) \(name) \(view.mtu) \(view.parent)"
        + " \(view.parentNamespaceID ?? -1) \(kind)"
    }
    #expect(seen == ["7 web0 1400 9 2 veth"])
    let bare = try decode(Wire.message(16, [UInt8](repeating: 0, count: 16))) {
      (m) throws(MessageError) -> String? in
      let view = try LinkView(m)
      return "\(view.name.byteCount) \(view.mtu) \(view.parent) \(view.kind.byteCount)"
    }
    #expect(bare == ["0 0 0 0"])
    #expect(throws: MessageError.truncated(offset: 16)) {
      try decode(Wire.message(16, [1])) { (m) throws(MessageError) in try LinkView(m).mtu }
    }
  }
}

@Suite("Settings of a link") struct LinkSettingsTests {
  @Test func up() {
    var settings = LinkSettings()
    #expect(settings.up == nil)
    settings.flags = .promiscuous
    settings.flagMask = .promiscuous
    settings.up = true
    #expect(settings.up == true)
    #expect(settings.flags == [.up, .promiscuous])
    #expect(settings.flagMask == [.up, .promiscuous])
    settings.up = false
    #expect(settings.up == false)
    #expect(settings.flags == .promiscuous)
    #expect(settings.flagMask == [.up, .promiscuous])
    settings.up = nil
    #expect(settings.flagMask == .promiscuous)
  }

  @Test func writesAllAttributes() throws {
    var settings = LinkSettings(name: "web0", index: 7)
    settings.up = true
    settings.mac = MACAddress(2, 0, 0, 0, 0, 1)
    settings.mtu = 1400
    settings.parent = 3
    settings.parentNamespaceID = 4
    settings.namespace = 5
    settings.master = 6
    settings.transmitQueues = 8
    settings.receiveQueues = 9
    settings.transmitQueueLength = 10
    settings.group = 11
    settings.alias = "an alias"
    let bytes = try message(RTM.newlink) { (m) throws(MessageError) in
      try settings.encode(into: &m, family: 7)
    }
    var attributes =
      Wire.attribute(3, "web0") + Wire.attribute(1, [2, 0, 0, 0, 0, 1]) + Wire.attribute(4, 1400)
    for (type, value) in [(5, 3), (28, 5), (31, 8), (32, 9), (37, 4), (10, 6), (13, 10), (27, 11)]
      as [(UInt16, UInt32)]
    {
      attributes += Wire.attribute(type, value)
    }
    attributes += Wire.attribute(20, Array("an alias".utf8))
    let header: [UInt8] = [7, 0, 0, 0] + Wire.integer(UInt32(7)) + Wire.integer(UInt32(1)) * 2
    #expect(bytes == Wire.message(16, header + attributes))
    // Back again, by way of the peer of a veth.
    let linkInfo = try message(RTM.newlink) { (m) throws(MessageError) in
      try m.put(header: LinkHeader())
      try Veth(peer: settings).encodeLinkInfo(into: &m)
    }
    #expect((try readLink(linkInfo).data as? Veth)?.peer == settings)
  }
}

private func * (bytes: [UInt8], count: Int) -> [UInt8] {
  (0..<count).flatMap { _ in bytes }
}

@Suite("Requests about links") struct LinkRequestTests {
  private let header = [UInt8](repeating: 0, count: 16)

  private func header(index: Int32) -> [UInt8] {
    [0, 0, 0, 0] + Wire.integer(index) + [0, 0, 0, 0, 0, 0, 0, 0]
  }

  private func expect(
    _ type: UInt16, _ flags: UInt16, _ payload: [UInt8],
    sourceLocation: SourceLocation = #_sourceLocation,
    _ body: (inout RouteSocket) throws(NetlinkError) -> Void
  ) throws {
    #expect(
      try recordRequests(body) == [Wire.message(type, flags: flags, sequence: 1, payload)],
      sourceLocation: sourceLocation)
  }

  @Test func find() throws {
    let mask = Wire.attribute(29, 8)
    // The recorder answers nothing, so nothing is found.
    func find(_ reference: LinkReference) -> (inout RouteSocket) throws(NetlinkError) -> Void {
      { (socket) throws(NetlinkError) in
        var failure: NetlinkError?
        do throws(NetlinkError) { _ = try socket.link(reference) } catch { failure = error }
        #expect(failure == NetlinkError("find \(reference)", .noSuchDevice))
      }
    }
    try expect(18, 5, header(index: 7) + mask, find(.index(7)))
    try expect(18, 5, header + Wire.attribute(3, "web0") + mask, find(.name("web0")))
    try expect(
      18, 5, header + Wire.attribute(3, "fifteen-bytes-x") + mask, find(.name("fifteen-bytes-x")))
    try expect(
      18, 5, header + Wire.attribute(53, "sixteen-bytes-xx") + mask,
      find(.name("sixteen-bytes-xx")))
  }

  @Test func list() throws {
    try expect(18, 0x301, header + Wire.attribute(29, 8)) { (socket) throws(NetlinkError) in
      _ = try socket.links()
    }
    try expect(
      18, 0x301,
      header + Wire.attribute(29, 0) + Wire.attribute(10, 5)
        + Wire.attribute(18, Wire.attribute(1, Array("veth".utf8)))
    ) { (socket) throws(NetlinkError) in
      _ = try socket.links(statistics: true, master: 5, kind: "veth")
    }
  }

  @Test func delete() throws {
    try expect(17, 5, header(index: 7)) { (socket) throws(NetlinkError) in
      try socket.deleteLink(.index(7))
    }
    try expect(17, 5, header + Wire.attribute(3, "web0")) { (socket) throws(NetlinkError) in
      try socket.deleteLink(.name("web0"))
    }
    try expect(17, 5, header + Wire.attribute(53, "a-longer-alternative-name")) {
      (socket) throws(NetlinkError) in
      try socket.deleteLink(.name("a-longer-alternative-name"))
    }
    try expect(17, 5, header + Wire.attribute(27, 77)) { (socket) throws(NetlinkError) in
      try socket.deleteLinks(inGroup: 77)
    }
  }

  @Test func announceByARP() throws {
    // AF_INET, IFLA_INET_CONF, IPV4_DEVCONF_ARP_NOTIFY.
    let parameter = Wire.attribute(2, Wire.attribute(1, Wire.attribute(22, UInt32(1))))
    try expect(16, 5, header(index: 7) + Wire.attribute(26, parameter)) {
      (socket) throws(NetlinkError) in try socket.announceByARP(link: 7, "announce")
    }
  }

  @Test func alternativeNames() throws {
    let list = Wire.attribute(0x8034, Wire.attribute(53, "alt"))
    try expect(108, 0xE05, header(index: 7) + list) { (socket) throws(NetlinkError) in
      try socket.addAlternativeName("alt", toLink: 7)
    }
    try expect(109, 5, header(index: 7) + list) { (socket) throws(NetlinkError) in
      try socket.deleteAlternativeName("alt", ofLink: 7)
    }
  }

  @Test func create() throws {
    let veth = Wire.attribute(
      18,
      Wire.attribute(1, Array("veth".utf8))
        + Wire.attribute(2, Wire.attribute(1, header + Wire.attribute(3, "eth0"))))
    let payload = header + Wire.attribute(3, "web0") + veth
    let kind = Veth(peer: LinkSettings(name: "eth0"))
    try expect(16, 0x605, payload) { (socket) throws(NetlinkError) in
      try socket.createLink(LinkSettings(name: "web0"), kind)
    }
    try expect(16, 0x60D, payload) { (socket) throws(NetlinkError) in
      _ = try socket.createLinkEchoed(LinkSettings(name: "web0"), kind)
    }
    try expect(16, 5, header(index: 3) + Wire.attribute(3, "web1")) {
      (socket) throws(NetlinkError) in
      try socket.changeLink(LinkSettings(name: "web1", index: 3), "rename")
    }
  }
}
