public import Netlink

/// Several links that work as one.
///
/// Corresponds to kind `bond`, `IFLA_BOND_*` in `linux/if_link.h` and `drivers/net/bonding/`;
/// `Documentation/networking/bonding.rst` says what the options do. What the kernel reports of its
/// ports is a ``BondPort``.
public struct Bond: LinkKind {
  /// How packets are shared out. Corresponds to `BOND_MODE_*`.
  public enum Mode: UInt8, CaseIterable, Sendable {
    case balanceRoundRobin, activeBackup, balanceXOR, broadcast, ieee8023AD, balanceTransmit,
      balanceAdaptive
  }

  /// Which ports are checked by ARP. Corresponds to `BOND_ARP_VALIDATE_*` and `BOND_ARP_FILTER_*`.
  public enum ARPValidation: UInt32, CaseIterable, Sendable {
    case none, active, backup, all, filter, filterActive, filterBackup
  }

  /// How many targets have to answer. Corresponds to `BOND_ARP_TARGETS_*`.
  public enum ARPTargets: UInt32, CaseIterable, Sendable {
    case any, all
  }

  /// When the primary port takes over again. Corresponds to `BOND_PRI_RESELECT_*`.
  public enum PrimaryReselection: UInt8, CaseIterable, Sendable {
    case always, better, failure
  }

  /// Whose MAC is used in mode ``Mode/activeBackup``. Corresponds to `BOND_FOM_*`.
  public enum FailOverMAC: UInt8, CaseIterable, Sendable {
    case none, active, follow
  }

  /// What chooses the port of a packet. Corresponds to `BOND_XMIT_POLICY_*`.
  public enum HashPolicy: UInt8, CaseIterable, Sendable {
    case layer2, layer34, layer23, encapsulated23, encapsulated34, vlanAndSourceMAC
  }

  /// How often the other end is to send LACP packets. Corresponds to `AD_LACP_SLOW` and
  /// `AD_LACP_FAST`.
  public enum LACPRate: UInt8, CaseIterable, Sendable {
    /// Every 30 seconds.
    case slow
    /// Every second.
    case fast
  }

  /// Which group of ports is used. Corresponds to `enum ad_select`.
  public enum AggregatorSelection: UInt8, CaseIterable, Sendable {
    case stable, bandwidth, count
    /// 6.18.
    case actorPortPriority
  }

