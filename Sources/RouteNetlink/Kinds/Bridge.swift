public import Netlink

/// An Ethernet switch in software.
///
/// Corresponds to kind `bridge`, `IFLA_BR_*` in `linux/if_link.h` and `net/bridge/br_netlink.c`.
/// What the kernel reports of its ports is a ``BridgePort``.
public struct Bridge: LinkKind {
  /// Who runs the spanning tree protocol. Corresponds to `BR_NO_STP`, `BR_KERNEL_STP` and
  /// `BR_USER_STP` in `net/bridge/br_private.h`.
  public enum SpanningTree: UInt32, Sendable {
    case off = 0
    case kernel = 1
    /// A daemon; the kernel decides that itself and takes no request for it.
    case user = 2
  }

  /// Who is to run the spanning tree protocol once it is on. Corresponds to `BR_STP_MODE_*`.
  public enum SpanningTreeMode: UInt32, Sendable {
    /// A daemon, when `/sbin/bridge-stp` says so: it is only asked in the first namespace, and everywhere
    /// else the kernel runs the protocol. The default.
    case automatic = 0
    case user = 1
    case kernel = 2
  }

  /// Where multicast routers are. Corresponds to `MDB_RTR_TYPE_*`.
  public enum MulticastRouter: UInt8, Sendable {
    case disabled = 0
    /// Learned from queries, the default.
    case learned = 1
    case permanent = 2
    /// Until it is not refreshed; only for ports.
    case temporary = 3
  }

