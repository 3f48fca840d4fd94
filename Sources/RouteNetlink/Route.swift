public import Netlink

/// An IP route. Corresponds to an `RTM_NEWROUTE` message.
@frozen public struct Route: Hashable, Sendable {
  /// nil is the default route.
  public var destination: IPPrefix?
  /// Corresponds to `AF_INET` or `AF_INET6`.
  public var family: UInt8
  /// Only for packets from here; IPv6 only. Corresponds to `RTA_SRC`.
  public var source: IPPrefix?
  /// Corresponds to `RTA_GATEWAY`, or `RTA_VIA` where it is of the other family.
  public var gateway: IPAddress?
  /// The index of the link. Corresponds to `RTA_OIF`.
  public var link: Int32?
  /// Corresponds to `RTA_PRIORITY`; smaller is preferred.
  public var metric: UInt32?
  /// Corresponds to `RTA_PREFSRC`.
  public var preferredSource: IPAddress?
  /// 254 is the main table. Corresponds to `RTA_TABLE`.
  public var table: UInt32 = 254
  /// Who made it. Corresponds to `RTPROT_*`: 2 kernel, 3 boot, 4 static, 9 router advertisement.
  public var proto: UInt8 = 3
  /// Corresponds to `RT_SCOPE_*`: 0 universe, 253 link, 254 host.
  public var scope: UInt8 = 0
  /// Corresponds to `RTN_*`: 1 unicast, 2 local, 3 broadcast, 6 blackhole, 7 unreachable, 8 prohibit.
  public var type: UInt8 = 1
  /// IPv4 only. Corresponds to `rtm_tos`.
  public var tos: UInt8 = 0
  /// Corresponds to `RTNH_F_*`: 1 dead, 4 onlink, 16 linkdown.
  public var flags: UInt32 = 0
  /// Bytes. Corresponds to `RTAX_MTU`.
  public var mtu: UInt32?
  /// Other metrics, by their `RTAX_*` number.
  public var metrics: [UInt16: UInt32] = [:]
  /// Corresponds to `RTAX_CC_ALGO`.
  public var congestionControl: String?
  /// The source realm in the upper 16 bits, the destination's in the lower; IPv4 only.
  /// Corresponds to `RTA_FLOW`.
  public var realms: UInt32?
  /// Seconds until the route goes; IPv6 only. Corresponds to `RTA_EXPIRES` in a request, and to
  /// `rta_expires` in `RTA_CACHEINFO`, which is in `USER_HZ`.
  public var expires: UInt32?
  /// A next hop object, in whose place a request says no ``gateway``, ``link`` or ``nextHops``;
  /// the kernel reports those with it. Corresponds to `RTA_NH_ID`.
  public var nextHopID: UInt32?
  /// Corresponds to `RTA_PREF`: 0 medium, 1 high, 3 low; IPv6 only.
  public var preference: UInt8?
  /// Several ways to one destination. Corresponds to `RTA_MULTIPATH`.
  public var nextHops: [NextHop] = []
  /// Corresponds to `RTM_F_CLONED`: a cache entry, not a route.
  public var isCached: Bool { flags & 0x200 != 0 }

  /// One of several ways. Corresponds to `struct rtnexthop`.
  @frozen public struct NextHop: Hashable, Sendable {
    /// The index of the link. Corresponds to `rtnh_ifindex`.
    public var link: Int32
    /// Corresponds to `RTA_GATEWAY`, or `RTA_VIA` where it is of another family than the route.
    public var gateway: IPAddress?
    /// From 1 to 256; what is outside is sent as the nearest. Corresponds to `rtnh_hops` plus one.
    public var weight: Int
    /// Corresponds to `rtnh_flags` (`RTNH_F_*`).
    public var flags: UInt8
  }

  /// A route to `destination`, or the default route of the gateway's family.
  public init(to destination: IPPrefix?, via gateway: IPAddress? = nil, link: Int32? = nil) {
    self.destination = destination
    self.gateway = gateway
    self.link = link
    family = destination?.address.family ?? gateway?.family ?? AddressFamily.inet
    // As ip(8): what needs no gateway is reached on the link.
    if gateway == nil, family == AddressFamily.inet { scope = 253 }
  }

