import Netlink
import RouteNetlink
import TestSupport
import Testing

/// Expects that creating such a link sends what another tool sends, that this is read back as the
/// same values, and that these are written as the same bytes again.
///
/// The order of attributes may differ: ``MessageTree``.
func expectCreation<Kind: LinkKind>(
  _ settings: LinkSettings, _ kind: Kind, is vector: [UInt8],
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  try expect(settings, kind, is: vector, sourceLocation) { (socket) throws(NetlinkError) in
    try socket.createLink(settings, kind)
  }
}

/// The same for changing one that exists.
func expectChange<Kind: LinkKind>(
  _ settings: LinkSettings, _ kind: Kind, is vector: [UInt8],
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  try expect(settings, kind, is: vector, sourceLocation) { (socket) throws(NetlinkError) in
    try socket.changeLink(settings, kind, "change the link")
  }
}

private func expect<Kind: LinkKind>(
  _ settings: LinkSettings, _ kind: Kind, is vector: [UInt8], _ sourceLocation: SourceLocation,
  sending: (inout RouteSocket) throws(NetlinkError) -> Void
) throws {
  let requests = try recordRequests(sending)
  let request = try #require(requests.first, sourceLocation: sourceLocation)
  #expect(requests.count == 1, sourceLocation: sourceLocation)
  let expected = try MessageTree(vector, schema: .route)
  #expect(
    try MessageTree(request, schema: .route) == expected, sourceLocation: sourceLocation)

  let link = try readLink(vector)
  #expect(link.kind == Kind.name, sourceLocation: sourceLocation)
  #expect(link.name == settings.name ?? "", sourceLocation: sourceLocation)
  #expect(link.parent == settings.parent, sourceLocation: sourceLocation)
  #expect(link.address?.mac == settings.mac, sourceLocation: sourceLocation)
  #expect(link.mtu == settings.mtu, sourceLocation: sourceLocation)
  #expect(link == (try readLink(request)), sourceLocation: sourceLocation)
  guard kind.hasData else {
    #expect(link.data == nil, sourceLocation: sourceLocation)
    return
  }
  let read = try #require(link.data as? Kind, sourceLocation: sourceLocation)
  #expect(read == kind, sourceLocation: sourceLocation)
  let again = try recordRequests { (socket) throws(NetlinkError) in
    try socket.createLink(settings, read)
  }
  #expect(
    try MessageTree(#require(again.first), schema: .route).attributes == expected.attributes,
    sourceLocation: sourceLocation)
}

/// Reads the first message as a link.
func readLink(_ bytes: [UInt8]) throws(MessageError) -> Link {
  var messages = unsafe Messages(bytes.span.bytes)
  guard let message = try messages.next() else { throw .truncated(offset: 0) }
  return try Link(message)
}

/// Reads an `IFLA_LINKINFO` as the kernel reported it, inside a message of nothing else.
func readLink(linkInfo: [UInt8]) throws -> Link {
  let length = UInt16(MessageHeader.size + LinkHeader.size + linkInfo.count)
  let header = [UInt8(length & 0xFF), UInt8(length >> 8), 0, 0, UInt8(RTM.newlink.rawValue), 0]
  return try readLink(header + [UInt8](repeating: 0, count: 26) + linkInfo)
}

/// Reads the attributes of a kind.
func read<Kind: LinkKind>(_ type: Kind.Type, _ data: [UInt8]) throws(MessageError) -> Kind {
  try unsafe Kind(data: Attributes(data.span.bytes))
}

/// Reads the attributes of a port.
func read<Port: LinkPort>(port type: Port.Type, _ data: [UInt8]) throws(MessageError) -> Port {
  try unsafe Port(data: Attributes(data.span.bytes))
}

/// The settings of a sub-interface of link 3.
func settings(_ name: String, parent: Int32? = nil) -> LinkSettings {
  var settings = LinkSettings(name: name)
  settings.parent = parent
  return settings
}
