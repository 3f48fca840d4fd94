/// The attributes that a message or nest may hold, with their names and the form of their payload.
///
/// One table serves everything that has to *name* bytes: the path in an error, `--dry-run`,
/// `--trace` and `decode`. Encoding and decoding do not use it, so it costs nothing there.
public struct AttributeSchema: Sendable {
  /// What the symbols begin with: `IFLA_INFO_`.
  public let prefix: String
  /// By the number of the attribute.
  public let fields: [UInt16: Field]

  /// One attribute.
  public struct Field: Sendable {
    /// The symbol without the prefix, in small letters: `kind`.
    public let name: String
    /// How its payload is read.
    public let form: Form
  }

  public init(_ prefix: String, _ fields: [(AttributeType, String, Form)]) {
    self.prefix = prefix
    self.fields = Dictionary(
      fields.map { ($0.0.rawValue, Field(name: $0.1, form: $0.2)) }, uniquingKeysWith: { $1 })
  }

  /// The symbol, such as `IFLA_INFO_KIND`; the number where the type is not known.
  public func symbol(of type: AttributeType) -> String {
    fields[type.masked.rawValue].map { prefix + $0.name.uppercased() }
      ?? "\(prefix)\(type.masked.rawValue)"
  }

  /// The name in a path, such as `kind`; the number where the type is not known.
  public func name(of type: AttributeType) -> String {
    fields[type.masked.rawValue]?.name ?? "\(type.masked.rawValue)"
  }
}

/// How the payload of an attribute is to be read.
public indirect enum Form: Sendable {
  /// No payload. Corresponds to `NLA_FLAG`.
  case flag
  /// Integers of 1, 2, 4 or 8 bytes, in the machine's byte order or in that of the network.
  case unsigned, signed, bigEndian
  /// Shown in hexadecimal.
  case bits
  /// Text, with or without a closing NUL.
  case text
  /// A MAC, an IPv4 or an IPv6 address, told apart by the length.
  case address
  /// An integer whose values have names.
  case named([UInt64: String])
  /// An integer whose bits have names.
  case flags([(UInt64, String)])
  /// Bytes that nobody looks into.
  case bytes
  /// Attributes inside.
  case nest(AttributeSchema)
  /// A header, then attributes, as in a message (`VETH_INFO_PEER`).
  case message(HeaderSchema, AttributeSchema)
  /// Attributes whose types do not matter (an index, say), each of this form.
  case array(Form)
  /// Depends on the text of an attribute that stands beside or before it, as `IFLA_INFO_DATA` does
  /// on `IFLA_INFO_KIND`.
  case chosen(by: AttributeType, @Sendable (String) -> AttributeSchema?)
  /// A C structure.
  case structure(HeaderSchema)
  /// Integers of this many bytes, one behind another.
  case numbers(ofBytes: Int)
  /// C structures one behind another, each with its length, attributes included, as the first field
  /// (`struct rtnexthop`).
  case records(HeaderSchema, AttributeSchema)
  /// An address family of two bytes, then an address. Corresponds to `struct rtvia`.
  case via
}

/// A fixed header or C structure: its fields one behind another, without gaps.
public struct HeaderSchema: Sendable {
  /// Such as `ifinfomsg`.
  public let name: String
  /// Name, offset and size of each field in bytes.
  public let fields: [(name: String, offset: Int, size: Int)]
  /// Bytes in all.
  public let size: Int

  /// - Parameter fields: name and size in bytes; an empty name is padding.
  public init(_ name: String, _ fields: [(String, Int)]) {
    self.name = name
    var offset = 0
    var laid: [(name: String, offset: Int, size: Int)] = []
    for (name, size) in fields {
      if !name.isEmpty { laid.append((name, offset, size)) }
      offset += size
    }
    self.fields = laid
    self.size = offset
  }
}

/// What a message of a type looks like.
public struct MessageSchema: Sendable {
  /// Such as `RTM_NEWLINK`.
  public let symbol: String
  /// What stands before the attributes.
  public let header: HeaderSchema
  /// What may follow.
  public let attributes: AttributeSchema

  public init(_ symbol: String, _ header: HeaderSchema, _ attributes: AttributeSchema) {
    self.symbol = symbol
    self.header = header
    self.attributes = attributes
  }
}

/// The messages of a protocol.
public struct ProtocolSchema: Sendable {
  /// By the number of the type.
  public let messages: [UInt16: MessageSchema]

  public init(_ messages: [(MessageType, MessageSchema)]) {
    self.messages = Dictionary(
      messages.map { ($0.0.rawValue, $0.1) }, uniquingKeysWith: { $1 })
  }

  /// nil for a type that it does not know.
  public subscript(type: MessageType) -> MessageSchema? { messages[type.rawValue] }
}