  /// Writes `rtmsg` and the attributes.
  @inlinable @inline(__always)
  public func encode(into m: inout MessageBuilder) throws(MessageError) {
    try m.put(
      header: RouteHeader(
        family: family, destinationLength: UInt8(truncatingIfNeeded: destination?.length ?? 0),
        sourceLength: UInt8(truncatingIfNeeded: source?.length ?? 0), tos: tos,
        table: table < 256 ? UInt8(truncatingIfNeeded: table) : 0, proto: proto, scope: scope,
        type: type, flags: flags & 0xFF))
    if let destination { try m.put(RTA.dst, destination.network) }
    // A next hop of its own (RTA_NH_ID) holds these, and the kernel refuses both at once.
    if nextHopID == nil {
      if let gateway {
        if gateway.family == family {
          try m.put(RTA.gateway, gateway)
        } else {
          try encodeVia(gateway, into: &m)
        }
      }
      if let link { try m.put(RTA.oif, link) }
    }
    if let metric { try m.put(RTA.priority, metric) }
    if hasRareAttributes { try encodeRare(into: &m) }
  }

  @inlinable @inline(__always) var hasRareAttributes: Bool {
    source != nil || preferredSource != nil || table > 255 || preference != nil || realms != nil
      || expires != nil || nextHopID != nil || mtu != nil || congestionControl != nil
      || !metrics.isEmpty || !nextHops.isEmpty
  }

  @usableFromInline func encodeRare(into m: inout MessageBuilder) throws(MessageError) {
    if let source { try m.put(RTA.src, source.network) }
    if let preferredSource { try m.put(RTA.prefsrc, preferredSource) }
    if table > 255 { try m.put(RTA.table, table) }
    if let preference { try m.put(RTA.pref, preference) }
    if let realms { try m.put(RTA.flow, realms) }
    if let expires { try m.put(RTA.expires, expires) }
    if let nextHopID { try m.put(RTA.nhID, nextHopID) }
    if mtu != nil || !metrics.isEmpty || congestionControl != nil {
      try m.nest(RTA.metrics) { (m) throws(MessageError) in
        if let mtu { try m.put(Metric.mtu, mtu) }
        for (number, value) in metrics.sorted(by: { $0.key < $1.key }) {
          try m.put(AttributeType(number), value)
        }
        if let congestionControl { try m.put(Metric.congestionControl, congestionControl) }
      }
    }
    if nextHopID == nil, !nextHops.isEmpty {
      try m.put(RTA.multipath, bytes: nextHops.flatMap { $0.bytes(family: family) })
    }
  }

  /// Writes a gateway of another family than the route's.
  @usableFromInline func encodeVia(_ gateway: IPAddress, into m: inout MessageBuilder)
    throws(MessageError)
  {
    try m.put(RTA.via, bytes: gateway.via)
  }

  /// Corresponds to `RTAX_*`.
  private enum Metric {
    static let mtu = AttributeType(2)
    static let congestionControl = AttributeType(16)
  }

