import Netlink
import RouteNetlink
import TestSupport
import Testing

/// Expects that the kernel took every attribute of a kind as it was sent, and reports it back.
///
/// - Parameter except: names in the schema of what is a command, or adjusted by the kernel.
func expectReported<Kind: LinkKind>(
  _ link: Link, _ sent: Kind, except: Set<String> = [],
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let reported = try #require(link.data as? Kind, sourceLocation: sourceLocation)
  try expect(
    attributes(Kind.schema) { (m) throws(MessageError) in try sent.encode(into: &m) },
    among: attributes(Kind.schema) { (m) throws(MessageError) in try reported.encode(into: &m) },
    Kind.schema, except, sourceLocation)
}

/// The same for what a master knows of its port.
func expectReported<Port: LinkPort>(
  port link: Link, _ sent: Port, except: Set<String> = [],
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let reported = try #require(link.port as? Port, sourceLocation: sourceLocation)
  try expect(
    attributes(Port.schema) { (m) throws(MessageError) in try sent.encode(into: &m) },
    among: attributes(Port.schema) { (m) throws(MessageError) in try reported.encode(into: &m) },
    Port.schema, except, sourceLocation)
}

private func expect(
  _ sent: [AttributeTree], among reported: [AttributeTree], _ schema: AttributeSchema,
  _ except: Set<String>, _ sourceLocation: SourceLocation
) {
  for attribute in sent where !except.contains(schema.name(of: AttributeType(attribute.type))) {
    #expect(
      reported.first { $0.type == attribute.type } == attribute, sourceLocation: sourceLocation)
  }
}

private func attributes(
  _ schema: AttributeSchema, _ body: (inout MessageBuilder) throws(MessageError) -> Void
) throws(MessageError) -> [AttributeTree] {
  let bytes = try encodedAttributes(body)
  return try unsafe AttributeTree.list(Attributes(bytes.span.bytes), schema)
}
