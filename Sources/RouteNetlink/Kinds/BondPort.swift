public import Netlink

/// What a bond knows of one of its ports.
///
/// Corresponds to `IFLA_BOND_SLAVE_*` in `linux/if_link.h` and
/// `drivers/net/bonding/bond_netlink.c`.
public struct BondPort: LinkPort {
  /// Corresponds to `BOND_STATE_*`.
  public enum State: UInt8, Sendable {
    case active, backup
  }

  /// What monitoring has found. Corresponds to `BOND_LINK_*`.
  public enum MonitoredState: UInt8, Sendable {
    case up, goingDown, down, comingBack
  }

  /// The queue of the bond whose packets leave here; 0 any. Corresponds to
  /// `IFLA_BOND_SLAVE_QUEUE_ID`.
  public var queueID: UInt16?
  /// Higher is preferred. Corresponds to `IFLA_BOND_SLAVE_PRIO`.
  public var priority: Int32?
  /// Lower is preferred. Corresponds to `IFLA_BOND_SLAVE_ACTOR_PORT_PRIO` (6.18).
  public var actorPortPriority: UInt16?
  /// What the kernel reports besides; never sent.
  public var status = Status()

  public init() {}

  public struct Status: Hashable, Sendable {
    /// Corresponds to `IFLA_BOND_SLAVE_STATE`.
    public var state: State?
    /// Corresponds to `IFLA_BOND_SLAVE_MII_STATUS`.
    public var monitoredState: MonitoredState?
    /// Corresponds to `IFLA_BOND_SLAVE_LINK_FAILURE_COUNT`.
    public var failures: UInt32?
    /// The MAC that it had before. Corresponds to `IFLA_BOND_SLAVE_PERM_HWADDR`.
    public var permanentAddress: LinkAddress?
    /// Corresponds to `IFLA_BOND_SLAVE_AD_AGGREGATOR_ID`.
    public var aggregatorID: UInt16?
    /// Corresponds to `IFLA_BOND_SLAVE_AD_ACTOR_OPER_PORT_STATE`, `LACP_STATE_*`.
    public var actorState: UInt8?
    /// Corresponds to `IFLA_BOND_SLAVE_AD_PARTNER_OPER_PORT_STATE`, `LACP_STATE_*`.
    public var partnerState: UInt16?
    /// Corresponds to `IFLA_BOND_SLAVE_AD_CHURN_ACTOR_STATE` (7.1): `enum churn_state`.
    public var actorChurn: UInt8?
    /// Corresponds to `IFLA_BOND_SLAVE_AD_CHURN_PARTNER_STATE` (7.1).
    public var partnerChurn: UInt8?

    public init() {}
  }

  public static var masterKind: String { Bond.name }

  public static let schema = AttributeSchema(
    "IFLA_BOND_SLAVE_",
    [
      (Info.state, "state", .named([0: "active", 1: "backup"])),
      (
        Info.miiStatus, "mii_status",
        .named([0: "up", 1: "going_down", 2: "down", 3: "going_back"])
      ),
      (Info.linkFailureCount, "link_failure_count", .unsigned),
      (Info.permHwaddr, "perm_hwaddr", .bytes),
      (Info.queueID, "queue_id", .unsigned),
      (Info.adAggregatorID, "ad_aggregator_id", .unsigned),
      (Info.adActorOperPortState, "ad_actor_oper_port_state", .bits),
      (Info.adPartnerOperPortState, "ad_partner_oper_port_state", .bits),
      (Info.prio, "prio", .signed),
      (Info.actorPortPrio, "actor_port_prio", .unsigned),
      (Info.adChurnActorState, "ad_churn_actor_state", .unsigned),
      (Info.adChurnPartnerState, "ad_churn_partner_state", .unsigned),
    ])

  /// Corresponds to `IFLA_BOND_SLAVE_*`.
  public enum Info {
    public static var state: AttributeType { AttributeType(1) }
    public static var miiStatus: AttributeType { AttributeType(2) }
    public static var linkFailureCount: AttributeType { AttributeType(3) }
    public static var permHwaddr: AttributeType { AttributeType(4) }
    public static var queueID: AttributeType { AttributeType(5) }
    public static var adAggregatorID: AttributeType { AttributeType(6) }
    public static var adActorOperPortState: AttributeType { AttributeType(7) }
    public static var adPartnerOperPortState: AttributeType { AttributeType(8) }
    public static var prio: AttributeType { AttributeType(9) }
    public static var actorPortPrio: AttributeType { AttributeType(10) }
    public static var adChurnActorState: AttributeType { AttributeType(11) }
    public static var adChurnPartnerState: AttributeType { AttributeType(12) }
  }

  public func encode(into message: inout MessageBuilder) throws(MessageError) {
    if let queueID { try message.put(Info.queueID, queueID) }
    if let priority { try message.put(Info.prio, priority) }
    if let actorPortPriority { try message.put(Info.actorPortPrio, actorPortPriority) }
  }

  public init(data: consuming Attributes) throws(MessageError) {
    while let attribute = try data.next() {
      switch attribute.type {
      case Info.queueID: queueID = try attribute.integer()
      case Info.prio: priority = try attribute.integer()
      case Info.actorPortPrio: actorPortPriority = try attribute.integer()
      case Info.state: status.state = State(rawValue: try attribute.integer())
      case Info.miiStatus: status.monitoredState = MonitoredState(rawValue: try attribute.integer())
      case Info.linkFailureCount: status.failures = try attribute.integer()
      case Info.permHwaddr: status.permanentAddress = LinkAddress(attribute.payload.array)
      case Info.adAggregatorID: status.aggregatorID = try attribute.integer()
      case Info.adActorOperPortState: status.actorState = try attribute.integer()
      case Info.adPartnerOperPortState: status.partnerState = try attribute.integer()
      case Info.adChurnActorState: status.actorChurn = try attribute.integer()
      case Info.adChurnPartnerState: status.partnerChurn = try attribute.integer()
      default: break
      }
    }
  }
}
