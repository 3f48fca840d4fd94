public import Netlink

/// Ethernet in UDP (RFC 7348).
///
/// Corresponds to kind `vxlan`, `IFLA_VXLAN_*` in `linux/if_link.h` and `drivers/net/vxlan/`.
public struct VXLAN: LinkKind {
  /// Corresponds to `VXLAN_LABEL_*`.
  public enum FlowLabelPolicy: UInt32, Sendable {
    case fixed, inherit
  }

  /// Where unknown destinations are sent: a multicast group or the one other end.
  /// Corresponds to `IFLA_VXLAN_GROUP` or `IFLA_VXLAN_GROUP6`.
  public var group: IPAddress?
  /// The outer source. Corresponds to `IFLA_VXLAN_LOCAL` or `IFLA_VXLAN_LOCAL6`.
  public var local: IPAddress?
  /// The UDP source ports to choose from by flow.
  /// Corresponds to `IFLA_VXLAN_PORT_RANGE`, in network byte order.
  public var sourcePorts: UDPTunnel.PortRange?
  /// Take the TTL of the inner packet. A request can only switch it on.
  /// Corresponds to `IFLA_VXLAN_TTL_INHERIT`.
  public var ttlInherited: Bool?
  /// The network identifier (VNI), 24 bits. Corresponds to `IFLA_VXLAN_ID`.
  public var id: UInt32?
  /// The index of the link that the tunnel runs over. Corresponds to `IFLA_VXLAN_LINK`.
  public var parent: Int32?
  /// Of the outer packets; 0 leaves it to the route. Corresponds to `IFLA_VXLAN_TTL`.
  public var ttl: UInt8?
  /// Of the outer packets; 1 takes the inner one's. Corresponds to `IFLA_VXLAN_TOS`.
  public var tos: UInt8?
  /// Corresponds to `IFLA_VXLAN_DF`.
  public var dontFragment: UDPTunnel.DontFragment?
  /// The flow label of outer IPv6 packets, 20 bits.
  /// Corresponds to `IFLA_VXLAN_LABEL`, in network byte order.
  public var flowLabel: UInt32?
  /// Corresponds to `IFLA_VXLAN_LABEL_POLICY` (6.8).
  public var flowLabelPolicy: FlowLabelPolicy?
  /// Learn the tunnel end of inner source addresses. Corresponds to `IFLA_VXLAN_LEARNING`.
  public var learning: Bool?
  /// Seconds that a learned address is remembered. Corresponds to `IFLA_VXLAN_AGEING`.
  public var ageing: UInt32?
  /// The most addresses to learn; 0 any number. Corresponds to `IFLA_VXLAN_LIMIT`.
  public var limit: UInt32?
  /// Answer ARP and neighbour discovery from the table. Corresponds to `IFLA_VXLAN_PROXY`.
  public var proxy: Bool?
  /// Corresponds to `IFLA_VXLAN_RSC`.
  public var routeShortCircuit: Bool?
  /// Announce link addresses that are missing. Corresponds to `IFLA_VXLAN_L2MISS`.
  public var linkMiss: Bool?
  /// Announce IP addresses that are missing. Corresponds to `IFLA_VXLAN_L3MISS`.
  public var addressMiss: Bool?
  /// The UDP destination port. Corresponds to `IFLA_VXLAN_PORT`, in network byte order.
  public var port: UInt16?
  /// Over IPv4. Corresponds to `IFLA_VXLAN_UDP_CSUM`.
  public var udpChecksum: Bool?
  /// Leave it out over IPv6. Corresponds to `IFLA_VXLAN_UDP_ZERO_CSUM6_TX`.
  public var udpZeroChecksum6Transmit: Bool?
  /// Accept that. Corresponds to `IFLA_VXLAN_UDP_ZERO_CSUM6_RX`.
  public var udpZeroChecksum6Receive: Bool?
  /// Corresponds to `IFLA_VXLAN_REMCSUM_TX`.
  public var remoteChecksumTransmit: Bool?
  /// Corresponds to `IFLA_VXLAN_REMCSUM_RX`.
  public var remoteChecksumReceive: Bool?
  /// The tunnel's parameters come with each packet. Corresponds to
  /// `IFLA_VXLAN_COLLECT_METADATA`.
  public var collectMetadata: Bool?
  /// Only listed VNIs, with ``collectMetadata``. Corresponds to `IFLA_VXLAN_VNIFILTER`.
  public var vniFilter: Bool?
  /// Corresponds to `IFLA_VXLAN_LOCALBYPASS` (6.5).
  public var localBypass: Bool?
  /// Which bits of the header to ignore on reception, as the header lies on the wire.
  /// Corresponds to `IFLA_VXLAN_RESERVED_BITS` (6.14), in network byte order.
  public var reservedBits: UInt64?
  /// Route multicast of the tunnel's own. Corresponds to `IFLA_VXLAN_MC_ROUTE` (6.17); the kernel
  /// takes it and does not report it (6.18).
  public var multicastRouting: Bool?
  /// Corresponds to `IFLA_VXLAN_GBP`.
  public var groupPolicy = false
  /// Corresponds to `IFLA_VXLAN_GPE`.
  public var protocolExtension = false
  /// Corresponds to `IFLA_VXLAN_REMCSUM_NOPARTIAL`.
  public var remoteChecksumNoPartial = false

