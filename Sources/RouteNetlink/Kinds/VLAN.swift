public import Netlink

/// The frames of a parent that carry one tag (IEEE 802.1Q).
///
/// Corresponds to kind `vlan`, `IFLA_VLAN_*` in `linux/if_link.h` and `net/8021q/`.
public struct VLAN: LinkKind {
  /// The EtherType of the tag. Corresponds to `ETH_P_8021Q` and `ETH_P_8021AD`.
  public enum TagProtocol: UInt16, CaseIterable, Sendable {
    case ieee8021Q = 0x8100
    /// The outer tag of two.
    case ieee8021AD = 0x88A8
  }

  /// Corresponds to `enum vlan_flags` in `linux/if_vlan.h`.
  public struct Flags: OptionSet, Hashable, Sendable {
    public var rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }
    /// Hand frames up without their tag; on unless switched off.
    /// Corresponds to `VLAN_FLAG_REORDER_HDR`.
    public static var reorderHeader: Flags { Flags(rawValue: 0x1) }
    /// Corresponds to `VLAN_FLAG_GVRP`.
    public static var gvrp: Flags { Flags(rawValue: 0x2) }
    /// Do not follow the parent up and down. Corresponds to `VLAN_FLAG_LOOSE_BINDING`.
    public static var looseBinding: Flags { Flags(rawValue: 0x4) }
    /// Corresponds to `VLAN_FLAG_MVRP`.
    public static var mvrp: Flags { Flags(rawValue: 0x8) }
    /// Follow the state of the bridge's ports in this VLAN.
    /// Corresponds to `VLAN_FLAG_BRIDGE_BINDING`.
    public static var bridgeBinding: Flags { Flags(rawValue: 0x10) }
  }

  /// A priority in the tag and one inside the kernel (`skb->priority`).
  /// Corresponds to `struct ifla_vlan_qos_mapping`.
  @frozen public struct PriorityMapping: BitwiseCopyable, Hashable, Sendable {
    public var from: UInt32
    /// Corresponds to `to` of `struct ifla_vlan_qos_mapping`.
    public var to: UInt32

    @inlinable public init(from: UInt32, to: UInt32) {
      self.from = from
      self.to = to
    }
  }

  /// 0 to 4094; the kernel asks for it at creation. Corresponds to `IFLA_VLAN_ID`.
  public var id: UInt16?
  /// The kernel's default is ``TagProtocol/ieee8021Q``.
  /// Corresponds to `IFLA_VLAN_PROTOCOL`, in network byte order.
  public var tagProtocol: TagProtocol?
  /// Which flags are on. Corresponds to `ifla_vlan_flags.flags`.
  public var flags: Flags = []
  /// Which flags the request sets; all in what the kernel reports.
  /// Corresponds to `ifla_vlan_flags.mask`.
  public var flagMask: Flags = []
  /// From the tag's priority (0 to 7) to the kernel's. Corresponds to `IFLA_VLAN_INGRESS_QOS`.
  public var ingressPriorities: [PriorityMapping] = []
  /// From the kernel's priority to the tag's (0 to 7). Corresponds to `IFLA_VLAN_EGRESS_QOS`.
  public var egressPriorities: [PriorityMapping] = []

  public init(id: UInt16? = nil) { self.id = id }

  @inlinable public static var name: String { "vlan" }

  public static let schema = AttributeSchema(
    "IFLA_VLAN_",
    [
      (Info.id, "id", .unsigned),
      (Info.flags, "flags", .structure(FlagsWithMask.schema("ifla_vlan_flags"))),
      (Info.egressQOS, "egress_qos", .nest(priorities)),
      (Info.ingressQOS, "ingress_qos", .nest(priorities)),
      (Info.proto, "protocol", .bigEndian),
    ])

  private static let priorities = AttributeSchema(
    "IFLA_VLAN_QOS_",
    [
      (
        Info.qosMapping, "mapping",
        .structure(HeaderSchema("ifla_vlan_qos_mapping", [("from", 4), ("to", 4)]))
      )
    ])

  /// Corresponds to `IFLA_VLAN_*`.
  public enum Info {
    /// Corresponds to `IFLA_VLAN_ID`.
    public static var id: AttributeType { AttributeType(1) }
    /// Corresponds to `IFLA_VLAN_FLAGS`.
    public static var flags: AttributeType { AttributeType(2) }
    /// Corresponds to `IFLA_VLAN_EGRESS_QOS`.
    public static var egressQOS: AttributeType { AttributeType(3) }
    /// Corresponds to `IFLA_VLAN_INGRESS_QOS`.
    public static var ingressQOS: AttributeType { AttributeType(4) }
    /// Corresponds to `IFLA_VLAN_PROTOCOL`, in network byte order.
    public static var proto: AttributeType { AttributeType(5) }
    /// Inside the two maps. Corresponds to `IFLA_VLAN_QOS_MAPPING`.
    public static var qosMapping: AttributeType { AttributeType(1) }
  }

  public var hasData: Bool { self != VLAN() }

  public func encode(into message: inout MessageBuilder) throws(MessageError) {
    if let id { try message.put(Info.id, id) }
    if let tagProtocol { try message.put(Info.proto, bigEndian: tagProtocol.rawValue) }
    if !flagMask.isEmpty {
      try message.put(
        Info.flags, structure: FlagsWithMask(flags: flags.rawValue, mask: flagMask.rawValue))
    }
    try encode(ingressPriorities, Info.ingressQOS, into: &message)
    try encode(egressPriorities, Info.egressQOS, into: &message)
  }

  private func encode(
    _ priorities: [PriorityMapping], _ type: AttributeType, into message: inout MessageBuilder
  ) throws(MessageError) {
    guard !priorities.isEmpty else { return }
    try message.nest(type) { (m) throws(MessageError) in
      for mapping in priorities { try m.put(Info.qosMapping, structure: mapping) }
    }
  }

  public init(data: consuming Attributes) throws(MessageError) {
    while let attribute = try data.next() {
      switch attribute.type {
      case Info.id: id = try attribute.integer()
      case Info.proto: tagProtocol = TagProtocol(rawValue: try attribute.bigEndian())
      case Info.flags:
        let bits = try attribute.structure(as: FlagsWithMask.self)
        flags = Flags(rawValue: bits.flags)
        flagMask = Flags(rawValue: bits.mask)
      case Info.ingressQOS: ingressPriorities = try Self.priorities(attribute)
      case Info.egressQOS: egressPriorities = try Self.priorities(attribute)
      default: break
      }
    }
  }

  private static func priorities(_ map: AttributeView) throws(MessageError) -> [PriorityMapping] {
    var priorities: [PriorityMapping] = []
    var entries = map.attributes()
    while let entry = try entries.next() {
      if entry.type == Info.qosMapping {
        priorities.append(try entry.structure(as: PriorityMapping.self))
      }
    }
    return priorities
  }
}
