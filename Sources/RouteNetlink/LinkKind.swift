public import Netlink

/// A kind of virtual link (`veth`, `macvlan`, …) and the attributes that only it has.
///
/// A new kind is one file in `Kinds/` that conforms to this, and one line in ``LinkKinds``.
public protocol LinkKind: Hashable, Sendable {
  /// Corresponds to `IFLA_INFO_KIND`.
  static var name: String { get }

  /// The names of the kind's attributes. Corresponds to its `IFLA_INFO_DATA`.
  static var schema: AttributeSchema { get }

  /// Reads `IFLA_INFO_DATA`. Unknown attributes are left alone.
  init(data: consuming Attributes) throws(MessageError)

  /// True when there is something to write into `IFLA_INFO_DATA`.
  var hasData: Bool { get }

  /// Writes the attributes inside `IFLA_INFO_DATA`.
  func encode(into message: inout MessageBuilder) throws(MessageError)
}

extension LinkKind {
  /// Writes `IFLA_LINKINFO` whole.
  @inlinable @inline(__always)
  public func encodeLinkInfo(into message: inout MessageBuilder) throws(MessageError) {
    try message.nest(IFLA.linkinfo) { (m) throws(MessageError) in
      try m.put(IFLA.Info.kind, unterminated: Self.name)
      if hasData {
        try m.nest(IFLA.Info.data) { (m) throws(MessageError) in try encode(into: &m) }
      }
    }
  }
}

/// The kinds that the library knows.
public enum LinkKinds {
  public static let all: [any LinkKind.Type] = [
    Veth.self, Macvlan.self,
  ]

  private static let byName: [String: any LinkKind.Type] = Dictionary(
    all.map { ($0.name, $0) }, uniquingKeysWith: { $1 })

  public static subscript(name: String) -> (any LinkKind.Type)? { byName[name] }
}
