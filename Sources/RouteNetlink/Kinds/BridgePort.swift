public import Netlink

/// What a bridge knows of one of its ports.
///
/// Corresponds to `IFLA_BRPORT_*` in `linux/if_link.h` and `net/bridge/br_netlink.c`.
public struct BridgePort: LinkPort {
  /// In the spanning tree. Corresponds to `BR_STATE_*`.
  public enum State: UInt8, Sendable {
    case disabled, listening, learning, forwarding, blocking
  }

  /// Corresponds to `IFLA_BRPORT_STATE`.
  public var state: State?
  /// 0 to 63. Corresponds to `IFLA_BRPORT_PRIORITY`.
  public var priority: UInt16?
  /// Corresponds to `IFLA_BRPORT_COST`.
  public var cost: UInt32?
  /// Send frames back out of the port they came from. Corresponds to `IFLA_BRPORT_MODE`.
  public var hairpin: Bool?
  /// Corresponds to `IFLA_BRPORT_GUARD`.
  public var bpduGuard: Bool?
  /// Never become the root port. Corresponds to `IFLA_BRPORT_PROTECT`.
  public var rootBlock: Bool?
  /// Corresponds to `IFLA_BRPORT_FAST_LEAVE`.
  public var multicastFastLeave: Bool?
  /// Corresponds to `IFLA_BRPORT_LEARNING`.
  public var learning: Bool?
  /// Corresponds to `IFLA_BRPORT_LEARNING_SYNC`; the kernel no longer looks at it.
  public var learningSync: Bool?
  /// Corresponds to `IFLA_BRPORT_UNICAST_FLOOD`.
  public var unicastFlood: Bool?
  /// Corresponds to `IFLA_BRPORT_MCAST_FLOOD`.
  public var multicastFlood: Bool?
  /// Corresponds to `IFLA_BRPORT_BCAST_FLOOD`.
  public var broadcastFlood: Bool?
  /// Corresponds to `IFLA_BRPORT_MCAST_TO_UCAST`.
  public var multicastToUnicast: Bool?
  /// Corresponds to `IFLA_BRPORT_MULTICAST_ROUTER`.
  public var multicastRouter: Bridge.MulticastRouter?
  /// Corresponds to `IFLA_BRPORT_MCAST_EHT_HOSTS_LIMIT`.
  public var multicastHostsLimit: UInt32?
  /// 0 any number. Corresponds to `IFLA_BRPORT_MCAST_MAX_GROUPS` (6.3).
  public var multicastGroupsLimit: UInt32?
  /// Corresponds to `IFLA_BRPORT_PROXYARP`.
  public var proxyARP: Bool?
  /// Corresponds to `IFLA_BRPORT_PROXYARP_WIFI`.
  public var proxyARPWiFi: Bool?
  /// Corresponds to `IFLA_BRPORT_VLAN_TUNNEL`.
  public var vlanTunnel: Bool?
  /// As ``Bridge/groupForwardMask``. Corresponds to `IFLA_BRPORT_GROUP_FWD_MASK`.
  public var groupForwardMask: UInt16?
  /// Answer ARP and neighbour discovery in place of the host.
  /// Corresponds to `IFLA_BRPORT_NEIGH_SUPPRESS`.
  public var neighborSuppression: Bool?
  /// The same by VLAN. Corresponds to `IFLA_BRPORT_NEIGH_VLAN_SUPPRESS` (6.4).
  public var neighborVLANSuppression: Bool?
  /// Forward gratuitous ARP and unsolicited neighbour advertisements though others are suppressed.
  /// Corresponds to `IFLA_BRPORT_NEIGH_FORWARD_GRAT` (7.2).
  public var forwardsUnsolicited: Bool?
  /// Isolated ports do not reach each other. Corresponds to `IFLA_BRPORT_ISOLATED`.
  public var isolated: Bool?
  /// Forward only from addresses that the table holds. Corresponds to `IFLA_BRPORT_LOCKED`.
  public var locked: Bool?
  /// Corresponds to `IFLA_BRPORT_MAB` (6.2).
  public var macAuthenticationBypass: Bool?
  /// The index of the port to use while this one has no carrier; 0 none.
  /// Corresponds to `IFLA_BRPORT_BACKUP_PORT`.
  public var backupPort: Int32?
  /// Corresponds to `IFLA_BRPORT_BACKUP_NHID` (6.6).
  public var backupNextHopID: UInt32?
  /// Forget the addresses learned here; only in a request. Corresponds to `IFLA_BRPORT_FLUSH`.
  public var flush = false
  /// What the kernel reports besides; never sent.
  public var status = Status()

