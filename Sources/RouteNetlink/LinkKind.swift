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

  /// What a link of this kind knows of its ports when it is a master; nil for kinds that have none.
  static var port: (any LinkPort.Type)? { get }
}

extension LinkKind {
  @inlinable public static var port: (any LinkPort.Type)? { nil }

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

/// A kind that has no attributes of its own.
public protocol PlainLinkKind: LinkKind {
  init()
}

extension PlainLinkKind {
  public static var schema: AttributeSchema { AttributeSchema("", []) }

  /// Looks at nothing but the lengths.
  @inlinable public init(data: consuming Attributes) throws(MessageError) {
    self.init()
    while let _ = try data.next() {}
  }

  @inlinable public var hasData: Bool { false }

  @inlinable public func encode(into message: inout MessageBuilder) throws(MessageError) {}
}

/// A kind whose links come in pairs, made by one message: what goes into one comes out of the other.
public protocol PairKind: LinkKind {
  /// The other end.
  var peer: LinkSettings { get set }
}

/// What a master (a bridge, say) knows of one of its ports, and lets a request change.
///
/// Registered by the master's kind: ``LinkKind/port``.
public protocol LinkPort: Hashable, Sendable {
  /// The name of the master's kind. Corresponds to `IFLA_INFO_SLAVE_KIND`.
  static var masterKind: String { get }

  /// The names of the port's attributes. Corresponds to its `IFLA_INFO_SLAVE_DATA`.
  static var schema: AttributeSchema { get }

  /// Reads `IFLA_INFO_SLAVE_DATA`. Unknown attributes are left alone.
  init(data: consuming Attributes) throws(MessageError)

  /// Writes the attributes inside `IFLA_INFO_SLAVE_DATA`.
  func encode(into message: inout MessageBuilder) throws(MessageError)
}

extension LinkPort {
  /// Writes `IFLA_LINKINFO` whole.
  public func encodeLinkInfo(into message: inout MessageBuilder) throws(MessageError) {
    try message.nest(IFLA.linkinfo) { (m) throws(MessageError) in
      try m.put(IFLA.Info.slaveKind, unterminated: Self.masterKind)
      try m.nest(IFLA.Info.slaveData) { (m) throws(MessageError) in try encode(into: &m) }
    }
  }
}

/// The kinds that the library knows.
public enum LinkKinds {
  /// Every kind: what ``Link/data`` can be.
  public static let all: [any LinkKind.Type] = [
    Veth.self,
    Macvlan.self,
    Macvtap.self,
    Bridge.self,
    VLAN.self,
    IPVlan.self,
    VXLAN.self,
    Dummy.self,
    IFB.self,
    VRF.self,
    NLMon.self,
    Geneve.self,
    Bond.self,
    Tun.self,
    Netkit.self,
    WireGuard.self,
  ]

  /// The kind with this name; nil where the library does not know it.
  ///
  /// Few and short: to look through them takes less than a hash, and a process's first dictionary has
  /// the runtime look through all conformances that the program has.
  public static subscript(name: String) -> (any LinkKind.Type)? { all.first { $0.name == name } }
}