  /// Corresponds to `IFLA_BOND_MODE`.
  public var mode: Mode?
  /// The index of the port in use; 0 none. Corresponds to `IFLA_BOND_ACTIVE_SLAVE`.
  public var activePort: Int32?
  /// Milliseconds between two looks at the carrier; 0 never. Corresponds to `IFLA_BOND_MIIMON`.
  public var monitoringInterval: UInt32?
  /// Milliseconds, a multiple of ``monitoringInterval``. Corresponds to `IFLA_BOND_UPDELAY`.
  public var upDelay: UInt32?
  /// Likewise. Corresponds to `IFLA_BOND_DOWNDELAY`.
  public var downDelay: UInt32?
  /// Likewise, between two announcements. Corresponds to `IFLA_BOND_PEER_NOTIF_DELAY`.
  public var announcementDelay: UInt32?
  /// Ask the device for its carrier. Since 6.18 the kernel takes only true.
  /// Corresponds to `IFLA_BOND_USE_CARRIER`.
  public var usesCarrier: Bool?
  /// Milliseconds between two ARP requests; 0 none. Corresponds to `IFLA_BOND_ARP_INTERVAL`.
  public var arpInterval: UInt32?
  /// Whom to ask: at most 16 IPv4 addresses. Corresponds to `IFLA_BOND_ARP_IP_TARGET`.
  public var arpTargets: [IPAddress] = []
  /// Whom to ask by neighbour discovery: at most 16 IPv6 addresses.
  /// Corresponds to `IFLA_BOND_NS_IP6_TARGET`.
  public var neighborTargets: [IPAddress] = []
  /// Corresponds to `IFLA_BOND_ARP_VALIDATE`.
  public var arpValidation: ARPValidation?
  /// Corresponds to `IFLA_BOND_ARP_ALL_TARGETS`.
  public var arpTargetsNeeded: ARPTargets?
  /// How many answers may be missing. Corresponds to `IFLA_BOND_MISSED_MAX`.
  public var arpMissedMaximum: UInt8?
  /// The index of the port to prefer; 0 none. Corresponds to `IFLA_BOND_PRIMARY`.
  public var primary: Int32?
  /// Corresponds to `IFLA_BOND_PRIMARY_RESELECT`.
  public var primaryReselection: PrimaryReselection?
  /// Corresponds to `IFLA_BOND_FAIL_OVER_MAC`.
  public var failOverMAC: FailOverMAC?
  /// Corresponds to `IFLA_BOND_XMIT_HASH_POLICY`.
  public var hashPolicy: HashPolicy?
  /// IGMP reports after a change of ports. Corresponds to `IFLA_BOND_RESEND_IGMP`.
  public var igmpReports: UInt32?
  /// ARP and neighbour announcements after it. Corresponds to `IFLA_BOND_NUM_PEER_NOTIF`.
  public var announcements: UInt8?
  /// Receive through ports that are not in use. Corresponds to `IFLA_BOND_ALL_SLAVES_ACTIVE`.
  public var allPortsReceive: Bool?
  /// How many ports need a carrier for the bond to have one. Corresponds to `IFLA_BOND_MIN_LINKS`.
  public var minimumPorts: UInt32?
  /// Seconds between learning packets. Corresponds to `IFLA_BOND_LP_INTERVAL`.
  public var learningInterval: UInt32?
  /// Packets until the next port's turn; 0 at random. Corresponds to
  /// `IFLA_BOND_PACKETS_PER_SLAVE`.
  public var packetsPerPort: UInt32?
  /// Corresponds to `IFLA_BOND_AD_LACP_RATE`.
  public var lacpRate: LACPRate?
  /// Send LACP packets unasked. Corresponds to `IFLA_BOND_AD_LACP_ACTIVE`.
  public var lacpActive: Bool?
  /// Pass traffic only with a partner that speaks LACP. Corresponds to
  /// `IFLA_BOND_LACP_STRICT` (7.2).
  public var lacpStrict: Bool?
  /// Corresponds to `IFLA_BOND_AD_SELECT`.
  public var aggregatorSelection: AggregatorSelection?
  /// Corresponds to `IFLA_BOND_AD_ACTOR_SYS_PRIO`.
  public var actorSystemPriority: UInt16?
  /// 0 to 1023. Corresponds to `IFLA_BOND_AD_USER_PORT_KEY`.
  public var userPortKey: UInt16?
  /// Corresponds to `IFLA_BOND_AD_ACTOR_SYSTEM`.
  public var actorSystem: MACAddress?
  /// Share out by load, not by hash. Corresponds to `IFLA_BOND_TLB_DYNAMIC_LB`.
  public var dynamicBalance: Bool?
  /// Collect and distribute change together. Corresponds to `IFLA_BOND_COUPLED_CONTROL` (6.9).
  public var coupledControl: Bool?
  /// Send ARP and neighbour discovery through all ports.
  /// Corresponds to `IFLA_BOND_BROADCAST_NEIGH` (6.17).
  public var broadcastNeighbors: Bool?
  /// What the kernel reports in mode ``Mode/ieee8023AD``; never sent.
  /// Corresponds to `IFLA_BOND_AD_INFO`.
  public var aggregator: Aggregator?

  public init(mode: Mode? = nil) { self.mode = mode }

  /// The group of ports in use. Corresponds to `IFLA_BOND_AD_INFO_*`.
  public struct Aggregator: Hashable, Sendable {
    /// Corresponds to `IFLA_BOND_AD_INFO_AGGREGATOR`.
    public var id: UInt16?
    /// Corresponds to `IFLA_BOND_AD_INFO_NUM_PORTS`.
    public var ports: UInt16?
    /// Corresponds to `IFLA_BOND_AD_INFO_ACTOR_KEY`.
    public var actorKey: UInt16?
    /// Corresponds to `IFLA_BOND_AD_INFO_PARTNER_KEY`.
    public var partnerKey: UInt16?
    /// Corresponds to `IFLA_BOND_AD_INFO_PARTNER_MAC`.
    public var partner: MACAddress?

    public init() {}

    /// Corresponds to `IFLA_BOND_AD_INFO_*`.
    public enum Info {
      public static var aggregator: AttributeType { AttributeType(1) }
      public static var numPorts: AttributeType { AttributeType(2) }
      public static var actorKey: AttributeType { AttributeType(3) }
      public static var partnerKey: AttributeType { AttributeType(4) }
      public static var partnerMac: AttributeType { AttributeType(5) }
    }