  public init() {}

  /// The port's place in the spanning tree, its timers and counts.
  public struct Status: Hashable, Sendable {
    /// Corresponds to `IFLA_BRPORT_ROOT_ID`.
    public var rootID: BridgeID?
    /// The designated bridge. Corresponds to `IFLA_BRPORT_BRIDGE_ID`.
    public var bridgeID: BridgeID?
    /// Corresponds to `IFLA_BRPORT_DESIGNATED_PORT`.
    public var designatedPort: UInt16?
    /// Corresponds to `IFLA_BRPORT_DESIGNATED_COST`.
    public var designatedCost: UInt16?
    /// Priority and number in one. Corresponds to `IFLA_BRPORT_ID`.
    public var id: UInt16?
    /// Unique on its bridge. Corresponds to `IFLA_BRPORT_NO`.
    public var number: UInt16?
    /// Corresponds to `IFLA_BRPORT_TOPOLOGY_CHANGE_ACK`.
    public var topologyChangeAcknowledged: Bool?
    /// Corresponds to `IFLA_BRPORT_CONFIG_PENDING`.
    public var configurationPending: Bool?
    /// Centiseconds (`USER_HZ`) until the timer fires; 0 when it does not run.
    /// Corresponds to `IFLA_BRPORT_MESSAGE_AGE_TIMER`.
    public var messageAgeTimer: UInt64?
    /// Likewise. Corresponds to `IFLA_BRPORT_FORWARD_DELAY_TIMER`.
    public var forwardDelayTimer: UInt64?
    /// Likewise. Corresponds to `IFLA_BRPORT_HOLD_TIMER`.
    public var holdTimer: UInt64?
    /// Corresponds to `IFLA_BRPORT_MRP_RING_OPEN`.
    public var ringOpen: Bool?
    /// Corresponds to `IFLA_BRPORT_MRP_IN_OPEN`.
    public var interconnectOpen: Bool?
    /// Corresponds to `IFLA_BRPORT_MCAST_EHT_HOSTS_CNT`.
    public var multicastHosts: UInt32?
    /// Corresponds to `IFLA_BRPORT_MCAST_N_GROUPS` (6.3).
    public var multicastGroups: UInt32?

    public init() {}
  }

  public static var masterKind: String { Bridge.name }

  public static let schema = AttributeSchema(
    "IFLA_BRPORT_",
    [
      (
        Info.state, "state",
        .named([0: "disabled", 1: "listening", 2: "learning", 3: "forwarding", 4: "blocking"])
      ),
      (Info.priority, "priority", .unsigned),
      (Info.cost, "cost", .unsigned),
      (Info.mode, "mode", .unsigned),
      (Info.bpduGuard, "guard", .unsigned),
      (Info.protect, "protect", .unsigned),
      (Info.fastLeave, "fast_leave", .unsigned),
      (Info.learning, "learning", .unsigned),
      (Info.unicastFlood, "unicast_flood", .unsigned),
      (Info.proxyarp, "proxyarp", .unsigned),
      (Info.learningSync, "learning_sync", .unsigned),
      (Info.proxyarpWifi, "proxyarp_wifi", .unsigned),
      (Info.rootID, "root_id", .structure(BridgeID.schema)),
      (Info.bridgeID, "bridge_id", .structure(BridgeID.schema)),
      (Info.designatedPort, "designated_port", .unsigned),
      (Info.designatedCost, "designated_cost", .unsigned),
      (Info.id, "id", .unsigned),
      (Info.no, "no", .unsigned),
      (Info.topologyChangeAck, "topology_change_ack", .unsigned),
      (Info.configPending, "config_pending", .unsigned),
      (Info.messageAgeTimer, "message_age_timer", .unsigned),
      (Info.forwardDelayTimer, "forward_delay_timer", .unsigned),
      (Info.holdTimer, "hold_timer", .unsigned),
      (Info.flush, "flush", .flag),
      (Info.multicastRouter, "multicast_router", .unsigned),
      (Info.pad, "pad", .bytes),
      (Info.mcastFlood, "mcast_flood", .unsigned),
      (Info.mcastToUcast, "mcast_to_ucast", .unsigned),
      (Info.vlanTunnel, "vlan_tunnel", .unsigned),
      (Info.bcastFlood, "bcast_flood", .unsigned),
      (Info.groupFwdMask, "group_fwd_mask", .bits),
      (Info.neighSuppress, "neigh_suppress", .unsigned),
      (Info.isolated, "isolated", .unsigned),
      (Info.backupPort, "backup_port", .signed),
      (Info.mrpRingOpen, "mrp_ring_open", .unsigned),
      (Info.mrpInOpen, "mrp_in_open", .unsigned),
      (Info.mcastEhtHostsLimit, "mcast_eht_hosts_limit", .unsigned),
      (Info.mcastEhtHostsCnt, "mcast_eht_hosts_cnt", .unsigned),
      (Info.locked, "locked", .unsigned),
      (Info.mab, "mab", .unsigned),
      (Info.mcastNGroups, "mcast_n_groups", .unsigned),
      (Info.mcastMaxGroups, "mcast_max_groups", .unsigned),
      (Info.neighVlanSuppress, "neigh_vlan_suppress", .unsigned),
      (Info.backupNhid, "backup_nhid", .unsigned),
      (Info.neighForwardGrat, "neigh_forward_grat", .unsigned),
    ])