  public init(id: UInt32? = nil) { self.id = id }

  @inlinable public static var name: String { "vxlan" }

  public static let schema = AttributeSchema(
    "IFLA_VXLAN_",
    [
      (Info.id, "id", .unsigned),
      (Info.group, "group", .address),
      (Info.link, "link", .signed),
      (Info.local, "local", .address),
      (Info.ttl, "ttl", .unsigned),
      (Info.tos, "tos", .unsigned),
      (Info.learning, "learning", .unsigned),
      (Info.ageing, "ageing", .unsigned),
      (Info.limit, "limit", .unsigned),
      (Info.portRange, "port_range", .bytes),
      (Info.proxy, "proxy", .unsigned),
      (Info.rsc, "rsc", .unsigned),
      (Info.l2miss, "l2miss", .unsigned),
      (Info.l3miss, "l3miss", .unsigned),
      (Info.port, "port", .bigEndian),
      (Info.group6, "group6", .address),
      (Info.local6, "local6", .address),
      (Info.udpCsum, "udp_csum", .unsigned),
      (Info.udpZeroCsum6Tx, "udp_zero_csum6_tx", .unsigned),
      (Info.udpZeroCsum6Rx, "udp_zero_csum6_rx", .unsigned),
      (Info.remcsumTx, "remcsum_tx", .unsigned),
      (Info.remcsumRx, "remcsum_rx", .unsigned),
      (Info.gbp, "gbp", .flag),
      (Info.remcsumNopartial, "remcsum_nopartial", .flag),
      (Info.collectMetadata, "collect_metadata", .unsigned),
      (Info.label, "label", .bigEndian),
      (Info.gpe, "gpe", .flag),
      (Info.ttlInherit, "ttl_inherit", .flag),
      (Info.df, "df", .named([0: "unset", 1: "set", 2: "inherit"])),
      (Info.vnifilter, "vnifilter", .unsigned),
      (Info.localbypass, "localbypass", .unsigned),
      (Info.labelPolicy, "label_policy", .named([0: "fixed", 1: "inherit"])),
      (Info.reservedBits, "reserved_bits", .bytes),
      (Info.mcRoute, "mc_route", .unsigned),
    ])

