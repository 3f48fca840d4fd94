/// The header of link messages. Corresponds to `struct ifinfomsg`.
@frozen public struct LinkHeader: BitwiseCopyable, Hashable, Sendable {
  /// Corresponds to `ifi_family`.
  public var family: UInt8
  @usableFromInline var padding: UInt8 = 0
  /// Corresponds to `ifi_type` (`ARPHRD_*`).
  public var hardwareType: UInt16
  /// Corresponds to `ifi_index`.
  public var index: Int32
  /// Corresponds to `ifi_flags`.
  public var flags: LinkFlags
  /// Which of the flags are to change. Corresponds to `ifi_change`.
  public var change: LinkFlags

  @inlinable @inline(__always)
  public init(
    family: UInt8 = 0, hardwareType: UInt16 = 0, index: Int32 = 0, flags: LinkFlags = [],
    change: LinkFlags = []
  ) {
    self.family = family
    self.hardwareType = hardwareType
    self.index = index
    self.flags = flags
    self.change = change
  }

  /// Bytes.
  @inlinable public static var size: Int { 16 }
}

/// The header of address messages. Corresponds to `struct ifaddrmsg`.
@frozen public struct AddressHeader: BitwiseCopyable, Hashable, Sendable {
  /// Corresponds to `ifa_family`.
  public var family: UInt8
  /// Corresponds to `ifa_prefixlen`.
  public var prefixLength: UInt8
  /// The low eight of the address's flags. `IFA_FLAGS` has all.
  public var flags: UInt8
  /// Corresponds to `ifa_scope`.
  public var scope: UInt8
  /// Corresponds to `ifa_index`.
  public var index: UInt32

  @inlinable public init(
    family: UInt8 = 0, prefixLength: UInt8 = 0, flags: UInt8 = 0, scope: UInt8 = 0,
    index: UInt32 = 0
  ) {
    self.family = family
    self.prefixLength = prefixLength
    self.flags = flags
    self.scope = scope
    self.index = index
  }

  /// Bytes.
  @inlinable public static var size: Int { 8 }
}

/// The header of route messages. Corresponds to `struct rtmsg`.
@frozen public struct RouteHeader: BitwiseCopyable, Hashable, Sendable {
  /// Corresponds to `rtm_family`.
  public var family: UInt8
  /// Corresponds to `rtm_dst_len`.
  public var destinationLength: UInt8
  /// Corresponds to `rtm_src_len`.
  public var sourceLength: UInt8
  /// Corresponds to `rtm_tos`.
  public var tos: UInt8
  /// The table, when its number is below 256. `RTA_TABLE` has all.
  public var table: UInt8
  /// Corresponds to `rtm_protocol`.
  public var proto: UInt8
  /// Corresponds to `rtm_scope`.
  public var scope: UInt8
  /// Corresponds to `rtm_type`.
  public var type: UInt8
  /// Corresponds to `rtm_flags`.
  public var flags: UInt32

  @inlinable public init(
    family: UInt8 = 0, destinationLength: UInt8 = 0, sourceLength: UInt8 = 0, tos: UInt8 = 0,
    table: UInt8 = 0, proto: UInt8 = 0, scope: UInt8 = 0, type: UInt8 = 0, flags: UInt32 = 0
  ) {
    self.family = family
    self.destinationLength = destinationLength
    self.sourceLength = sourceLength
    self.tos = tos
    self.table = table
    self.proto = proto
    self.scope = scope
    self.type = type
    self.flags = flags
  }

  /// Bytes.
  @inlinable public static var size: Int { 12 }
}

/// The header of neighbour messages. Corresponds to `struct ndmsg`.
@frozen public struct NeighborHeader: BitwiseCopyable, Hashable, Sendable {
  /// Corresponds to `ndm_family`.
  public var family: UInt8
  @usableFromInline var padding1: UInt8 = 0
  @usableFromInline var padding2: UInt16 = 0
  /// Corresponds to `ndm_ifindex`.
  public var index: Int32
  /// Corresponds to `ndm_state`.
  public var state: UInt16
  /// Corresponds to `ndm_flags`.
  public var flags: UInt8
  /// Corresponds to `ndm_type`.
  public var type: UInt8

  @inlinable public init(
    family: UInt8 = 0, index: Int32 = 0, state: UInt16 = 0, flags: UInt8 = 0, type: UInt8 = 0
  ) {
    self.family = family
    self.index = index
    self.state = state
    self.flags = flags
    self.type = type
  }

  /// Bytes.
  @inlinable public static var size: Int { 12 }
}

/// The header of messages that say nothing but the family. Corresponds to `struct rtgenmsg`,
/// padded to four bytes.
@frozen public struct GenericHeader: BitwiseCopyable, Hashable, Sendable {
  /// Corresponds to `rtgen_family`.
  public var family: UInt8
  @inlinable public init(family: UInt8 = 0) { self.family = family }
  /// Bytes.
  @inlinable public static var size: Int { 4 }
}