    static let schema = AttributeSchema(
      "IFLA_BOND_AD_INFO_",
      [
        (Info.aggregator, "aggregator", .unsigned),
        (Info.numPorts, "num_ports", .unsigned),
        (Info.actorKey, "actor_key", .unsigned),
        (Info.partnerKey, "partner_key", .unsigned),
        (Info.partnerMac, "partner_mac", .address),
      ])

    init(data: consuming Attributes) throws(MessageError) {
      while let attribute = try data.next() {
        switch attribute.type {
        case Info.aggregator: id = try attribute.integer()
        case Info.numPorts: ports = try attribute.integer()
        case Info.actorKey: actorKey = try attribute.integer()
        case Info.partnerKey: partnerKey = try attribute.integer()
        case Info.partnerMac: partner = try attribute.structure(as: MACAddress.self)
        default: break
        }
      }
    }
  }

  @inlinable public static var name: String { "bond" }

  public static var port: (any LinkPort.Type)? { BondPort.self }

  public static let schema = AttributeSchema(
    "IFLA_BOND_",
    [
      (
        Info.mode, "mode",
        .named([
          0: "balance-rr", 1: "active-backup", 2: "balance-xor", 3: "broadcast", 4: "802.3ad",
          5: "balance-tlb", 6: "balance-alb",
        ])
      ),
      (Info.activeSlave, "active_slave", .signed),
      (Info.miimon, "miimon", .unsigned),
      (Info.updelay, "updelay", .unsigned),
      (Info.downdelay, "downdelay", .unsigned),
      (Info.useCarrier, "use_carrier", .unsigned),
      (Info.arpInterval, "arp_interval", .unsigned),
      (Info.arpIPTarget, "arp_ip_target", .array(.address)),
      (
        Info.arpValidate, "arp_validate",
        .named([
          0: "none", 1: "active", 2: "backup", 3: "all", 4: "filter", 5: "filter_active",
          6: "filter_backup",
        ])
      ),
      (Info.arpAllTargets, "arp_all_targets", .named([0: "any", 1: "all"])),
      (Info.primary, "primary", .signed),
      (
        Info.primaryReselect, "primary_reselect",
        .named([0: "always", 1: "better", 2: "failure"])
      ),
      (Info.failOverMac, "fail_over_mac", .named([0: "none", 1: "active", 2: "follow"])),
      (
        Info.xmitHashPolicy, "xmit_hash_policy",
        .named([
          0: "layer2", 1: "layer3+4", 2: "layer2+3", 3: "encap2+3", 4: "encap3+4",
          5: "vlan+srcmac",
        ])
      ),
      (Info.resendIGMP, "resend_igmp", .unsigned),
      (Info.numPeerNotif, "num_peer_notif", .unsigned),
      (Info.allSlavesActive, "all_slaves_active", .unsigned),
      (Info.minLinks, "min_links", .unsigned),
      (Info.lpInterval, "lp_interval", .unsigned),
      (Info.packetsPerSlave, "packets_per_slave", .unsigned),
      (Info.adLACPRate, "ad_lacp_rate", .named([0: "slow", 1: "fast"])),
      (
        Info.adSelect, "ad_select",
        .named([0: "stable", 1: "bandwidth", 2: "count", 3: "actor_port_prio"])
      ),
      (Info.adInfo, "ad_info", .nest(Aggregator.schema)),
      (Info.adActorSysPrio, "ad_actor_sys_prio", .unsigned),
      (Info.adUserPortKey, "ad_user_port_key", .unsigned),
      (Info.adActorSystem, "ad_actor_system", .address),
      (Info.tlbDynamicLB, "tlb_dynamic_lb", .unsigned),
      (Info.peerNotifDelay, "peer_notif_delay", .unsigned),
      (Info.adLACPActive, "ad_lacp_active", .unsigned),
      (Info.missedMax, "missed_max", .unsigned),
      (Info.nsIP6Target, "ns_ip6_target", .array(.address)),
      (Info.coupledControl, "coupled_control", .unsigned),
      (Info.broadcastNeigh, "broadcast_neigh", .unsigned),
      (Info.lacpStrict, "lacp_strict", .unsigned),
    ])