  /// Corresponds to `enum br_boolopt_id` in `linux/if_bridge.h`.
  public struct Options: OptionSet, Hashable, Sendable {
    public var rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }
    /// Corresponds to `BR_BOOLOPT_NO_LL_LEARN`.
    public static var noLinkLocalLearning: Options { Options(rawValue: 1 << 0) }
    /// Corresponds to `BR_BOOLOPT_MCAST_VLAN_SNOOPING`.
    public static var multicastVLANSnooping: Options { Options(rawValue: 1 << 1) }
    /// Corresponds to `BR_BOOLOPT_MST_ENABLE`.
    public static var multipleSpanningTree: Options { Options(rawValue: 1 << 2) }
    /// Corresponds to `BR_BOOLOPT_MDB_OFFLOAD_FAIL_NOTIFICATION` (6.16).
    public static var offloadFailureNotification: Options { Options(rawValue: 1 << 3) }
    /// Corresponds to `BR_BOOLOPT_FDB_LOCAL_VLAN_0` (6.18).
    public static var localEntriesInVLAN0: Options { Options(rawValue: 1 << 4) }
  }

  /// Centiseconds (`USER_HZ`). Corresponds to `IFLA_BR_FORWARD_DELAY`.
  public var forwardDelay: UInt32?
  /// Centiseconds (`USER_HZ`). Corresponds to `IFLA_BR_HELLO_TIME`.
  public var helloTime: UInt32?
  /// Centiseconds (`USER_HZ`). Corresponds to `IFLA_BR_MAX_AGE`.
  public var maximumAge: UInt32?
  /// Centiseconds (`USER_HZ`). How long a learned address is remembered.
  /// Corresponds to `IFLA_BR_AGEING_TIME`.
  public var ageingTime: UInt32?
  /// Corresponds to `IFLA_BR_STP_STATE`.
  public var spanningTree: SpanningTree?
  /// Only while the protocol is off, or in the request that turns it on; `EBUSY` otherwise.
  /// Corresponds to `IFLA_BR_STP_MODE` (7.1).
  public var spanningTreeMode: SpanningTreeMode?
  /// The upper 16 bits of the bridge's ID. Corresponds to `IFLA_BR_PRIORITY`.
  public var priority: UInt16?
  /// Corresponds to `IFLA_BR_VLAN_FILTERING`.
  public var vlanFiltering: Bool?
  /// Which tags are filtered. Corresponds to `IFLA_BR_VLAN_PROTOCOL`, in network byte order.
  public var vlanProtocol: VLAN.TagProtocol?
  /// The VLAN of untagged frames on new ports; 0 none.
  /// Corresponds to `IFLA_BR_VLAN_DEFAULT_PVID`.
  public var defaultVLAN: UInt16?
  /// Corresponds to `IFLA_BR_VLAN_STATS_ENABLED`.
  public var vlanStatistics: Bool?
  /// Corresponds to `IFLA_BR_VLAN_STATS_PER_PORT`; only while the bridge has no port.
  public var vlanStatisticsPerPort: Bool?
  /// Which of 01:80:C2:00:00:0X are forwarded: bit X. Corresponds to `IFLA_BR_GROUP_FWD_MASK`.
  public var groupForwardMask: UInt16?
  /// Where BPDUs go: 01:80:C2:00:00:0X. Corresponds to `IFLA_BR_GROUP_ADDR`.
  public var groupAddress: MACAddress?
  /// Forget the learned addresses; only in a request. Corresponds to `IFLA_BR_FDB_FLUSH`.
  public var flushForwarding = false
  /// The most addresses to learn; 0 any number. Corresponds to `IFLA_BR_FDB_MAX_LEARNED` (6.7).
  public var maximumLearned: UInt32?
  /// Corresponds to `IFLA_BR_MCAST_ROUTER`.
  public var multicastRouter: MulticastRouter?
  /// Corresponds to `IFLA_BR_MCAST_SNOOPING`.
  public var multicastSnooping: Bool?
  /// Send IGMP queries from the bridge's own address.
  /// Corresponds to `IFLA_BR_MCAST_QUERY_USE_IFADDR`.
  public var multicastQueryUsesAddress: Bool?
  /// Corresponds to `IFLA_BR_MCAST_QUERIER`.
  public var multicastQuerier: Bool?
  /// Ignored, and reported as 16, since 5.0. Corresponds to `IFLA_BR_MCAST_HASH_ELASTICITY`.
  public var multicastHashElasticity: UInt32?
  /// Groups. Corresponds to `IFLA_BR_MCAST_HASH_MAX`.
  public var multicastHashMaximum: UInt32?
  /// Corresponds to `IFLA_BR_MCAST_LAST_MEMBER_CNT`.
  public var multicastLastMemberCount: UInt32?
  /// Corresponds to `IFLA_BR_MCAST_STARTUP_QUERY_CNT`.
  public var multicastStartupQueryCount: UInt32?
  /// Centiseconds (`USER_HZ`). Corresponds to `IFLA_BR_MCAST_LAST_MEMBER_INTVL`.
  public var multicastLastMemberInterval: UInt64?
  /// Centiseconds (`USER_HZ`). Corresponds to `IFLA_BR_MCAST_MEMBERSHIP_INTVL`.
  public var multicastMembershipInterval: UInt64?
  /// Centiseconds (`USER_HZ`). Corresponds to `IFLA_BR_MCAST_QUERIER_INTVL`.
  public var multicastQuerierInterval: UInt64?
  /// Centiseconds (`USER_HZ`). Corresponds to `IFLA_BR_MCAST_QUERY_INTVL`.
  public var multicastQueryInterval: UInt64?
  /// Centiseconds (`USER_HZ`). Corresponds to `IFLA_BR_MCAST_QUERY_RESPONSE_INTVL`.
  public var multicastQueryResponseInterval: UInt64?
  /// Centiseconds (`USER_HZ`). Corresponds to `IFLA_BR_MCAST_STARTUP_QUERY_INTVL`.
  public var multicastStartupQueryInterval: UInt64?
  /// Corresponds to `IFLA_BR_MCAST_STATS_ENABLED`.
  public var multicastStatistics: Bool?
  /// 2 or 3. Corresponds to `IFLA_BR_MCAST_IGMP_VERSION`.
  public var igmpVersion: UInt8?
  /// 1 or 2. Corresponds to `IFLA_BR_MCAST_MLD_VERSION`.
  public var mldVersion: UInt8?
  /// Corresponds to `IFLA_BR_NF_CALL_IPTABLES`.
  public var callsIPTables: Bool?
  /// Corresponds to `IFLA_BR_NF_CALL_IP6TABLES`.
  public var callsIP6Tables: Bool?
  /// Corresponds to `IFLA_BR_NF_CALL_ARPTABLES`.
  public var callsARPTables: Bool?
  /// Which of the options are on. Corresponds to `br_boolopt_multi.optval`.
  public var options: Options = []
  /// Which of the options the request sets, or the kernel knows. Corresponds to
  /// `br_boolopt_multi.optmask` in `IFLA_BR_MULTI_BOOLOPT`.
  public var optionMask: Options = []
  /// What the kernel reports besides; never sent.
  public var status = Status()

  public init() {}

  /// The state of the spanning tree and the tables.
  public struct Status: Hashable, Sendable {
    /// Corresponds to `IFLA_BR_ROOT_ID`.
    public var rootID: BridgeID?
    /// Corresponds to `IFLA_BR_BRIDGE_ID`.
    public var bridgeID: BridgeID?
    /// The number of the port towards the root; 0 when this is it.
    /// Corresponds to `IFLA_BR_ROOT_PORT`.
    public var rootPort: UInt16?
    /// Corresponds to `IFLA_BR_ROOT_PATH_COST`.
    public var rootPathCost: UInt32?
    /// Corresponds to `IFLA_BR_TOPOLOGY_CHANGE`.
    public var topologyChange: Bool?
    /// Corresponds to `IFLA_BR_TOPOLOGY_CHANGE_DETECTED`.
    public var topologyChangeDetected: Bool?
    /// Centiseconds (`USER_HZ`) until the timer fires; 0 when it does not run.
    /// Corresponds to `IFLA_BR_HELLO_TIMER`.
    public var helloTimer: UInt64?
    /// Likewise. Corresponds to `IFLA_BR_TCN_TIMER`.
    public var topologyChangeNotificationTimer: UInt64?
    /// Likewise. Corresponds to `IFLA_BR_TOPOLOGY_CHANGE_TIMER`.
    public var topologyChangeTimer: UInt64?
    /// Likewise. Corresponds to `IFLA_BR_GC_TIMER`.
    public var garbageCollectionTimer: UInt64?
    /// Addresses. Corresponds to `IFLA_BR_FDB_N_LEARNED` (6.7).
    public var learned: UInt32?
    /// Corresponds to `IFLA_BR_MCAST_QUERIER_STATE`.
    public var querier: Querier?

    public init() {}
  }

  /// Who asks for multicast memberships. Corresponds to `BRIDGE_QUERIER_*` in
  /// `linux/if_bridge.h`.
  public struct Querier: Hashable, Sendable {
    /// One address family's querier: the address, the index of the port that it is behind (nil:
    /// the bridge itself), and the time in centiseconds (`USER_HZ`) that another is waited for.
    public struct Family: Hashable, Sendable {
      /// Who asks. Corresponds to `BRIDGE_QUERIER_IP_ADDRESS` or `BRIDGE_QUERIER_IPV6_ADDRESS`.
      public var address: IPAddress
      /// The index of the port that it is behind; nil is the bridge itself. Corresponds to
      /// `BRIDGE_QUERIER_IP_PORT` or `BRIDGE_QUERIER_IPV6_PORT`.
      public var port: Int32?
      /// How long until it counts as gone, in hundredths of a second. Corresponds to
      /// `BRIDGE_QUERIER_IP_OTHER_TIMER` or `BRIDGE_QUERIER_IPV6_OTHER_TIMER`.
      public var otherTimer: UInt64?
    }

    /// Of IGMP.
    public var ipv4: Family?
    /// Of MLD.
    public var ipv6: Family?

    init(data: consuming Attributes) throws(MessageError) {
      while let attribute = try data.next() {
        switch attribute.type.rawValue {
        case 1: ipv4 = Family(address: try attribute.ipAddress())
        case 2: ipv4?.port = try attribute.integer()
        case 3: ipv4?.otherTimer = try attribute.integer()
        case 5: ipv6 = Family(address: try attribute.ipAddress())
        case 6: ipv6?.port = try attribute.integer()
        case 7: ipv6?.otherTimer = try attribute.integer()
        default: break
        }
      }
    }

    static let schema = AttributeSchema(
      "BRIDGE_QUERIER_",
      [
        (AttributeType(1), "ip_address", .address), (AttributeType(2), "ip_port", .unsigned),
        (AttributeType(3), "ip_other_timer", .unsigned), (AttributeType(4), "pad", .bytes),
        (AttributeType(5), "ipv6_address", .address), (AttributeType(6), "ipv6_port", .unsigned),
        (AttributeType(7), "ipv6_other_timer", .unsigned),
      ])
  }

  @inlinable public static var name: String { "bridge" }

  public static var port: (any LinkPort.Type)? { BridgePort.self }

  public static let schema = AttributeSchema(
    "IFLA_BR_",
    [
      (Info.forwardDelay, "forward_delay", .unsigned),
      (Info.helloTime, "hello_time", .unsigned),
      (Info.maxAge, "max_age", .unsigned),
      (Info.ageingTime, "ageing_time", .unsigned),
      (Info.stpState, "stp_state", .named([0: "off", 1: "kernel", 2: "user"])),
      (Info.priority, "priority", .unsigned),
      (Info.vlanFiltering, "vlan_filtering", .unsigned),
      (Info.vlanProtocol, "vlan_protocol", .bigEndian),
      (Info.groupFwdMask, "group_fwd_mask", .bits),
      (Info.rootID, "root_id", .structure(BridgeID.schema)),
      (Info.bridgeID, "bridge_id", .structure(BridgeID.schema)),
      (Info.rootPort, "root_port", .unsigned),
      (Info.rootPathCost, "root_path_cost", .unsigned),
      (Info.topologyChange, "topology_change", .unsigned),
      (Info.topologyChangeDetected, "topology_change_detected", .unsigned),
      (Info.helloTimer, "hello_timer", .unsigned),
      (Info.tcnTimer, "tcn_timer", .unsigned),
      (Info.topologyChangeTimer, "topology_change_timer", .unsigned),
      (Info.gcTimer, "gc_timer", .unsigned),
      (Info.groupAddr, "group_addr", .address),
      (Info.fdbFlush, "fdb_flush", .flag),
      (Info.mcastRouter, "mcast_router", .unsigned),
      (Info.mcastSnooping, "mcast_snooping", .unsigned),
      (Info.mcastQueryUseIfaddr, "mcast_query_use_ifaddr", .unsigned),
      (Info.mcastQuerier, "mcast_querier", .unsigned),
      (Info.mcastHashElasticity, "mcast_hash_elasticity", .unsigned),
      (Info.mcastHashMax, "mcast_hash_max", .unsigned),
      (Info.mcastLastMemberCnt, "mcast_last_member_cnt", .unsigned),
      (Info.mcastStartupQueryCnt, "mcast_startup_query_cnt", .unsigned),
      (Info.mcastLastMemberIntvl, "mcast_last_member_intvl", .unsigned),
      (Info.mcastMembershipIntvl, "mcast_membership_intvl", .unsigned),
      (Info.mcastQuerierIntvl, "mcast_querier_intvl", .unsigned),
      (Info.mcastQueryIntvl, "mcast_query_intvl", .unsigned),
      (Info.mcastQueryResponseIntvl, "mcast_query_response_intvl", .unsigned),
      (Info.mcastStartupQueryIntvl, "mcast_startup_query_intvl", .unsigned),
      (Info.nfCallIPTables, "nf_call_iptables", .unsigned),
      (Info.nfCallIP6Tables, "nf_call_ip6tables", .unsigned),
      (Info.nfCallARPTables, "nf_call_arptables", .unsigned),
      (Info.vlanDefaultPVID, "vlan_default_pvid", .unsigned),
      (Info.pad, "pad", .bytes),
      (Info.vlanStatsEnabled, "vlan_stats_enabled", .unsigned),
      (Info.mcastStatsEnabled, "mcast_stats_enabled", .unsigned),
      (Info.mcastIgmpVersion, "mcast_igmp_version", .unsigned),
      (Info.mcastMldVersion, "mcast_mld_version", .unsigned),
      (Info.vlanStatsPerPort, "vlan_stats_per_port", .unsigned),
      (Info.multiBoolopt, "multi_boolopt", .structure(FlagsWithMask.schema("br_boolopt_multi"))),
      (Info.mcastQuerierState, "mcast_querier_state", .nest(Querier.schema)),
      (Info.fdbNLearned, "fdb_n_learned", .unsigned),
      (Info.fdbMaxLearned, "fdb_max_learned", .unsigned),
      (Info.stpMode, "stp_mode", .named([0: "auto", 1: "user", 2: "kernel"])),
    ])

  /// Corresponds to `IFLA_BR_*`.
  public enum Info {
    /// Corresponds to `IFLA_BR_FORWARD_DELAY`.
    public static var forwardDelay: AttributeType { AttributeType(1) }
    /// Corresponds to `IFLA_BR_HELLO_TIME`.
    public static var helloTime: AttributeType { AttributeType(2) }
    /// Corresponds to `IFLA_BR_MAX_AGE`.
    public static var maxAge: AttributeType { AttributeType(3) }
    /// Corresponds to `IFLA_BR_AGEING_TIME`.
    public static var ageingTime: AttributeType { AttributeType(4) }
    /// Corresponds to `IFLA_BR_STP_STATE`.
    public static var stpState: AttributeType { AttributeType(5) }
    /// Corresponds to `IFLA_BR_PRIORITY`.
    public static var priority: AttributeType { AttributeType(6) }
    /// Corresponds to `IFLA_BR_VLAN_FILTERING`.
    public static var vlanFiltering: AttributeType { AttributeType(7) }
    /// Corresponds to `IFLA_BR_VLAN_PROTOCOL`, in network byte order.
    public static var vlanProtocol: AttributeType { AttributeType(8) }
    /// Corresponds to `IFLA_BR_GROUP_FWD_MASK`.
    public static var groupFwdMask: AttributeType { AttributeType(9) }
    /// Corresponds to `IFLA_BR_ROOT_ID`.
    public static var rootID: AttributeType { AttributeType(10) }
    /// Corresponds to `IFLA_BR_BRIDGE_ID`.
    public static var bridgeID: AttributeType { AttributeType(11) }
    /// Corresponds to `IFLA_BR_ROOT_PORT`.
    public static var rootPort: AttributeType { AttributeType(12) }
    /// Corresponds to `IFLA_BR_ROOT_PATH_COST`.
    public static var rootPathCost: AttributeType { AttributeType(13) }
    /// Corresponds to `IFLA_BR_TOPOLOGY_CHANGE`.
    public static var topologyChange: AttributeType { AttributeType(14) }
    /// Corresponds to `IFLA_BR_TOPOLOGY_CHANGE_DETECTED`.
    public static var topologyChangeDetected: AttributeType { AttributeType(15) }
    /// Corresponds to `IFLA_BR_HELLO_TIMER`.
    public static var helloTimer: AttributeType { AttributeType(16) }
    /// Corresponds to `IFLA_BR_TCN_TIMER`.
    public static var tcnTimer: AttributeType { AttributeType(17) }
    /// Corresponds to `IFLA_BR_TOPOLOGY_CHANGE_TIMER`.
    public static var topologyChangeTimer: AttributeType { AttributeType(18) }
    /// Corresponds to `IFLA_BR_GC_TIMER`.
    public static var gcTimer: AttributeType { AttributeType(19) }
    /// Corresponds to `IFLA_BR_GROUP_ADDR`.
    public static var groupAddr: AttributeType { AttributeType(20) }
    /// Corresponds to `IFLA_BR_FDB_FLUSH`.
    public static var fdbFlush: AttributeType { AttributeType(21) }
    /// Corresponds to `IFLA_BR_MCAST_ROUTER`.
    public static var mcastRouter: AttributeType { AttributeType(22) }
    /// Corresponds to `IFLA_BR_MCAST_SNOOPING`.
    public static var mcastSnooping: AttributeType { AttributeType(23) }
    /// Corresponds to `IFLA_BR_MCAST_QUERY_USE_IFADDR`.
    public static var mcastQueryUseIfaddr: AttributeType { AttributeType(24) }
    /// Corresponds to `IFLA_BR_MCAST_QUERIER`.
    public static var mcastQuerier: AttributeType { AttributeType(25) }
    /// Corresponds to `IFLA_BR_MCAST_HASH_ELASTICITY`.
    public static var mcastHashElasticity: AttributeType { AttributeType(26) }
    /// Corresponds to `IFLA_BR_MCAST_HASH_MAX`.
    public static var mcastHashMax: AttributeType { AttributeType(27) }
    /// Corresponds to `IFLA_BR_MCAST_LAST_MEMBER_CNT`.
    public static var mcastLastMemberCnt: AttributeType { AttributeType(28) }
    /// Corresponds to `IFLA_BR_MCAST_STARTUP_QUERY_CNT`.
    public static var mcastStartupQueryCnt: AttributeType { AttributeType(29) }
    /// Corresponds to `IFLA_BR_MCAST_LAST_MEMBER_INTVL`.
    public static var mcastLastMemberIntvl: AttributeType { AttributeType(30) }
    /// Corresponds to `IFLA_BR_MCAST_MEMBERSHIP_INTVL`.
    public static var mcastMembershipIntvl: AttributeType { AttributeType(31) }
    /// Corresponds to `IFLA_BR_MCAST_QUERIER_INTVL`.
    public static var mcastQuerierIntvl: AttributeType { AttributeType(32) }
    /// Corresponds to `IFLA_BR_MCAST_QUERY_INTVL`.
    public static var mcastQueryIntvl: AttributeType { AttributeType(33) }
    /// Corresponds to `IFLA_BR_MCAST_QUERY_RESPONSE_INTVL`.
    public static var mcastQueryResponseIntvl: AttributeType { AttributeType(34) }
    /// Corresponds to `IFLA_BR_MCAST_STARTUP_QUERY_INTVL`.
    public static var mcastStartupQueryIntvl: AttributeType { AttributeType(35) }
    /// Corresponds to `IFLA_BR_NF_CALL_IPTABLES`.
    public static var nfCallIPTables: AttributeType { AttributeType(36) }
    /// Corresponds to `IFLA_BR_NF_CALL_IP6TABLES`.
    public static var nfCallIP6Tables: AttributeType { AttributeType(37) }
    /// Corresponds to `IFLA_BR_NF_CALL_ARPTABLES`.
    public static var nfCallARPTables: AttributeType { AttributeType(38) }
    /// Corresponds to `IFLA_BR_VLAN_DEFAULT_PVID`.
    public static var vlanDefaultPVID: AttributeType { AttributeType(39) }
    /// Corresponds to `IFLA_BR_PAD`.
    public static var pad: AttributeType { AttributeType(40) }
    /// Corresponds to `IFLA_BR_VLAN_STATS_ENABLED`.
    public static var vlanStatsEnabled: AttributeType { AttributeType(41) }
    /// Corresponds to `IFLA_BR_MCAST_STATS_ENABLED`.
    public static var mcastStatsEnabled: AttributeType { AttributeType(42) }
    /// Corresponds to `IFLA_BR_MCAST_IGMP_VERSION`.
    public static var mcastIgmpVersion: AttributeType { AttributeType(43) }
    /// Corresponds to `IFLA_BR_MCAST_MLD_VERSION`.
    public static var mcastMldVersion: AttributeType { AttributeType(44) }
    /// Corresponds to `IFLA_BR_VLAN_STATS_PER_PORT`.
    public static var vlanStatsPerPort: AttributeType { AttributeType(45) }
    /// Corresponds to `IFLA_BR_MULTI_BOOLOPT`.
    public static var multiBoolopt: AttributeType { AttributeType(46) }
    /// Corresponds to `IFLA_BR_MCAST_QUERIER_STATE`.
    public static var mcastQuerierState: AttributeType { AttributeType(47) }
    /// Corresponds to `IFLA_BR_FDB_N_LEARNED`.
    public static var fdbNLearned: AttributeType { AttributeType(48) }
    /// Corresponds to `IFLA_BR_FDB_MAX_LEARNED`.
    public static var fdbMaxLearned: AttributeType { AttributeType(49) }
    /// Corresponds to `IFLA_BR_STP_MODE`.
    public static var stpMode: AttributeType { AttributeType(50) }
  }

  public var hasData: Bool { self != Bridge() }

  public func encode(into message: inout MessageBuilder) throws(MessageError) {
    if let forwardDelay { try message.put(Info.forwardDelay, forwardDelay) }
    if let helloTime { try message.put(Info.helloTime, helloTime) }
    if let maximumAge { try message.put(Info.maxAge, maximumAge) }
    if let ageingTime { try message.put(Info.ageingTime, ageingTime) }
    if let spanningTree { try message.put(Info.stpState, spanningTree.rawValue) }
    if let spanningTreeMode { try message.put(Info.stpMode, spanningTreeMode.rawValue) }
    if let priority { try message.put(Info.priority, priority) }
    if let vlanFiltering { try message.put(Info.vlanFiltering, vlanFiltering) }
    if let vlanProtocol { try message.put(Info.vlanProtocol, bigEndian: vlanProtocol.rawValue) }
    if let defaultVLAN { try message.put(Info.vlanDefaultPVID, defaultVLAN) }
    if let vlanStatistics { try message.put(Info.vlanStatsEnabled, vlanStatistics) }
    if let vlanStatisticsPerPort { try message.put(Info.vlanStatsPerPort, vlanStatisticsPerPort) }
    if let groupForwardMask { try message.put(Info.groupFwdMask, groupForwardMask) }
    if let groupAddress { try message.put(Info.groupAddr, structure: groupAddress) }
    if flushForwarding { try message.put(flag: Info.fdbFlush) }
    if let maximumLearned { try message.put(Info.fdbMaxLearned, maximumLearned) }
    if let multicastRouter { try message.put(Info.mcastRouter, multicastRouter.rawValue) }
    if let multicastSnooping { try message.put(Info.mcastSnooping, multicastSnooping) }
    if let multicastQueryUsesAddress {
      try message.put(Info.mcastQueryUseIfaddr, multicastQueryUsesAddress)
    }
    if let multicastQuerier { try message.put(Info.mcastQuerier, multicastQuerier) }
    if let multicastHashElasticity {
      try message.put(Info.mcastHashElasticity, multicastHashElasticity)
    }
    if let multicastHashMaximum { try message.put(Info.mcastHashMax, multicastHashMaximum) }
    if let multicastLastMemberCount {
      try message.put(Info.mcastLastMemberCnt, multicastLastMemberCount)
    }
    if let multicastStartupQueryCount {
      try message.put(Info.mcastStartupQueryCnt, multicastStartupQueryCount)
    }
    if let multicastLastMemberInterval {
      try message.put(Info.mcastLastMemberIntvl, multicastLastMemberInterval)
    }
    if let multicastMembershipInterval {
      try message.put(Info.mcastMembershipIntvl, multicastMembershipInterval)
    }
    if let multicastQuerierInterval {
      try message.put(Info.mcastQuerierIntvl, multicastQuerierInterval)
    }
    if let multicastQueryInterval { try message.put(Info.mcastQueryIntvl, multicastQueryInterval) }
    if let multicastQueryResponseInterval {
      try message.put(Info.mcastQueryResponseIntvl, multicastQueryResponseInterval)
    }
    if let multicastStartupQueryInterval {
      try message.put(Info.mcastStartupQueryIntvl, multicastStartupQueryInterval)
    }
    if let multicastStatistics { try message.put(Info.mcastStatsEnabled, multicastStatistics) }
    if let igmpVersion { try message.put(Info.mcastIgmpVersion, igmpVersion) }
    if let mldVersion { try message.put(Info.mcastMldVersion, mldVersion) }
    if let callsIPTables { try message.put(Info.nfCallIPTables, callsIPTables) }
    if let callsIP6Tables { try message.put(Info.nfCallIP6Tables, callsIP6Tables) }
    if let callsARPTables { try message.put(Info.nfCallARPTables, callsARPTables) }
    if !optionMask.isEmpty {
      try message.put(
        Info.multiBoolopt,
        structure: FlagsWithMask(flags: options.rawValue, mask: optionMask.rawValue))
    }
  }

  public init(data: consuming Attributes) throws(MessageError) {
    while let attribute = try data.next() {
      switch attribute.type {
      case Info.forwardDelay: forwardDelay = try attribute.integer()
      case Info.helloTime: helloTime = try attribute.integer()
      case Info.maxAge: maximumAge = try attribute.integer()
      case Info.ageingTime: ageingTime = try attribute.integer()
      case Info.stpState: spanningTree = SpanningTree(rawValue: try attribute.integer())
      case Info.stpMode: spanningTreeMode = SpanningTreeMode(rawValue: try attribute.integer())
      case Info.priority: priority = try attribute.integer()
      case Info.vlanFiltering: vlanFiltering = try attribute.bool()
      case Info.vlanProtocol: vlanProtocol = VLAN.TagProtocol(rawValue: try attribute.bigEndian())
      case Info.vlanDefaultPVID: defaultVLAN = try attribute.integer()
      case Info.vlanStatsEnabled: vlanStatistics = try attribute.bool()
      case Info.vlanStatsPerPort: vlanStatisticsPerPort = try attribute.bool()
      case Info.groupFwdMask: groupForwardMask = try attribute.integer()
      case Info.groupAddr: groupAddress = try attribute.structure(as: MACAddress.self)
      case Info.fdbFlush: flushForwarding = true
      case Info.fdbMaxLearned: maximumLearned = try attribute.integer()
      case Info.mcastRouter: multicastRouter = MulticastRouter(rawValue: try attribute.integer())
      case Info.mcastSnooping: multicastSnooping = try attribute.bool()
      case Info.mcastQueryUseIfaddr: multicastQueryUsesAddress = try attribute.bool()
      case Info.mcastQuerier: multicastQuerier = try attribute.bool()
      case Info.mcastHashElasticity: multicastHashElasticity = try attribute.integer()
      case Info.mcastHashMax: multicastHashMaximum = try attribute.integer()
      case Info.mcastLastMemberCnt: multicastLastMemberCount = try attribute.integer()
      case Info.mcastStartupQueryCnt: multicastStartupQueryCount = try attribute.integer()
      case Info.mcastLastMemberIntvl: multicastLastMemberInterval = try attribute.integer()
      case Info.mcastMembershipIntvl: multicastMembershipInterval = try attribute.integer()
      case Info.mcastQuerierIntvl: multicastQuerierInterval = try attribute.integer()
      case Info.mcastQueryIntvl: multicastQueryInterval = try attribute.integer()
      case Info.mcastQueryResponseIntvl: multicastQueryResponseInterval = try attribute.integer()
      case Info.mcastStartupQueryIntvl: multicastStartupQueryInterval = try attribute.integer()
      case Info.mcastStatsEnabled: multicastStatistics = try attribute.bool()
      case Info.mcastIgmpVersion: igmpVersion = try attribute.integer()
      case Info.mcastMldVersion: mldVersion = try attribute.integer()
      case Info.nfCallIPTables: callsIPTables = try attribute.bool()
      case Info.nfCallIP6Tables: callsIP6Tables = try attribute.bool()
      case Info.nfCallARPTables: callsARPTables = try attribute.bool()
      case Info.multiBoolopt:
        let bits = try attribute.structure(as: FlagsWithMask.self)
        options = Options(rawValue: bits.flags)
        optionMask = Options(rawValue: bits.mask)
      default: try status.read(attribute)
      }
    }
  }
}

