public import Netlink

/// An IP address of a link. Corresponds to an `RTM_NEWADDR` message.
@frozen public struct Address: Hashable, Sendable {
  /// The link's index.
  public var link: Int32
  /// The address and the length of its network. Corresponds to `IFA_LOCAL`, or `IFA_ADDRESS`
  /// where there is no other.
  public var prefix: IPPrefix
  /// The other end of a point-to-point link. Corresponds to `IFA_ADDRESS` when it differs.
  public var peer: IPAddress?
  /// Corresponds to `IFA_BROADCAST`.
  public var broadcast: IPAddress?
  /// Corresponds to `IFA_ANYCAST`.
  public var anycast: IPAddress?
  /// Corresponds to `IFA_LABEL`; IPv4 only.
  public var label: String?
  /// Corresponds to `RT_SCOPE_*`; the kernel chooses for IPv6.
  public var scope: UInt8
  /// Corresponds to `IFA_FLAGS`.
  public var flags: AddressFlags
  /// The metric of the route that comes with the address. Corresponds to `IFA_RT_PRIORITY`.
  public var metric: UInt32?
  /// Seconds, 0xFFFFFFFF for ever. Corresponds to `ifa_prefered` in `IFA_CACHEINFO`.
  public var preferredLifetime: UInt32?
  /// Seconds, 0xFFFFFFFF for ever. Corresponds to `ifa_valid` in `IFA_CACHEINFO`.
  public var validLifetime: UInt32?
  /// Who made it. Corresponds to `IFA_PROTO` (5.18).
  public var proto: UInt8?

  /// An address for the link with this index.
  public init(_ prefix: IPPrefix, link: Int32) {
    self.prefix = prefix
    self.link = link
    broadcast = prefix.broadcast
    // As ip(8): 127.0.0.0/8 is of the host, everything else of the world.
    scope = prefix.address.family == AddressFamily.inet && prefix.address.isLoopback ? 254 : 0
    flags = []
  }

  /// Writes `ifaddrmsg` and the attributes.
  @inlinable @inline(__always)
  public func encode(into m: inout MessageBuilder) throws(MessageError) {
    try m.put(
      header: AddressHeader(
        family: prefix.address.family,
        prefixLength: UInt8(truncatingIfNeeded: prefix.length),
        flags: flags.rawValue > 0xFF ? 0 : UInt8(truncatingIfNeeded: flags.rawValue), scope: scope,
        index: UInt32(bitPattern: link)))
    try m.put(IFA.local, prefix.address)
    if let peer {
      try m.put(IFA.address, peer)
    } else {
      try m.put(IFA.address, prefix.address)
    }
    if let broadcast { try m.put(IFA.broadcast, broadcast) }
    if hasRareAttributes { try encodeRare(into: &m) }
  }

  @inlinable @inline(__always) var hasRareAttributes: Bool {
    anycast != nil || label != nil || flags.rawValue > 0xFF || metric != nil || proto != nil
      || preferredLifetime != nil || validLifetime != nil
  }

  @usableFromInline func encodeRare(into m: inout MessageBuilder) throws(MessageError) {
    if let anycast { try m.put(IFA.anycast, anycast) }
    if let label { try m.put(IFA.label, label) }
    // Where they do not fit the header, they stand here, all of them.
    if flags.rawValue > 0xFF { try m.put(IFA.flags, flags.rawValue) }
    if let metric { try m.put(IFA.rtPriority, metric) }
    if let proto { try m.put(IFA.proto, proto) }
    if preferredLifetime != nil || validLifetime != nil {
      try m.put(
        IFA.cacheinfo,
        structure: AddressLifetimes(
          preferred: preferredLifetime ?? .max, valid: validLifetime ?? .max))
    }
  }

