@testable import CNetCommands
@testable import Netlink
@testable import RouteNetlink

extension Case {
  /// The kernel's refusals, with an extended part that points into a request of ours.
  static let acknowledgements = Case("acknowledgements", seeds: "netlink") { bytes in
    var messages = Messages(bytes)
    while let message = try messages.next() {
      let answer = try Acknowledgement(message)
      for index in 0...requests.messageCount {
        let path = requests.attributePath(of: answer, message: index, schema: .route)
        if let path { expectPrintable(path) }
        let error = NetlinkError(
          "create", answer.errno ?? .inputOutput, message: answer.message, attribute: path)
        expectPrintable(error.description.asOneLine)
      }
    }
  }

  private static let requests: MessageBuffer = mustSucceed("build requests") {
    var buffer = MessageBuffer()
    var peer = LinkSettings(name: "eth0")
    peer.mtu = 1400
    let flags: MessageFlags = [.request, .ack, .create]
    try buffer.append(RTM.newlink, flags: flags) { (m) throws(MessageError) in
      try LinkSettings(name: "web0").encode(into: &m)
      try Veth(peer: peer).encodeLinkInfo(into: &m)
    }
    try buffer.append(RTM.newlink, flags: flags) { (m) throws(MessageError) in
      try LinkSettings(name: "m0").encode(into: &m)
      try Macvlan(mode: .bridge).encodeLinkInfo(into: &m)
    }
    try buffer.append(RTM.newroute, flags: flags) { (m) throws(MessageError) in
      var route = Route(to: IPPrefix(.v4(0x0A00_0000), length: 8), via: .v4(0x0A00_0001), link: 3)
      route.mtu = 1400
      route.nextHops = [.init(link: 2, gateway: .v4(0x0A00_0002), weight: 1, flags: 0)]
      try route.encode(into: &m)
    }
    return buffer
  }
}

private let unprintable: Set<Unicode.GeneralCategory> = [
  .control, .format, .lineSeparator, .paragraphSeparator,
]

/// What may be printed: nothing that steers a terminal, turns the direction of writing or ends a line.
func expectPrintable(_ text: String, file: StaticString = #file, line: UInt = #line) {
  // Nearly all is ASCII, which takes no tables.
  let isPlain = text.utf8.allSatisfy { (0x20..<0x7F).contains($0) }
  expect(
    isPlain
      || !text.unicodeScalars.contains { unprintable.contains($0.properties.generalCategory) },
    "printed: \(text.debugDescription)", file: file, line: line)
}
