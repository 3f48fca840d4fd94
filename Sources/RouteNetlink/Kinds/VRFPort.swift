public import Netlink

/// What a VRF knows of one of its ports. The kernel reports it and takes no change.
///
/// Corresponds to `IFLA_VRF_PORT_*` in `linux/if_link.h`.
public struct VRFPort: LinkPort {
  /// The VRF's own. Corresponds to `IFLA_VRF_PORT_TABLE`.
  public var table: UInt32?

  public init(table: UInt32? = nil) { self.table = table }

  public static var masterKind: String { VRF.name }

  public static let schema = AttributeSchema(
    "IFLA_VRF_PORT_", [(Info.table, "table", .unsigned)])

  /// Corresponds to `IFLA_VRF_PORT_*`.
  public enum Info {
    public static var table: AttributeType { AttributeType(1) }
  }

  public func encode(into message: inout MessageBuilder) throws(MessageError) {
    if let table { try message.put(Info.table, table) }
  }

  public init(data: consuming Attributes) throws(MessageError) {
    while let attribute = try data.next() {
      if attribute.type == Info.table { table = try attribute.integer() }
    }
  }
}