  /// Corresponds to `IFLA_BOND_*`.
  public enum Info {
    public static var mode: AttributeType { AttributeType(1) }
    public static var activeSlave: AttributeType { AttributeType(2) }
    public static var miimon: AttributeType { AttributeType(3) }
    public static var updelay: AttributeType { AttributeType(4) }
    public static var downdelay: AttributeType { AttributeType(5) }
    public static var useCarrier: AttributeType { AttributeType(6) }
    public static var arpInterval: AttributeType { AttributeType(7) }
    public static var arpIPTarget: AttributeType { AttributeType(8) }
    public static var arpValidate: AttributeType { AttributeType(9) }
    public static var arpAllTargets: AttributeType { AttributeType(10) }
    public static var primary: AttributeType { AttributeType(11) }
    public static var primaryReselect: AttributeType { AttributeType(12) }
    public static var failOverMac: AttributeType { AttributeType(13) }
    public static var xmitHashPolicy: AttributeType { AttributeType(14) }
    public static var resendIGMP: AttributeType { AttributeType(15) }
    public static var numPeerNotif: AttributeType { AttributeType(16) }
    public static var allSlavesActive: AttributeType { AttributeType(17) }
    public static var minLinks: AttributeType { AttributeType(18) }
    public static var lpInterval: AttributeType { AttributeType(19) }
    public static var packetsPerSlave: AttributeType { AttributeType(20) }
    public static var adLACPRate: AttributeType { AttributeType(21) }
    public static var adSelect: AttributeType { AttributeType(22) }
    public static var adInfo: AttributeType { AttributeType(23) }
    public static var adActorSysPrio: AttributeType { AttributeType(24) }
    public static var adUserPortKey: AttributeType { AttributeType(25) }
    public static var adActorSystem: AttributeType { AttributeType(26) }
    public static var tlbDynamicLB: AttributeType { AttributeType(27) }
    public static var peerNotifDelay: AttributeType { AttributeType(28) }
    public static var adLACPActive: AttributeType { AttributeType(29) }
    public static var missedMax: AttributeType { AttributeType(30) }
    public static var nsIP6Target: AttributeType { AttributeType(31) }
    public static var coupledControl: AttributeType { AttributeType(32) }
    public static var broadcastNeigh: AttributeType { AttributeType(33) }
    public static var lacpStrict: AttributeType { AttributeType(34) }
  }

  public var hasData: Bool { self != Bond() }

  public func encode(into message: inout MessageBuilder) throws(MessageError) {
    if let mode { try message.put(Info.mode, mode.rawValue) }
    if let activePort { try message.put(Info.activeSlave, activePort) }
    if let monitoringInterval { try message.put(Info.miimon, monitoringInterval) }
    if let upDelay { try message.put(Info.updelay, upDelay) }
    if let downDelay { try message.put(Info.downdelay, downDelay) }
    if let announcementDelay { try message.put(Info.peerNotifDelay, announcementDelay) }
    if let usesCarrier { try message.put(Info.useCarrier, usesCarrier) }
    if let arpInterval { try message.put(Info.arpInterval, arpInterval) }
    try message.put(Info.arpIPTarget, list: arpTargets)
    try message.put(Info.nsIP6Target, list: neighborTargets)
    if let arpValidation { try message.put(Info.arpValidate, arpValidation.rawValue) }
    if let arpTargetsNeeded { try message.put(Info.arpAllTargets, arpTargetsNeeded.rawValue) }
    if let arpMissedMaximum { try message.put(Info.missedMax, arpMissedMaximum) }
    if let primary { try message.put(Info.primary, primary) }
    if let primaryReselection { try message.put(Info.primaryReselect, primaryReselection.rawValue) }
    if let failOverMAC { try message.put(Info.failOverMac, failOverMAC.rawValue) }
    if let hashPolicy { try message.put(Info.xmitHashPolicy, hashPolicy.rawValue) }
    if let igmpReports { try message.put(Info.resendIGMP, igmpReports) }
    if let announcements { try message.put(Info.numPeerNotif, announcements) }
    if let allPortsReceive { try message.put(Info.allSlavesActive, allPortsReceive) }
    if let minimumPorts { try message.put(Info.minLinks, minimumPorts) }
    if let learningInterval { try message.put(Info.lpInterval, learningInterval) }
    if let packetsPerPort { try message.put(Info.packetsPerSlave, packetsPerPort) }
    if let lacpRate { try message.put(Info.adLACPRate, lacpRate.rawValue) }
    if let lacpActive { try message.put(Info.adLACPActive, lacpActive) }
    if let lacpStrict { try message.put(Info.lacpStrict, lacpStrict) }
    if let aggregatorSelection { try message.put(Info.adSelect, aggregatorSelection.rawValue) }
    if let actorSystemPriority { try message.put(Info.adActorSysPrio, actorSystemPriority) }
    if let userPortKey { try message.put(Info.adUserPortKey, userPortKey) }
    if let actorSystem { try message.put(Info.adActorSystem, structure: actorSystem) }
    if let dynamicBalance { try message.put(Info.tlbDynamicLB, dynamicBalance) }
    if let coupledControl { try message.put(Info.coupledControl, coupledControl) }
    if let broadcastNeighbors { try message.put(Info.broadcastNeigh, broadcastNeighbors) }
  }