  /// Corresponds to `IFLA_BRPORT_*`.
  public enum Info {
    /// Corresponds to `IFLA_BRPORT_STATE`.
    public static var state: AttributeType { AttributeType(1) }
    /// Corresponds to `IFLA_BRPORT_PRIORITY`.
    public static var priority: AttributeType { AttributeType(2) }
    /// Corresponds to `IFLA_BRPORT_COST`.
    public static var cost: AttributeType { AttributeType(3) }
    /// Corresponds to `IFLA_BRPORT_MODE`.
    public static var mode: AttributeType { AttributeType(4) }
    /// Corresponds to `IFLA_BRPORT_GUARD`.
    public static var bpduGuard: AttributeType { AttributeType(5) }
    /// Corresponds to `IFLA_BRPORT_PROTECT`.
    public static var protect: AttributeType { AttributeType(6) }
    /// Corresponds to `IFLA_BRPORT_FAST_LEAVE`.
    public static var fastLeave: AttributeType { AttributeType(7) }
    /// Corresponds to `IFLA_BRPORT_LEARNING`.
    public static var learning: AttributeType { AttributeType(8) }
    /// Corresponds to `IFLA_BRPORT_UNICAST_FLOOD`.
    public static var unicastFlood: AttributeType { AttributeType(9) }
    /// Corresponds to `IFLA_BRPORT_PROXYARP`.
    public static var proxyarp: AttributeType { AttributeType(10) }
    /// Corresponds to `IFLA_BRPORT_LEARNING_SYNC`.
    public static var learningSync: AttributeType { AttributeType(11) }
    /// Corresponds to `IFLA_BRPORT_PROXYARP_WIFI`.
    public static var proxyarpWifi: AttributeType { AttributeType(12) }
    /// Corresponds to `IFLA_BRPORT_ROOT_ID`.
    public static var rootID: AttributeType { AttributeType(13) }
    /// Corresponds to `IFLA_BRPORT_BRIDGE_ID`.
    public static var bridgeID: AttributeType { AttributeType(14) }
    /// Corresponds to `IFLA_BRPORT_DESIGNATED_PORT`.
    public static var designatedPort: AttributeType { AttributeType(15) }
    /// Corresponds to `IFLA_BRPORT_DESIGNATED_COST`.
    public static var designatedCost: AttributeType { AttributeType(16) }
    /// Corresponds to `IFLA_BRPORT_ID`.
    public static var id: AttributeType { AttributeType(17) }
    /// Corresponds to `IFLA_BRPORT_NO`.
    public static var no: AttributeType { AttributeType(18) }
    /// Corresponds to `IFLA_BRPORT_TOPOLOGY_CHANGE_ACK`.
    public static var topologyChangeAck: AttributeType { AttributeType(19) }
    /// Corresponds to `IFLA_BRPORT_CONFIG_PENDING`.
    public static var configPending: AttributeType { AttributeType(20) }
    /// Corresponds to `IFLA_BRPORT_MESSAGE_AGE_TIMER`.
    public static var messageAgeTimer: AttributeType { AttributeType(21) }
    /// Corresponds to `IFLA_BRPORT_FORWARD_DELAY_TIMER`.
    public static var forwardDelayTimer: AttributeType { AttributeType(22) }
    /// Corresponds to `IFLA_BRPORT_HOLD_TIMER`.
    public static var holdTimer: AttributeType { AttributeType(23) }
    /// Corresponds to `IFLA_BRPORT_FLUSH`.
    public static var flush: AttributeType { AttributeType(24) }
    /// Corresponds to `IFLA_BRPORT_MULTICAST_ROUTER`.
    public static var multicastRouter: AttributeType { AttributeType(25) }
    /// Corresponds to `IFLA_BRPORT_PAD`.
    public static var pad: AttributeType { AttributeType(26) }
    /// Corresponds to `IFLA_BRPORT_MCAST_FLOOD`.
    public static var mcastFlood: AttributeType { AttributeType(27) }
    /// Corresponds to `IFLA_BRPORT_MCAST_TO_UCAST`.
    public static var mcastToUcast: AttributeType { AttributeType(28) }
    /// Corresponds to `IFLA_BRPORT_VLAN_TUNNEL`.
    public static var vlanTunnel: AttributeType { AttributeType(29) }
    /// Corresponds to `IFLA_BRPORT_BCAST_FLOOD`.
    public static var bcastFlood: AttributeType { AttributeType(30) }
    /// Corresponds to `IFLA_BRPORT_GROUP_FWD_MASK`.
    public static var groupFwdMask: AttributeType { AttributeType(31) }
    /// Corresponds to `IFLA_BRPORT_NEIGH_SUPPRESS`.
    public static var neighSuppress: AttributeType { AttributeType(32) }
    /// Corresponds to `IFLA_BRPORT_ISOLATED`.
    public static var isolated: AttributeType { AttributeType(33) }
    /// Corresponds to `IFLA_BRPORT_BACKUP_PORT`.
    public static var backupPort: AttributeType { AttributeType(34) }
    /// Corresponds to `IFLA_BRPORT_MRP_RING_OPEN`.
    public static var mrpRingOpen: AttributeType { AttributeType(35) }
    /// Corresponds to `IFLA_BRPORT_MRP_IN_OPEN`.
    public static var mrpInOpen: AttributeType { AttributeType(36) }
    /// Corresponds to `IFLA_BRPORT_MCAST_EHT_HOSTS_LIMIT`.
    public static var mcastEhtHostsLimit: AttributeType { AttributeType(37) }
    /// Corresponds to `IFLA_BRPORT_MCAST_EHT_HOSTS_CNT`.
    public static var mcastEhtHostsCnt: AttributeType { AttributeType(38) }
    /// Corresponds to `IFLA_BRPORT_LOCKED`.
    public static var locked: AttributeType { AttributeType(39) }
    /// Corresponds to `IFLA_BRPORT_MAB`.
    public static var mab: AttributeType { AttributeType(40) }
    /// Corresponds to `IFLA_BRPORT_MCAST_N_GROUPS`.
    public static var mcastNGroups: AttributeType { AttributeType(41) }
    /// Corresponds to `IFLA_BRPORT_MCAST_MAX_GROUPS`.
    public static var mcastMaxGroups: AttributeType { AttributeType(42) }
    /// Corresponds to `IFLA_BRPORT_NEIGH_VLAN_SUPPRESS`.
    public static var neighVlanSuppress: AttributeType { AttributeType(43) }
    /// Corresponds to `IFLA_BRPORT_BACKUP_NHID`.
    public static var backupNhid: AttributeType { AttributeType(44) }
    /// Corresponds to `IFLA_BRPORT_NEIGH_FORWARD_GRAT`.
    public static var neighForwardGrat: AttributeType { AttributeType(45) }
  }

