public import Netlink

/// A rule of policy routing: which packets are looked up in which table, or rejected.
/// Corresponds to an `RTM_NEWRULE` message. See ip-rule(8).
public struct RoutingRule: Hashable, Sendable {
  /// Corresponds to `AF_INET` or `AF_INET6`.
  public var family: UInt8
  /// The smallest is asked first. Corresponds to `FRA_PRIORITY`.
  public var priority: UInt32 = 0
  /// Only for packets from here. Corresponds to `FRA_SRC`.
  public var source: IPPrefix?
  /// Only for packets to there. Corresponds to `FRA_DST`.
  public var destination: IPPrefix?
  /// Only for what comes in by the link of this name; `lo` is what begins here.
  /// Corresponds to `FRA_IIFNAME`.
  public var input: String?
  /// Only for sockets that are bound to the link of this name. Corresponds to `FRA_OIFNAME`.
  public var output: String?
  /// Only for packets with this mark, as far as ``markMask`` says. Corresponds to `FRA_FWMARK`.
  public var mark: UInt32 = 0
  /// Corresponds to `FRA_FWMASK`.
  public var markMask: UInt32 = 0
  /// Corresponds to `tos` of `struct fib_rule_hdr`.
  public var tos: UInt8 = 0
  /// Corresponds to `FRA_TABLE`.
  public var table: UInt32 = 0
  /// Corresponds to `FR_ACT_*`: 1 look up the table, 2 go to another rule, 3 nothing, 6 blackhole,
  /// 7 unreachable, 8 prohibit.
  public var action: UInt8 = 1
  /// Corresponds to `FIB_RULE_*`: 2 inverted, 4 the rule to go to is not there.
  public var flags: UInt32 = 0
  /// The priority of the rule to go on with. Corresponds to `FRA_GOTO`.
  public var target: UInt32?
  /// Routes of the table whose prefix is as long as this, or shorter, do not count; negative is none.
  /// Corresponds to `FRA_SUPPRESS_PREFIXLEN`.
  public var suppressedPrefixLength: Int32 = -1
  /// For the table of the VRF that the packet is in. Corresponds to `FRA_L3MDEV`.
  public var isVRF = false
  /// Whether it looks at what packets of a protocol, a port, a user or a tunnel have: `FRA_IP_PROTO`,
  /// `FRA_SPORT_RANGE`, `FRA_DPORT_RANGE`, `FRA_UID_RANGE`, `FRA_TUN_ID`, and newer ones; or at the
  /// group of the link that a route leads to (`FRA_SUPPRESS_IFGROUP`).
  public var isParticular = false

  /// Reads an `RTM_NEWRULE` or `RTM_DELRULE`; nil when it is of another family than IP.
  ///
  /// - Throws: ``MessageError`` when the message is malformed.
  public init?(_ message: MessageView) throws(MessageError) {
    // struct fib_rule_hdr is laid out as struct rtmsg, with the action for the type.
    let header = try message.familyHeader(as: RouteHeader.self)
    guard header.family == AddressFamily.inet || header.family == AddressFamily.inet6 else {
      return nil
    }
    family = header.family
    tos = header.tos
    table = UInt32(header.table)
    action = header.type
    flags = header.flags
    var attributes = message.attributes(after: RouteHeader.size)
    while let attribute = try attributes.next() {
      switch attribute.type {
      case FRA.src: source = IPPrefix(try attribute.ipAddress(), length: Int(header.sourceLength))
      case FRA.dst:
        destination = IPPrefix(try attribute.ipAddress(), length: Int(header.destinationLength))
      case FRA.iifname: input = try attribute.string()
      case FRA.oifname: output = try attribute.string()
      case FRA.priority: priority = try attribute.integer()
      case FRA.fwmark: mark = try attribute.integer()
      case FRA.fwmask: markMask = try attribute.integer()
      case FRA.table: table = try attribute.integer()
      case FRA.goto: target = try attribute.integer()
      case FRA.suppressPrefixlen: suppressedPrefixLength = try attribute.integer()
      case FRA.l3mdev: isVRF = true
      // Who made it, and what it counts for in statistics. FRA_PAD.
      case FRA.proto, FRA.flow, AttributeType(18): break
      default: isParticular = true
      }
    }
  }
}

extension RouteSocket {
  /// All rules of a family, in the order in which they are asked.
  /// Corresponds to a dump of `RTM_GETRULE`.
  ///
  /// - Parameter family: `AF_INET` or `AF_INET6`.
  public mutating func rules(family: UInt8) throws(NetlinkError) -> [RoutingRule] {
    try netlink.dump("list rules", RTM.getrule) { (m) throws(MessageError) in
      try m.put(header: RouteHeader(family: family))
    } decode: { (message) throws(MessageError) in
      message.type == RTM.newrule ? try RoutingRule(message) : nil
    }
  }
}