  /// Corresponds to `IFLA_VXLAN_*`.
  public enum Info {
    /// Corresponds to `IFLA_VXLAN_ID`.
    public static var id: AttributeType { AttributeType(1) }
    /// Corresponds to `IFLA_VXLAN_GROUP`.
    public static var group: AttributeType { AttributeType(2) }
    /// Corresponds to `IFLA_VXLAN_LINK`.
    public static var link: AttributeType { AttributeType(3) }
    /// Corresponds to `IFLA_VXLAN_LOCAL`.
    public static var local: AttributeType { AttributeType(4) }
    /// Corresponds to `IFLA_VXLAN_TTL`.
    public static var ttl: AttributeType { AttributeType(5) }
    /// Corresponds to `IFLA_VXLAN_TOS`.
    public static var tos: AttributeType { AttributeType(6) }
    /// Corresponds to `IFLA_VXLAN_LEARNING`.
    public static var learning: AttributeType { AttributeType(7) }
    /// Corresponds to `IFLA_VXLAN_AGEING`.
    public static var ageing: AttributeType { AttributeType(8) }
    /// Corresponds to `IFLA_VXLAN_LIMIT`.
    public static var limit: AttributeType { AttributeType(9) }
    /// Corresponds to `IFLA_VXLAN_PORT_RANGE`.
    public static var portRange: AttributeType { AttributeType(10) }
    /// Corresponds to `IFLA_VXLAN_PROXY`.
    public static var proxy: AttributeType { AttributeType(11) }
    /// Corresponds to `IFLA_VXLAN_RSC`.
    public static var rsc: AttributeType { AttributeType(12) }
    /// Corresponds to `IFLA_VXLAN_L2MISS`.
    public static var l2miss: AttributeType { AttributeType(13) }
    /// Corresponds to `IFLA_VXLAN_L3MISS`.
    public static var l3miss: AttributeType { AttributeType(14) }
    /// Corresponds to `IFLA_VXLAN_PORT`, in network byte order.
    public static var port: AttributeType { AttributeType(15) }
    /// Corresponds to `IFLA_VXLAN_GROUP6`.
    public static var group6: AttributeType { AttributeType(16) }
    /// Corresponds to `IFLA_VXLAN_LOCAL6`.
    public static var local6: AttributeType { AttributeType(17) }
    /// Corresponds to `IFLA_VXLAN_UDP_CSUM`.
    public static var udpCsum: AttributeType { AttributeType(18) }
    /// Corresponds to `IFLA_VXLAN_UDP_ZERO_CSUM6_TX`.
    public static var udpZeroCsum6Tx: AttributeType { AttributeType(19) }
    /// Corresponds to `IFLA_VXLAN_UDP_ZERO_CSUM6_RX`.
    public static var udpZeroCsum6Rx: AttributeType { AttributeType(20) }
    /// Corresponds to `IFLA_VXLAN_REMCSUM_TX`.
    public static var remcsumTx: AttributeType { AttributeType(21) }
    /// Corresponds to `IFLA_VXLAN_REMCSUM_RX`.
    public static var remcsumRx: AttributeType { AttributeType(22) }
    /// Corresponds to `IFLA_VXLAN_GBP`.
    public static var gbp: AttributeType { AttributeType(23) }
    /// Corresponds to `IFLA_VXLAN_REMCSUM_NOPARTIAL`.
    public static var remcsumNopartial: AttributeType { AttributeType(24) }
    /// Corresponds to `IFLA_VXLAN_COLLECT_METADATA`.
    public static var collectMetadata: AttributeType { AttributeType(25) }
    /// Corresponds to `IFLA_VXLAN_LABEL`, in network byte order.
    public static var label: AttributeType { AttributeType(26) }
    /// Corresponds to `IFLA_VXLAN_GPE`.
    public static var gpe: AttributeType { AttributeType(27) }
    /// Corresponds to `IFLA_VXLAN_TTL_INHERIT`.
    public static var ttlInherit: AttributeType { AttributeType(28) }
    /// Corresponds to `IFLA_VXLAN_DF`.
    public static var df: AttributeType { AttributeType(29) }
    /// Corresponds to `IFLA_VXLAN_VNIFILTER`.
    public static var vnifilter: AttributeType { AttributeType(30) }
    /// Corresponds to `IFLA_VXLAN_LOCALBYPASS`.
    public static var localbypass: AttributeType { AttributeType(31) }
    /// Corresponds to `IFLA_VXLAN_LABEL_POLICY`.
    public static var labelPolicy: AttributeType { AttributeType(32) }
    /// Corresponds to `IFLA_VXLAN_RESERVED_BITS`.
    public static var reservedBits: AttributeType { AttributeType(33) }
    /// Corresponds to `IFLA_VXLAN_MC_ROUTE`.
    public static var mcRoute: AttributeType { AttributeType(34) }
  }

  public var hasData: Bool { self != VXLAN() }