  public func encode(into message: inout MessageBuilder) throws(MessageError) {
    if let state { try message.put(Info.state, state.rawValue) }
    if let priority { try message.put(Info.priority, priority) }
    if let cost { try message.put(Info.cost, cost) }
    if let hairpin { try message.put(Info.mode, hairpin) }
    if let bpduGuard { try message.put(Info.bpduGuard, bpduGuard) }
    if let rootBlock { try message.put(Info.protect, rootBlock) }
    if let multicastFastLeave { try message.put(Info.fastLeave, multicastFastLeave) }
    if let learning { try message.put(Info.learning, learning) }
    if let learningSync { try message.put(Info.learningSync, learningSync) }
    if let unicastFlood { try message.put(Info.unicastFlood, unicastFlood) }
    if let multicastFlood { try message.put(Info.mcastFlood, multicastFlood) }
    if let broadcastFlood { try message.put(Info.bcastFlood, broadcastFlood) }
    if let multicastToUnicast { try message.put(Info.mcastToUcast, multicastToUnicast) }
    if let multicastRouter { try message.put(Info.multicastRouter, multicastRouter.rawValue) }
    if let multicastHostsLimit { try message.put(Info.mcastEhtHostsLimit, multicastHostsLimit) }
    if let multicastGroupsLimit { try message.put(Info.mcastMaxGroups, multicastGroupsLimit) }
    if let proxyARP { try message.put(Info.proxyarp, proxyARP) }
    if let proxyARPWiFi { try message.put(Info.proxyarpWifi, proxyARPWiFi) }
    if let vlanTunnel { try message.put(Info.vlanTunnel, vlanTunnel) }
    if let groupForwardMask { try message.put(Info.groupFwdMask, groupForwardMask) }
    if let neighborSuppression { try message.put(Info.neighSuppress, neighborSuppression) }
    if let neighborVLANSuppression {
      try message.put(Info.neighVlanSuppress, neighborVLANSuppression)
    }
    if let forwardsUnsolicited { try message.put(Info.neighForwardGrat, forwardsUnsolicited) }
    if let isolated { try message.put(Info.isolated, isolated) }
    if let locked { try message.put(Info.locked, locked) }
    if let macAuthenticationBypass { try message.put(Info.mab, macAuthenticationBypass) }
    if let backupPort { try message.put(Info.backupPort, backupPort) }
    if let backupNextHopID { try message.put(Info.backupNhid, backupNextHopID) }
    if flush { try message.put(flag: Info.flush) }
  }

