public import Netlink

/// A sub-interface that shares its parent's MAC and is told apart by its IP addresses.
///
/// Corresponds to kind `ipvlan`, `IFLA_IPVLAN_*` in `linux/if_link.h` and `drivers/net/ipvlan/`.
/// One parent's ipvlans all have the same mode and flags.
public struct IPVlan: LinkKind {
  /// Where packets are handled. Corresponds to `IPVLAN_MODE_*`.
  public enum Mode: UInt16, CaseIterable, Sendable {
    /// In the sub-interface's own stack, down to the link layer.
    case l2 = 0
    /// Link layer and routing in the parent's namespace; no multicast or broadcast.
    case l3 = 1
    /// As ``l3``, through the parent namespace's netfilter too.
    case l3s = 2
  }

  /// How the siblings talk to each other: directly (`bridge`) unless one of these is set.
  /// Corresponds to `IPVLAN_F_*`.
  public struct Flags: OptionSet, Hashable, Sendable {
    public var rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }
    /// Directly; no bit is set.
    public static var bridge: Flags { [] }
    /// Not at all. Corresponds to `IPVLAN_F_PRIVATE`.
    public static var `private`: Flags { Flags(rawValue: 1) }
    /// By way of the switch that the parent is plugged into. Corresponds to `IPVLAN_F_VEPA`.
    public static var vepa: Flags { Flags(rawValue: 2) }
  }

  /// The kernel's default is ``Mode/l3``. Corresponds to `IFLA_IPVLAN_MODE`.
  public var mode: Mode?
  /// Corresponds to `IFLA_IPVLAN_FLAGS`.
  public var flags: Flags?

  public init(mode: Mode? = nil, flags: Flags? = nil) {
    self.mode = mode
    self.flags = flags
  }

  @inlinable public static var name: String { "ipvlan" }

  public static let schema = AttributeSchema(
    "IFLA_IPVLAN_",
    [
      (Info.mode, "mode", .named([0: "l2", 1: "l3", 2: "l3s"])),
      (Info.flags, "flags", .flags([(1, "private"), (2, "vepa")])),
    ])

  /// Corresponds to `IFLA_IPVLAN_*`.
  public enum Info {
    /// Corresponds to `IFLA_IPVLAN_MODE`.
    public static var mode: AttributeType { AttributeType(1) }
    /// Corresponds to `IFLA_IPVLAN_FLAGS`.
    public static var flags: AttributeType { AttributeType(2) }
  }

  public var hasData: Bool { mode != nil || flags != nil }

  public func encode(into message: inout MessageBuilder) throws(MessageError) {
    if let mode { try message.put(Info.mode, mode.rawValue) }
    if let flags { try message.put(Info.flags, flags.rawValue) }
  }

  public init(data: consuming Attributes) throws(MessageError) {
    while let attribute = try data.next() {
      switch attribute.type {
      case Info.mode: mode = Mode(rawValue: try attribute.integer())
      case Info.flags: flags = Flags(rawValue: try attribute.integer())
      default: break
      }
    }
  }
}