  /// Reads an `RTM_NEWROUTE` or `RTM_DELROUTE`; nil when it is of another family than IP.
  ///
  /// - Throws: ``MessageError`` when the message is malformed.
  public init?(_ message: MessageView) throws(MessageError) {
    let header = try message.familyHeader(as: RouteHeader.self)
    guard header.family == AddressFamily.inet || header.family == AddressFamily.inet6 else {
      return nil
    }
    family = header.family
    table = UInt32(header.table)
    proto = header.proto
    scope = header.scope
    type = header.type
    tos = header.tos
    flags = header.flags
    var attributes = message.attributes(after: RouteHeader.size)
    while let attribute = try attributes.next() {
      switch attribute.type {
      case RTA.dst:
        destination = try attribute.prefix(length: header.destinationLength)
      case RTA.src: source = try attribute.prefix(length: header.sourceLength)
      case RTA.gateway: gateway = try attribute.ipAddress()
      case RTA.via: gateway = try attribute.viaAddress()
      case RTA.flow: realms = try attribute.integer()
      case RTA.nhID: nextHopID = try attribute.integer()
      case RTA.expires: expires = try attribute.integer()
      case RTA.cacheinfo:
        // struct rta_cacheinfo: rta_expires is the third field. USER_HZ is 100 everywhere.
        if let ticks: Int32 = attribute.payload.integer(at: 8), ticks > 0 {
          expires = UInt32(ticks) / 100
        }
      case RTA.oif: link = try attribute.integer()
      case RTA.priority: metric = try attribute.integer()
      case RTA.prefsrc: preferredSource = try attribute.ipAddress()
      case RTA.table: table = try attribute.integer()
      case RTA.pref: preference = try attribute.integer()
      case RTA.metrics:
        var inner = attribute.attributes()
        while let entry = try inner.next() {
          switch entry.type {
          case Metric.mtu: mtu = try entry.integer()
          case Metric.congestionControl: congestionControl = try entry.string()
          default: metrics[entry.type.rawValue] = try entry.integer()
          }
        }
      case RTA.multipath: nextHops = try Self.readNextHops(attribute)
      default: break
      }
    }
    // An IPv6 default route of the kernel's own may carry ::/0 in so many words.
    if let destination, destination.length == 0 { self.destination = nil }
  }

  private static func readNextHops(_ attribute: AttributeView) throws(MessageError) -> [NextHop] {
    var hops: [NextHop] = []
    var rest = attribute.payload
    // struct rtnexthop: length, flags, hops, ifindex; attributes behind it.
    while let length: UInt16 = rest.integer(at: 0), length >= 8, Int(length) <= rest.byteCount,
      let flags: UInt8 = rest.integer(at: 2), let weight: UInt8 = rest.integer(at: 3),
      let link: Int32 = rest.integer(at: 4)
    {
      var hop = NextHop(link: link, gateway: nil, weight: Int(weight) + 1, flags: flags)
      var attributes = Attributes(rest.extracting(8..<Int(length)))
      while let inner = try attributes.next() {
        if inner.type == RTA.gateway { hop.gateway = try inner.ipAddress() }
        if inner.type == RTA.via { hop.gateway = try inner.viaAddress() }
      }
      hops.append(hop)
      rest = rest.extracting(droppingFirst: min((Int(length) + 3) & ~3, rest.byteCount))
    }
    guard rest.byteCount == 0 else { throw .wrongLength(RTA.multipath, rest.byteCount) }
    return hops
  }
}

extension Route.NextHop {
  /// `struct rtnexthop` with its gateway behind it.
  fileprivate func bytes(family: UInt8) -> [UInt8] {
    var attribute: [UInt8] = []
    if let gateway {
      let isOther = gateway.family != family
      let payload = isOther ? gateway.via : gateway.bytes
      let type = isOther ? RTA.via : RTA.gateway
      attribute = nativeBytes(UInt16(payload.count + 4)) + nativeBytes(type.rawValue) + payload
      attribute += Array(repeating: 0, count: -attribute.count & 3)
    }
    return nativeBytes(UInt16(8 + attribute.count))
      + [flags, UInt8(clamping: max(weight, 1) - 1)]
      + nativeBytes(link)
      + attribute
  }
}

/// The bytes of an integer in the machine's byte order.
private func nativeBytes(_ value: some FixedWidthInteger) -> [UInt8] {
  let little = (0..<value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  return UInt16(1).littleEndian == 1 ? little : little.reversed()
}

extension IPAddress {
  /// `struct rtvia`: the family in the machine's byte order, then the address.
  fileprivate var via: [UInt8] { nativeBytes(UInt16(family)) + bytes }
}

extension AttributeView {
  /// An address that is the beginning of a network.
  fileprivate func prefix(length: UInt8) throws(MessageError) -> IPPrefix {
    guard let prefix = IPPrefix(try ipAddress(), length: Int(length)) else {
      throw .wrongLength(type, payload.byteCount)
    }
    return prefix
  }

  /// Reads `struct rtvia`.
  fileprivate func viaAddress() throws(MessageError) -> IPAddress {
    guard payload.byteCount > 2,
      let address = IPAddress(bytes: payload.extracting(droppingFirst: 2).array)
    else { throw .wrongLength(type, payload.byteCount) }
    return address
  }
}
