/// The state and properties of a link. Corresponds to `IFF_*` in `linux/if.h`.
@frozen public struct LinkFlags: OptionSet, BitwiseCopyable, Hashable, Sendable {
  public var rawValue: UInt32
  @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Corresponds to `IFF_UP`: switched on by the administrator.
  @inlinable public static var up: LinkFlags { LinkFlags(rawValue: 1 << 0) }
  /// Corresponds to `IFF_BROADCAST`.
  @inlinable public static var broadcast: LinkFlags { LinkFlags(rawValue: 1 << 1) }
  /// Corresponds to `IFF_LOOPBACK`.
  @inlinable public static var loopback: LinkFlags { LinkFlags(rawValue: 1 << 3) }
  /// Corresponds to `IFF_POINTOPOINT`.
  @inlinable public static var pointToPoint: LinkFlags { LinkFlags(rawValue: 1 << 4) }
  /// Corresponds to `IFF_RUNNING`: operational.
  @inlinable public static var running: LinkFlags { LinkFlags(rawValue: 1 << 6) }
  /// Corresponds to `IFF_NOARP`.
  @inlinable public static var noARP: LinkFlags { LinkFlags(rawValue: 1 << 7) }
  /// Corresponds to `IFF_PROMISC`.
  @inlinable public static var promiscuous: LinkFlags { LinkFlags(rawValue: 1 << 8) }
  /// Corresponds to `IFF_ALLMULTI`.
  @inlinable public static var allMulticast: LinkFlags { LinkFlags(rawValue: 1 << 9) }
  /// Corresponds to `IFF_MULTICAST`.
  @inlinable public static var multicast: LinkFlags { LinkFlags(rawValue: 1 << 12) }
  /// Corresponds to `IFF_LOWER_UP`: carrier.
  @inlinable public static var lowerUp: LinkFlags { LinkFlags(rawValue: 1 << 16) }
}
