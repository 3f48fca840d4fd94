public import Netlink

/// A sub-interface with a MAC of its own on a parent link.
///
/// Corresponds to kind `macvlan`, `IFLA_MACVLAN_*` in `linux/if_link.h` and
/// `drivers/net/macvlan.c`.
public struct Macvlan: LinkKind {
  /// How the siblings on one parent talk to each other. Corresponds to `MACVLAN_MODE_*`.
  public enum Mode: UInt32, CaseIterable, Sendable {
    /// Not at all.
    case `private` = 1
    /// By way of the switch that the parent is plugged into, when that sends back.
    case vepa = 2
    /// Directly.
    case bridge = 4
    /// The only one on its parent, whose MAC it takes over.
    case passthru = 8
    /// It gets what comes from the listed MACs.
    case source = 16
  }

  /// Corresponds to `MACVLAN_FLAG_*`.
  public struct Flags: OptionSet, Hashable, Sendable {
    public var rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }
    /// Do not make the parent promiscuous (passthru). Corresponds to `MACVLAN_FLAG_NOPROMISC`.
    public static var noPromiscuity: Flags { Flags(rawValue: 1) }
    /// Corresponds to `MACVLAN_FLAG_NODST` (source).
    public static var noDestination: Flags { Flags(rawValue: 2) }
  }

  /// What to do to the list of source MACs. Corresponds to `MACVLAN_MACADDR_*`.
  public enum SourceChange: UInt32, Sendable {
    case add = 0
    case delete = 1
    case flush = 2
    case set = 3
  }

  public var mode: Mode?
  public var flags: Flags?
  /// The MACs of mode ``Mode/source``. Corresponds to `IFLA_MACVLAN_MACADDR_DATA`.
  public var sources: [MACAddress] = []
  /// How many ``sources`` there are. Corresponds to `IFLA_MACVLAN_MACADDR_COUNT`; never sent.
  public var sourceCount: UInt32?
  /// What ``sources`` means in a request. The kernel reports the list without it.
  public var sourceChange: SourceChange?
  /// Packets. Corresponds to `IFLA_MACVLAN_BC_QUEUE_LEN`.
  public var broadcastQueueLength: UInt32?
  /// The length that is in force, the largest of all on the parent.
  /// Corresponds to `IFLA_MACVLAN_BC_QUEUE_LEN_USED`; never sent.
  public var broadcastQueueLengthUsed: UInt32?
  /// Corresponds to `IFLA_MACVLAN_BC_CUTOFF` (`bclim`): the share of multicast above which it
  /// is queued; -1 never, 0 always.
  public var broadcastCutoff: Int32?

  public init(mode: Mode? = nil) { self.mode = mode }

  @inlinable public static var name: String { "macvlan" }

  public static let schema = AttributeSchema(
    "IFLA_MACVLAN_",
    [
      (Info.mode, "mode", .named(modeNames)), (Info.flags, "flags", .bits),
      (Info.macaddrMode, "macaddr_mode", .named([0: "add", 1: "del", 2: "flush", 3: "set"])),
      (Info.macaddr, "macaddr", .address),
      (Info.macaddrData, "macaddr_data", .array(.address)),
      (Info.macaddrCount, "macaddr_count", .unsigned),
      (Info.bcQueueLen, "bc_queue_len", .unsigned),
      (Info.bcQueueLenUsed, "bc_queue_len_used", .unsigned),
      (Info.bcCutoff, "bc_cutoff", .signed),
    ])

  static let modeNames: [UInt64: String] = Dictionary(
    uniqueKeysWithValues: Mode.allCases.map { (UInt64($0.rawValue), "\($0)") })

  /// Corresponds to `IFLA_MACVLAN_*`.
  public enum Info {
    public static var mode: AttributeType { AttributeType(1) }
    public static var flags: AttributeType { AttributeType(2) }
    public static var macaddrMode: AttributeType { AttributeType(3) }
    public static var macaddr: AttributeType { AttributeType(4) }
    public static var macaddrData: AttributeType { AttributeType(5) }
    public static var macaddrCount: AttributeType { AttributeType(6) }
    public static var bcQueueLen: AttributeType { AttributeType(7) }
    public static var bcQueueLenUsed: AttributeType { AttributeType(8) }
    public static var bcCutoff: AttributeType { AttributeType(9) }
  }

  public var hasData: Bool {
    mode != nil || flags != nil || sourceChange != nil || broadcastQueueLength != nil
      || broadcastCutoff != nil
  }

  public func encode(into message: inout MessageBuilder) throws(MessageError) {
    if let mode { try message.put(Info.mode, mode.rawValue) }
    if let flags { try message.put(Info.flags, flags.rawValue) }
    if let sourceChange {
      try message.put(Info.macaddrMode, sourceChange.rawValue)
      switch sourceChange {
      case .add, .delete:
        // The kernel takes one at a time here.
        if let first = sources.first { try message.put(Info.macaddr, structure: first) }
      case .set:
        try message.nest(Info.macaddrData) { (m) throws(MessageError) in
          for mac in sources { try m.put(Info.macaddr, structure: mac) }
        }
      case .flush: break
      }
    }
    if let broadcastQueueLength { try message.put(Info.bcQueueLen, broadcastQueueLength) }
    if let broadcastCutoff { try message.put(Info.bcCutoff, broadcastCutoff) }
  }

  public init(data: consuming Attributes) throws(MessageError) {
    while let attribute = try data.next() {
      switch attribute.type {
      case Info.mode: mode = Mode(rawValue: try attribute.integer())
      case Info.flags: flags = Flags(rawValue: try attribute.integer())
      case Info.macaddrMode: sourceChange = SourceChange(rawValue: try attribute.integer())
      case Info.macaddr: sources.append(try attribute.structure(as: MACAddress.self))
      case Info.macaddrData:
        var list = attribute.attributes()
        while let entry = try list.next() {
          sources.append(try entry.structure(as: MACAddress.self))
        }
      case Info.macaddrCount: sourceCount = try attribute.integer()
      case Info.bcQueueLen: broadcastQueueLength = try attribute.integer()
      case Info.bcQueueLenUsed: broadcastQueueLengthUsed = try attribute.integer()
      case Info.bcCutoff: broadcastCutoff = try attribute.integer()
      default: break
      }
    }
  }
}
