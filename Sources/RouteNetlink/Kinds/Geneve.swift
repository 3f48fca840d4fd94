public import Netlink

/// Ethernet in UDP with room for options (RFC 8926).
///
/// Corresponds to kind `geneve`, `IFLA_GENEVE_*` in `linux/if_link.h` and `drivers/net/geneve.c`.
public struct Geneve: LinkKind {
  /// The other end. Corresponds to `IFLA_GENEVE_REMOTE` or `IFLA_GENEVE_REMOTE6`.
  public var remote: IPAddress?
  /// The address to receive at, and the outer source.
  /// Corresponds to `IFLA_GENEVE_LOCAL` or `IFLA_GENEVE_LOCAL6` (7.2).
  public var local: IPAddress?
  /// The network identifier (VNI), 24 bits. Corresponds to `IFLA_GENEVE_ID`.
  public var id: UInt32?
  /// Of the outer packets; 0 leaves it to the route. Corresponds to `IFLA_GENEVE_TTL`.
  public var ttl: UInt8?
  /// Take the TTL of the inner packet. Corresponds to `IFLA_GENEVE_TTL_INHERIT`.
  public var ttlInherited: Bool?
  /// Of the outer packets; 1 takes the inner one's. Corresponds to `IFLA_GENEVE_TOS`.
  public var tos: UInt8?
  /// Corresponds to `IFLA_GENEVE_DF`.
  public var dontFragment: UDPTunnel.DontFragment?
  /// The flow label of outer IPv6 packets, 20 bits.
  /// Corresponds to `IFLA_GENEVE_LABEL`, in network byte order.
  public var flowLabel: UInt32?
  /// The UDP destination port. Corresponds to `IFLA_GENEVE_PORT`, in network byte order.
  public var port: UInt16?
  /// The UDP source ports to choose from by flow.
  /// Corresponds to `IFLA_GENEVE_PORT_RANGE` (6.15), in network byte order.
  public var sourcePorts: UDPTunnel.PortRange?
  /// Over IPv4. Corresponds to `IFLA_GENEVE_UDP_CSUM`.
  public var udpChecksum: Bool?
  /// Leave it out over IPv6. Corresponds to `IFLA_GENEVE_UDP_ZERO_CSUM6_TX`.
  public var udpZeroChecksum6Transmit: Bool?
  /// Accept that. Corresponds to `IFLA_GENEVE_UDP_ZERO_CSUM6_RX`.
  public var udpZeroChecksum6Receive: Bool?
  /// The tunnel's parameters come with each packet. Corresponds to
  /// `IFLA_GENEVE_COLLECT_METADATA`.
  public var collectMetadata = false
  /// IP packets go without an Ethernet header. Corresponds to `IFLA_GENEVE_INNER_PROTO_INHERIT`.
  public var innerProtocolInherited = false
  /// Say in each packet how inner ones may be put together again.
  /// Corresponds to `IFLA_GENEVE_GRO_HINT` (7.0).
  public var aggregationHint = false

  public init(id: UInt32? = nil, remote: IPAddress? = nil) {
    self.id = id
    self.remote = remote
  }

  @inlinable public static var name: String { "geneve" }

  public static let schema = AttributeSchema(
    "IFLA_GENEVE_",
    [
      (Info.id, "id", .unsigned),
      (Info.remote, "remote", .address),
      (Info.ttl, "ttl", .unsigned),
      (Info.tos, "tos", .unsigned),
      (Info.port, "port", .bigEndian),
      (Info.collectMetadata, "collect_metadata", .flag),
      (Info.remote6, "remote6", .address),
      (Info.udpCsum, "udp_csum", .unsigned),
      (Info.udpZeroCsum6Tx, "udp_zero_csum6_tx", .unsigned),
      (Info.udpZeroCsum6Rx, "udp_zero_csum6_rx", .unsigned),
      (Info.label, "label", .bigEndian),
      (Info.ttlInherit, "ttl_inherit", .unsigned),
      (Info.df, "df", .named([0: "unset", 1: "set", 2: "inherit"])),
      (Info.innerProtoInherit, "inner_proto_inherit", .flag),
      (Info.portRange, "port_range", .bytes),
      (Info.groHint, "gro_hint", .flag),
      (Info.local, "local", .address),
      (Info.local6, "local6", .address),
    ])