  public init(data: consuming Attributes) throws(MessageError) {
    while let attribute = try data.next() {
      switch attribute.type {
      case Info.mode: mode = Mode(rawValue: try attribute.integer())
      case Info.activeSlave: activePort = try attribute.integer()
      case Info.miimon: monitoringInterval = try attribute.integer()
      case Info.updelay: upDelay = try attribute.integer()
      case Info.downdelay: downDelay = try attribute.integer()
      case Info.peerNotifDelay: announcementDelay = try attribute.integer()
      case Info.useCarrier: usesCarrier = try attribute.bool()
      case Info.arpInterval: arpInterval = try attribute.integer()
      case Info.arpIPTarget: arpTargets = try attribute.addresses()
      case Info.nsIP6Target: neighborTargets = try attribute.addresses()
      case Info.arpValidate: arpValidation = ARPValidation(rawValue: try attribute.integer())
      case Info.arpAllTargets: arpTargetsNeeded = ARPTargets(rawValue: try attribute.integer())
      case Info.missedMax: arpMissedMaximum = try attribute.integer()
      case Info.primary: primary = try attribute.integer()
      case Info.primaryReselect:
        primaryReselection = PrimaryReselection(rawValue: try attribute.integer())
      case Info.failOverMac: failOverMAC = FailOverMAC(rawValue: try attribute.integer())
      case Info.xmitHashPolicy: hashPolicy = HashPolicy(rawValue: try attribute.integer())
      case Info.resendIGMP: igmpReports = try attribute.integer()
      case Info.numPeerNotif: announcements = try attribute.integer()
      case Info.allSlavesActive: allPortsReceive = try attribute.bool()
      case Info.minLinks: minimumPorts = try attribute.integer()
      case Info.lpInterval: learningInterval = try attribute.integer()
      case Info.packetsPerSlave: packetsPerPort = try attribute.integer()
      case Info.adLACPRate: lacpRate = LACPRate(rawValue: try attribute.integer())
      case Info.adLACPActive: lacpActive = try attribute.bool()
      case Info.lacpStrict: lacpStrict = try attribute.bool()
      case Info.adSelect:
        aggregatorSelection = AggregatorSelection(rawValue: try attribute.integer())
      case Info.adActorSysPrio: actorSystemPriority = try attribute.integer()
      case Info.adUserPortKey: userPortKey = try attribute.integer()
      case Info.adActorSystem: actorSystem = try attribute.structure(as: MACAddress.self)
      case Info.tlbDynamicLB: dynamicBalance = try attribute.bool()
      case Info.coupledControl: coupledControl = try attribute.bool()
      case Info.broadcastNeigh: broadcastNeighbors = try attribute.bool()
      case Info.adInfo: aggregator = try Aggregator(data: attribute.attributes())
      default: break
      }
    }
  }
}

extension MessageBuilder {
  /// A nest of addresses, whose types are their places; nothing for none.
  fileprivate mutating func put(_ type: AttributeType, list: [IPAddress]) throws(MessageError) {
    guard !list.isEmpty else { return }
    try nest(type) { (m) throws(MessageError) in
      for (place, address) in list.enumerated() {
        try m.put(AttributeType(UInt16(truncatingIfNeeded: place)), address)
      }
    }
  }
}

extension AttributeView {
  fileprivate func addresses() throws(MessageError) -> [IPAddress] {
    var list = attributes()
    var addresses: [IPAddress] = []
    while let entry = try list.next() { addresses.append(try entry.ipAddress()) }
    return addresses
  }
}