  /// Reads an `RTM_NEWADDR` or `RTM_DELADDR`; nil when it is of another family than IP.
  ///
  /// - Throws: ``MessageError`` when the message is malformed.
  public init?(_ message: MessageView) throws(MessageError) {
    let header = try message.familyHeader(as: AddressHeader.self)
    guard header.family == AddressFamily.inet || header.family == AddressFamily.inet6 else {
      return nil
    }
    var address: IPAddress?
    var local: IPAddress?
    link = Int32(bitPattern: header.index)
    flags = AddressFlags(rawValue: UInt32(header.flags))
    scope = header.scope
    var attributes = message.attributes(after: AddressHeader.size)
    while let attribute = try attributes.next() {
      switch attribute.type {
      case IFA.address: address = try attribute.ipAddress()
      case IFA.local: local = try attribute.ipAddress()
      case IFA.broadcast: broadcast = try attribute.ipAddress()
      case IFA.anycast: anycast = try attribute.ipAddress()
      // The link's name unless another was given: any bytes.
      case IFA.label: label = attribute.text
      case IFA.flags: flags = AddressFlags(rawValue: try attribute.integer())
      case IFA.rtPriority: metric = try attribute.integer()
      case IFA.proto: proto = try attribute.integer()
      case IFA.cacheinfo:
        let lifetimes = try attribute.structure(as: AddressLifetimes.self)
        preferredLifetime = lifetimes.preferred
        validLifetime = lifetimes.valid
      default: break
      }
    }
    guard let own = local ?? address,
      let prefix = IPPrefix(own, length: Int(header.prefixLength))
    else { return nil }
    self.prefix = prefix
    if let address, address != own { peer = address }
  }
}

/// Corresponds to `struct ifa_cacheinfo`.
private struct AddressLifetimes: BitwiseCopyable {
  var preferred: UInt32
  var valid: UInt32
  /// Hundredths of a second since boot; only read.
  var created: UInt32 = 0
  var updated: UInt32 = 0
}

/// Corresponds to `IFA_F_*`.
@frozen public struct AddressFlags: OptionSet, Hashable, Sendable {
  public var rawValue: UInt32
  @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Corresponds to `IFA_F_SECONDARY` (IPv4), `IFA_F_TEMPORARY` (IPv6).
  public static var secondary: AddressFlags { AddressFlags(rawValue: 0x01) }
  /// Corresponds to `IFA_F_NODAD`: skip duplicate address detection.
  public static var noDAD: AddressFlags { AddressFlags(rawValue: 0x02) }
  /// Corresponds to `IFA_F_OPTIMISTIC`.
  public static var optimistic: AddressFlags { AddressFlags(rawValue: 0x04) }
  /// Corresponds to `IFA_F_DADFAILED`: somebody else has it.
  public static var dadFailed: AddressFlags { AddressFlags(rawValue: 0x08) }
  /// Corresponds to `IFA_F_HOMEADDRESS`.
  public static var homeAddress: AddressFlags { AddressFlags(rawValue: 0x10) }
  /// Corresponds to `IFA_F_DEPRECATED`.
  public static var deprecated: AddressFlags { AddressFlags(rawValue: 0x20) }
  /// Corresponds to `IFA_F_TENTATIVE`: duplicate address detection is under way.
  public static var tentative: AddressFlags { AddressFlags(rawValue: 0x40) }
  /// Corresponds to `IFA_F_PERMANENT`.
  public static var permanent: AddressFlags { AddressFlags(rawValue: 0x80) }
  /// Corresponds to `IFA_F_MANAGETEMPADDR`.
  public static var manageTemporary: AddressFlags { AddressFlags(rawValue: 0x100) }
  /// Corresponds to `IFA_F_NOPREFIXROUTE`.
  public static var noPrefixRoute: AddressFlags { AddressFlags(rawValue: 0x200) }
  /// Corresponds to `IFA_F_MCAUTOJOIN`.
  public static var multicastAutoJoin: AddressFlags { AddressFlags(rawValue: 0x400) }
  /// Corresponds to `IFA_F_STABLE_PRIVACY`.
  public static var stablePrivacy: AddressFlags { AddressFlags(rawValue: 0x800) }
}

extension MessageBuilder {
  /// Writes the bytes of an IP address in network order.
  @inlinable @inline(__always)
  public mutating func put(_ type: AttributeType, _ address: IPAddress) throws(MessageError) {
    switch address {
    case .v4(let value): try put(type, bigEndian: value)
    case .v6(let high, let low):
      try put(type, structure: IPv6Bytes(high: high.bigEndian, low: low.bigEndian))
    }
  }
}

/// The sixteen bytes of an IPv6 address.
@frozen @usableFromInline struct IPv6Bytes: BitwiseCopyable {
  @usableFromInline var high, low: UInt64

  @inlinable init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }
}

extension AttributeView {
  /// Four or sixteen bytes in network order.
  ///
  /// - Throws: ``MessageError/wrongLength(_:_:)``.
  public func ipAddress() throws(MessageError) -> IPAddress {
    switch payload.byteCount {
    case 4: return .v4(try bigEndian())
    case 16:
      let bytes = try structure(as: IPv6Bytes.self)
      return .v6(UInt64(bigEndian: bytes.high), UInt64(bigEndian: bytes.low))
    default: throw .wrongLength(type, payload.byteCount)
    }
  }
}
