public import Netlink

/// An IP route. Corresponds to an `RTM_NEWROUTE` message.
public struct Route: Hashable, Sendable {
  /// nil is the default route.
  public var destination: IPPrefix?
  /// Corresponds to `AF_INET` or `AF_INET6`.
  public var family: UInt8
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
  public var tos: UInt8 = 0
  /// Corresponds to `RTNH_F_*`: 1 dead, 4 onlink, 16 linkdown.
  public var flags: UInt32 = 0
  /// Bytes. Corresponds to `RTAX_MTU`.
  public var mtu: UInt32?
  /// Other metrics, by their `RTAX_*` number.
  public var metrics: [UInt16: UInt32] = [:]
  /// Corresponds to `RTA_PREF`: 0 medium, 1 high, 3 low; IPv6 only.
  public var preference: UInt8?
  /// Several ways to one destination. Corresponds to `RTA_MULTIPATH`; only read.
  public var nextHops: [NextHop] = []
  /// Corresponds to `RTM_F_CLONED`: a cache entry, not a route.
  public var isCached: Bool { flags & 0x200 != 0 }

  /// One of several ways. Corresponds to `struct rtnexthop`.
  public struct NextHop: Hashable, Sendable {
    public var link: Int32
    public var gateway: IPAddress?
    /// From 1 to 256.
    public var weight: Int
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
  public func encode(into m: inout MessageBuilder) throws(MessageError) {
    try m.put(
      header: RouteHeader(
        family: family, destinationLength: UInt8(destination?.length ?? 0), tos: tos,
        table: table < 256 ? UInt8(table) : 0, proto: proto, scope: scope, type: type,
        flags: flags & 0xFF))
    if let destination { try m.put(RTA.dst, destination.network) }
    if let gateway {
      if gateway.family == family {
        try m.put(RTA.gateway, gateway)
      } else {
        try gateway.encodeVia(into: &m)
      }
    }
    if let link { try m.put(RTA.oif, link) }
    if let metric { try m.put(RTA.priority, metric) }
    if let preferredSource { try m.put(RTA.prefsrc, preferredSource) }
    if table > 255 { try m.put(RTA.table, table) }
    if let preference { try m.put(RTA.pref, preference) }
    if mtu != nil || !metrics.isEmpty {
      try m.nest(RTA.metrics) { (m) throws(MessageError) in
        if let mtu { try m.put(AttributeType(2), mtu) }
        for (number, value) in metrics.sorted(by: { $0.key < $1.key }) {
          try m.put(AttributeType(number), value)
        }
      }
    }
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
        let address = try attribute.ipAddress()
        guard let prefix = IPPrefix(address, length: Int(header.destinationLength)) else {
          throw .wrongLength(RTA.dst, attribute.payload.byteCount)
        }
        destination = prefix
      case RTA.gateway: gateway = try attribute.ipAddress()
      case RTA.via: gateway = try attribute.viaAddress()
      case RTA.oif: link = try attribute.integer()
      case RTA.priority: metric = try attribute.integer()
      case RTA.prefsrc: preferredSource = try attribute.ipAddress()
      case RTA.table: table = try attribute.integer()
      case RTA.pref: preference = try attribute.integer()
      case RTA.metrics:
        var inner = attribute.attributes()
        while let entry = try inner.next() {
          // RTAX_CC_ALGO is text.
          guard entry.type.rawValue != 16 else { continue }
          if entry.type.rawValue == 2 {
            mtu = try entry.integer()
          } else {
            metrics[entry.type.rawValue] = try entry.integer()
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

extension IPAddress {
  /// Writes `RTA_VIA`: the family in the machine's byte order, then the address
  /// (`struct rtvia`).
  fileprivate func encodeVia(into m: inout MessageBuilder) throws(MessageError) {
    let family = UInt16(family)
    let via = (UInt16(1).littleEndian == 1 ? [UInt8(family), 0] : [0, UInt8(family)]) + bytes
    try m.put(RTA.via, bytes: via)
  }
}

extension AttributeView {
  /// Reads `struct rtvia`.
  fileprivate func viaAddress() throws(MessageError) -> IPAddress {
    guard payload.byteCount > 2,
      let address = IPAddress(bytes: payload.extracting(droppingFirst: 2).array)
    else { throw .wrongLength(type, payload.byteCount) }
    return address
  }
}
