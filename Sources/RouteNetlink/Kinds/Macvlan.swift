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

  /// What to do to the list of source MACs. Corresponds to `IFLA_MACVLAN_MACADDR_MODE`, with what that
  /// takes: the kernel adds and deletes one at a time, and sets all at once.
  public enum SourceChange: Hashable, Sendable {
    /// Corresponds to `MACVLAN_MACADDR_ADD`, with `IFLA_MACVLAN_MACADDR`.
    case add(MACAddress)
    /// Corresponds to `MACVLAN_MACADDR_DEL`, with `IFLA_MACVLAN_MACADDR`.
    case delete(MACAddress)
    /// Corresponds to `MACVLAN_MACADDR_FLUSH`.
    case flush
    /// Corresponds to `MACVLAN_MACADDR_SET`, with `IFLA_MACVLAN_MACADDR_DATA`.
    case set([MACAddress])

    /// The kernel's number for it.
    public var mode: UInt32 {
      switch self {
      case .add: 0
      case .delete: 1
      case .flush: 2
      case .set: 3
      }
    }

    init?(mode: UInt32, _ macs: [MACAddress]) {
      switch (mode, macs.last) {
      case (0, let mac?): self = .add(mac)
      case (1, let mac?): self = .delete(mac)
      case (2, _): self = .flush
      case (3, _): self = .set(macs)
      default: return nil
      }
    }
  }

  /// Corresponds to `IFLA_MACVLAN_MODE`.
  public var mode: Mode?
  /// Corresponds to `IFLA_MACVLAN_FLAGS`.
  public var flags: Flags?
  /// The MACs of mode ``Mode/source``. Corresponds to `IFLA_MACVLAN_MACADDR_DATA`; never sent.
  public var sources: [MACAddress] = []
  /// How many ``sources`` there are. Corresponds to `IFLA_MACVLAN_MACADDR_COUNT`; never sent.
  public var sourceCount: UInt32?
  /// What a request does to ``sources``. The kernel reports the list without it.
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
    /// Corresponds to `IFLA_MACVLAN_MODE`.
    public static var mode: AttributeType { AttributeType(1) }
    /// Corresponds to `IFLA_MACVLAN_FLAGS`.
    public static var flags: AttributeType { AttributeType(2) }
    /// Corresponds to `IFLA_MACVLAN_MACADDR_MODE`.
    public static var macaddrMode: AttributeType { AttributeType(3) }
    /// Corresponds to `IFLA_MACVLAN_MACADDR`.
    public static var macaddr: AttributeType { AttributeType(4) }
    /// Corresponds to `IFLA_MACVLAN_MACADDR_DATA`.
    public static var macaddrData: AttributeType { AttributeType(5) }
    /// Corresponds to `IFLA_MACVLAN_MACADDR_COUNT`.
    public static var macaddrCount: AttributeType { AttributeType(6) }
    /// Corresponds to `IFLA_MACVLAN_BC_QUEUE_LEN`.
    public static var bcQueueLen: AttributeType { AttributeType(7) }
    /// Corresponds to `IFLA_MACVLAN_BC_QUEUE_LEN_USED`.
    public static var bcQueueLenUsed: AttributeType { AttributeType(8) }
    /// Corresponds to `IFLA_MACVLAN_BC_CUTOFF`.
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
      try message.put(Info.macaddrMode, sourceChange.mode)
      switch sourceChange {
      case .add(let mac), .delete(let mac): try message.put(Info.macaddr, structure: mac)
      case .set(let macs):
        try message.nest(Info.macaddrData) { (m) throws(MessageError) in
          for mac in macs { try m.put(Info.macaddr, structure: mac) }
        }
      case .flush: break
      }
    }
    if let broadcastQueueLength { try message.put(Info.bcQueueLen, broadcastQueueLength) }
    if let broadcastCutoff { try message.put(Info.bcCutoff, broadcastCutoff) }
  }

  public init(data: consuming Attributes) throws(MessageError) {
    var change: UInt32?
    while let attribute = try data.next() {
      switch attribute.type {
      case Info.mode: mode = Mode(rawValue: try attribute.integer())
      case Info.flags: flags = Flags(rawValue: try attribute.integer())
      case Info.macaddrMode: change = try attribute.integer()
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
    // A request's, then, and no report.
    if let change {
      sourceChange = SourceChange(mode: change, sources)
      sources = []
    }
  }
}