  public func encode(into message: inout MessageBuilder) throws(MessageError) {
    if let id { try message.put(Info.id, id) }
    if let parent { try message.put(Info.link, parent) }
    if let ttl { try message.put(Info.ttl, ttl) }
    if let tos { try message.put(Info.tos, tos) }
    if let dontFragment { try message.put(Info.df, dontFragment.rawValue) }
    if let flowLabel { try message.put(Info.label, bigEndian: flowLabel) }
    if let flowLabelPolicy { try message.put(Info.labelPolicy, flowLabelPolicy.rawValue) }
    if let learning { try message.put(Info.learning, learning) }
    if let ageing { try message.put(Info.ageing, ageing) }
    if let limit { try message.put(Info.limit, limit) }
    if let proxy { try message.put(Info.proxy, proxy) }
    if let routeShortCircuit { try message.put(Info.rsc, routeShortCircuit) }
    if let linkMiss { try message.put(Info.l2miss, linkMiss) }
    if let addressMiss { try message.put(Info.l3miss, addressMiss) }
    if let port { try message.put(Info.port, bigEndian: port) }
    if let udpChecksum { try message.put(Info.udpCsum, udpChecksum) }
    if let udpZeroChecksum6Transmit {
      try message.put(Info.udpZeroCsum6Tx, udpZeroChecksum6Transmit)
    }
    if let udpZeroChecksum6Receive { try message.put(Info.udpZeroCsum6Rx, udpZeroChecksum6Receive) }
    if let remoteChecksumTransmit { try message.put(Info.remcsumTx, remoteChecksumTransmit) }
    if let remoteChecksumReceive { try message.put(Info.remcsumRx, remoteChecksumReceive) }
    if let collectMetadata { try message.put(Info.collectMetadata, collectMetadata) }
    if let vniFilter { try message.put(Info.vnifilter, vniFilter) }
    if let localBypass { try message.put(Info.localbypass, localBypass) }
    if let reservedBits { try message.put(Info.reservedBits, bigEndian: reservedBits) }
    if let multicastRouting { try message.put(Info.mcRoute, multicastRouting) }
    if groupPolicy { try message.put(flag: Info.gbp) }
    if protocolExtension { try message.put(flag: Info.gpe) }
    if remoteChecksumNoPartial { try message.put(flag: Info.remcsumNopartial) }
    if let group {
      try message.put(group.bitWidth == 32 ? Info.group : Info.group6, group)
    }
    if let local {
      try message.put(local.bitWidth == 32 ? Info.local : Info.local6, local)
    }
    if let sourcePorts { try message.put(Info.portRange, sourcePorts) }
    if ttlInherited == true { try message.put(flag: Info.ttlInherit) }
  }

  public init(data: consuming Attributes) throws(MessageError) {
    while let attribute = try data.next() {
      switch attribute.type {
      case Info.group, Info.group6: group = try attribute.ipAddress()
      case Info.local, Info.local6: local = try attribute.ipAddress()
      case Info.portRange: sourcePorts = try attribute.portRange()
      case Info.ttlInherit:
        // A flag in requests, one byte in what the kernel reports.
        ttlInherited = attribute.payload.isEmpty ? true : try attribute.bool()
      case Info.id: id = try attribute.integer()
      case Info.link: parent = try attribute.integer()
      case Info.ttl: ttl = try attribute.integer()
      case Info.tos: tos = try attribute.integer()
      case Info.df: dontFragment = UDPTunnel.DontFragment(rawValue: try attribute.integer())
      case Info.label: flowLabel = try attribute.bigEndian()
      case Info.labelPolicy: flowLabelPolicy = FlowLabelPolicy(rawValue: try attribute.integer())
      case Info.learning: learning = try attribute.bool()
      case Info.ageing: ageing = try attribute.integer()
      case Info.limit: limit = try attribute.integer()
      case Info.proxy: proxy = try attribute.bool()
      case Info.rsc: routeShortCircuit = try attribute.bool()
      case Info.l2miss: linkMiss = try attribute.bool()
      case Info.l3miss: addressMiss = try attribute.bool()
      case Info.port: port = try attribute.bigEndian()
      case Info.udpCsum: udpChecksum = try attribute.bool()
      case Info.udpZeroCsum6Tx: udpZeroChecksum6Transmit = try attribute.bool()
      case Info.udpZeroCsum6Rx: udpZeroChecksum6Receive = try attribute.bool()
      case Info.remcsumTx: remoteChecksumTransmit = try attribute.bool()
      case Info.remcsumRx: remoteChecksumReceive = try attribute.bool()
      case Info.collectMetadata: collectMetadata = try attribute.bool()
      case Info.vnifilter: vniFilter = try attribute.bool()
      case Info.localbypass: localBypass = try attribute.bool()
      case Info.reservedBits: reservedBits = try attribute.bigEndian()
      case Info.mcRoute: multicastRouting = try attribute.bool()
      case Info.gbp: groupPolicy = true
      case Info.gpe: protocolExtension = true
      case Info.remcsumNopartial: remoteChecksumNoPartial = true
      default: break
      }
    }
  }
}
