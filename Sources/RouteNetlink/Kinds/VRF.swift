public import Netlink

/// A routing domain of its own, whose ports' packets are looked up in its table.
///
/// Corresponds to kind `vrf`, `IFLA_VRF_*` in `linux/if_link.h` and `drivers/net/vrf.c`.
/// What the kernel reports of its ports is a ``VRFPort``.
public struct VRF: LinkKind {
  /// Corresponds to `IFLA_VRF_TABLE`.
  public var table: UInt32?

  public init(table: UInt32? = nil) { self.table = table }

  public static var name: String { "vrf" }

  public static var port: (any LinkPort.Type)? { VRFPort.self }

  public static let schema = AttributeSchema("IFLA_VRF_", [(Info.table, "table", .unsigned)])

  /// Corresponds to `IFLA_VRF_*`.
  public enum Info {
    public static var table: AttributeType { AttributeType(1) }
  }

  public var hasData: Bool { table != nil }

  public func encode(into message: inout MessageBuilder) throws(MessageError) {
    if let table { try message.put(Info.table, table) }
  }

  public init(data: consuming Attributes) throws(MessageError) {
    while let attribute = try data.next() {
      switch attribute.type {
      case Info.table: table = try attribute.integer()
      default: break
      }
    }
  }
}
