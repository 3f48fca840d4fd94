public import Netlink

/// A message taken apart and put into one order, so that two encoders that write the same
/// attributes in another order give equal trees.
///
/// What is inside a nest is known from the schema. Left out: the sequence, the portID, padding, and
/// the flags of an attribute's type (`NLA_F_NESTED`), which encoders set as they like.
public struct MessageTree: Hashable, Sendable {
  public var type: String
  public var flags: UInt16
  /// The family's own header.
  public var header: [UInt8]
  public var attributes: [AttributeTree]

  /// Reads the first message in `bytes`.
  public init(_ bytes: [UInt8], schema: ProtocolSchema) throws(MessageError) {
    var messages = unsafe Messages(bytes.span.bytes)
    guard let message = try messages.next() else { throw .truncated(offset: 0) }
    guard let known = schema[message.type] else { throw .truncated(offset: 4) }
    type = known.symbol
    flags = message.header.flags.rawValue
    header = Array(message.payload.array.prefix(known.header.size))
    attributes = try AttributeTree.list(
      message.attributes(after: known.header.size), known.attributes)
  }
}

/// One attribute and what is inside.
public struct AttributeTree: Hashable, Sendable {
  /// The symbol, such as `IFLA_IFNAME`.
  public var name: String
  public var type: UInt16
  /// The payload where it is no nest; a nest's own header where it has one.
  public var payload: [UInt8]
  public var children: [AttributeTree]

  /// The attributes in the order of their types; those of one type stay in their order.
  public static func list(_ attributes: consuming Attributes, _ schema: AttributeSchema)
    throws(MessageError) -> [AttributeTree]
  {
    try list(attributes, schema, choices: [:])
  }

  private static func list(
    _ attributes: consuming Attributes, _ schema: AttributeSchema, choices: [UInt16: String]
  ) throws(MessageError) -> [AttributeTree] {
    var trees: [AttributeTree] = []
    var choices = choices
    while let attribute = try attributes.next() {
      let type = attribute.type.rawValue
      let form = schema.fields[type]?.form ?? .bytes
      if case .text = form { choices[type] = try attribute.string() }
      trees.append(
        try AttributeTree(attribute, schema.symbol(of: attribute.type), form, choices: choices))
    }
    return trees.enumerated().sorted {
      ($0.element.type, $0.offset) < ($1.element.type, $1.offset)
    }.map(\.element)
  }

  private init(
    _ attribute: AttributeView, _ name: String, _ form: Form, choices: [UInt16: String]
  ) throws(MessageError) {
    self.name = name
    type = attribute.type.rawValue
    payload = []
    children = []
    switch form {
    case .nest(let schema):
      children = try Self.list(attribute.attributes(), schema, choices: [:])
    case .message(let header, let schema):
      payload = Array(attribute.payload.array.prefix(header.size))
      children = try Self.list(attribute.attributes(after: header.size), schema, choices: [:])
    case .array(let element):
      // The order inside an array is part of its meaning.
      var elements = attribute.attributes()
      while let item = try elements.next() {
        children.append(
          try AttributeTree(item, "\(name)[\(children.count)]", element, choices: [:]))
      }
    case .chosen(let key, let choose):
      if let schema = choices[key.rawValue].flatMap(choose) {
        children = try Self.list(attribute.attributes(), schema, choices: [:])
      } else {
        payload = attribute.payload.array
      }
    case .text:
      // With or without a closing NUL, as the kernel reads it.
      payload = attribute.stringBytes.array
    default:
      payload = attribute.payload.array
    }
  }
}

extension MessageTree: CustomStringConvertible {
  /// One line an attribute, for the difference to show in a failed test.
  public var description: String {
    ([
      "\(type) flags 0x\(String(flags, radix: 16)) \(hexadecimal(header))"
    ] + attributes.flatMap { $0.lines(indent: "  ") }).joined(separator: "\n")
  }
}

extension AttributeTree: CustomStringConvertible {
  public var description: String { lines(indent: "").joined(separator: "\n") }

  fileprivate func lines(indent: String) -> [String] {
    ["\(indent)\(name) \(hexadecimal(payload))"]
      + children.flatMap { $0.lines(indent: indent + "  ") }
  }
}