  /// Corresponds to `IFLA_GENEVE_*`.
  public enum Info {
    public static var id: AttributeType { AttributeType(1) }
    public static var remote: AttributeType { AttributeType(2) }
    public static var ttl: AttributeType { AttributeType(3) }
    public static var tos: AttributeType { AttributeType(4) }
    public static var port: AttributeType { AttributeType(5) }
    public static var collectMetadata: AttributeType { AttributeType(6) }
    public static var remote6: AttributeType { AttributeType(7) }
    public static var udpCsum: AttributeType { AttributeType(8) }
    public static var udpZeroCsum6Tx: AttributeType { AttributeType(9) }
    public static var udpZeroCsum6Rx: AttributeType { AttributeType(10) }
    public static var label: AttributeType { AttributeType(11) }
    public static var ttlInherit: AttributeType { AttributeType(12) }
    public static var df: AttributeType { AttributeType(13) }
    public static var innerProtoInherit: AttributeType { AttributeType(14) }
    public static var portRange: AttributeType { AttributeType(15) }
    public static var groHint: AttributeType { AttributeType(16) }
    public static var local: AttributeType { AttributeType(17) }
    public static var local6: AttributeType { AttributeType(18) }
  }

  public var hasData: Bool { self != Geneve() }

  public func encode(into message: inout MessageBuilder) throws(MessageError) {
    if let id { try message.put(Info.id, id) }
    if let remote {
      try message.put(remote.bitWidth == 32 ? Info.remote : Info.remote6, remote)
    }
    if let local { try message.put(local.bitWidth == 32 ? Info.local : Info.local6, local) }
    if let ttl { try message.put(Info.ttl, ttl) }
    if let ttlInherited { try message.put(Info.ttlInherit, ttlInherited) }
    if let tos { try message.put(Info.tos, tos) }
    if let dontFragment { try message.put(Info.df, dontFragment.rawValue) }
    if let flowLabel { try message.put(Info.label, bigEndian: flowLabel) }
    if let port { try message.put(Info.port, bigEndian: port) }
    if let sourcePorts { try message.put(Info.portRange, sourcePorts) }
    if let udpChecksum { try message.put(Info.udpCsum, udpChecksum) }
    if let udpZeroChecksum6Transmit {
      try message.put(Info.udpZeroCsum6Tx, udpZeroChecksum6Transmit)
    }
    if let udpZeroChecksum6Receive { try message.put(Info.udpZeroCsum6Rx, udpZeroChecksum6Receive) }
    if collectMetadata { try message.put(flag: Info.collectMetadata) }
    if innerProtocolInherited { try message.put(flag: Info.innerProtoInherit) }
    if aggregationHint { try message.put(flag: Info.groHint) }
  }

  public init(data: consuming Attributes) throws(MessageError) {
    while let attribute = try data.next() {
      switch attribute.type {
      case Info.id: id = try attribute.integer()
      case Info.remote, Info.remote6: remote = try attribute.ipAddress()
      case Info.local, Info.local6: local = try attribute.ipAddress()
      case Info.ttl: ttl = try attribute.integer()
      case Info.ttlInherit: ttlInherited = try attribute.bool()
      case Info.tos: tos = try attribute.integer()
      case Info.df: dontFragment = UDPTunnel.DontFragment(rawValue: try attribute.integer())
      case Info.label: flowLabel = try attribute.bigEndian()
      case Info.port: port = try attribute.bigEndian()
      case Info.portRange: sourcePorts = try attribute.portRange()
      case Info.udpCsum: udpChecksum = try attribute.bool()
      case Info.udpZeroCsum6Tx: udpZeroChecksum6Transmit = try attribute.bool()
      case Info.udpZeroCsum6Rx: udpZeroChecksum6Receive = try attribute.bool()
      case Info.collectMetadata: collectMetadata = true
      case Info.innerProtoInherit: innerProtocolInherited = true
      case Info.groHint: aggregationHint = true
      default: break
      }
    }
  }
}