extension Bridge.Status {
  private typealias Info = Bridge.Info

  fileprivate mutating func read(_ attribute: AttributeView) throws(MessageError) {
    switch attribute.type {
    case Info.rootID: rootID = try attribute.structure(as: BridgeID.self)
    case Info.bridgeID: bridgeID = try attribute.structure(as: BridgeID.self)
    case Info.rootPort: rootPort = try attribute.integer()
    case Info.rootPathCost: rootPathCost = try attribute.integer()
    case Info.topologyChange: topologyChange = try attribute.bool()
    case Info.topologyChangeDetected: topologyChangeDetected = try attribute.bool()
    case Info.helloTimer: helloTimer = try attribute.integer()
    case Info.tcnTimer: topologyChangeNotificationTimer = try attribute.integer()
    case Info.topologyChangeTimer: topologyChangeTimer = try attribute.integer()
    case Info.gcTimer: garbageCollectionTimer = try attribute.integer()
    case Info.fdbNLearned: learned = try attribute.integer()
    case Info.mcastQuerierState: querier = try Bridge.Querier(data: attribute.attributes())
    default: break
    }
  }
}

/// A bridge in the spanning tree, or the root. Corresponds to `struct ifla_bridge_id`.
public struct BridgeID: BitwiseCopyable, Hashable, Sendable {
  // Two bytes in network order: aligned as bytes, the address follows without a gap.
  private var priorityHigh, priorityLow: UInt8
  /// The lower six bytes.
  public var address: MACAddress

  public init(priority: UInt16, address: MACAddress) {
    priorityHigh = UInt8(truncatingIfNeeded: priority >> 8)
    priorityLow = UInt8(truncatingIfNeeded: priority)
    self.address = address
  }

  /// The upper two bytes, of which the network order is undone.
  public var priority: UInt16 { UInt16(priorityHigh) << 8 | UInt16(priorityLow) }

  static let schema = HeaderSchema(
    "ifla_bridge_id",
    [
      ("prio0", 1), ("prio1", 1), ("addr0", 1), ("addr1", 1), ("addr2", 1), ("addr3", 1),
      ("addr4", 1), ("addr5", 1),
    ])
}