  public init(data: consuming Attributes) throws(MessageError) {
    while let attribute = try data.next() {
      switch attribute.type {
      case Info.state: state = State(rawValue: try attribute.integer())
      case Info.priority: priority = try attribute.integer()
      case Info.cost: cost = try attribute.integer()
      case Info.mode: hairpin = try attribute.bool()
      case Info.bpduGuard: bpduGuard = try attribute.bool()
      case Info.protect: rootBlock = try attribute.bool()
      case Info.fastLeave: multicastFastLeave = try attribute.bool()
      case Info.learning: learning = try attribute.bool()
      case Info.learningSync: learningSync = try attribute.bool()
      case Info.unicastFlood: unicastFlood = try attribute.bool()
      case Info.mcastFlood: multicastFlood = try attribute.bool()
      case Info.bcastFlood: broadcastFlood = try attribute.bool()
      case Info.mcastToUcast: multicastToUnicast = try attribute.bool()
      case Info.multicastRouter:
        multicastRouter = Bridge.MulticastRouter(rawValue: try attribute.integer())
      case Info.mcastEhtHostsLimit: multicastHostsLimit = try attribute.integer()
      case Info.mcastMaxGroups: multicastGroupsLimit = try attribute.integer()
      case Info.proxyarp: proxyARP = try attribute.bool()
      case Info.proxyarpWifi: proxyARPWiFi = try attribute.bool()
      case Info.vlanTunnel: vlanTunnel = try attribute.bool()
      case Info.groupFwdMask: groupForwardMask = try attribute.integer()
      case Info.neighSuppress: neighborSuppression = try attribute.bool()
      case Info.neighVlanSuppress: neighborVLANSuppression = try attribute.bool()
      case Info.neighForwardGrat: forwardsUnsolicited = try attribute.bool()
      case Info.isolated: isolated = try attribute.bool()
      case Info.locked: locked = try attribute.bool()
      case Info.mab: macAuthenticationBypass = try attribute.bool()
      case Info.backupPort: backupPort = try attribute.integer()
      case Info.backupNhid: backupNextHopID = try attribute.integer()
      case Info.flush: flush = true
      default: try status.read(attribute)
      }
    }
  }
}

extension BridgePort.Status {
  private typealias Info = BridgePort.Info

  fileprivate mutating func read(_ attribute: AttributeView) throws(MessageError) {
    switch attribute.type {
    case Info.rootID: rootID = try attribute.structure(as: BridgeID.self)
    case Info.bridgeID: bridgeID = try attribute.structure(as: BridgeID.self)
    case Info.designatedPort: designatedPort = try attribute.integer()
    case Info.designatedCost: designatedCost = try attribute.integer()
    case Info.id: id = try attribute.integer()
    case Info.no: number = try attribute.integer()
    case Info.topologyChangeAck: topologyChangeAcknowledged = try attribute.bool()
    case Info.configPending: configurationPending = try attribute.bool()
    case Info.messageAgeTimer: messageAgeTimer = try attribute.integer()
    case Info.forwardDelayTimer: forwardDelayTimer = try attribute.integer()
    case Info.holdTimer: holdTimer = try attribute.integer()
    case Info.mrpRingOpen: ringOpen = try attribute.bool()
    case Info.mrpInOpen: interconnectOpen = try attribute.bool()
    case Info.mcastEhtHostsCnt: multicastHosts = try attribute.integer()
    case Info.mcastNGroups: multicastGroups = try attribute.integer()
    default: break
    }
  }
}
