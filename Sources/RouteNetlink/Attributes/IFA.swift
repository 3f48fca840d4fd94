public import Netlink

/// The attributes of an address. Corresponds to `IFA_*` in `linux/if_addr.h`.
public enum IFA {
  /// Corresponds to `IFA_ADDRESS`.
  @inlinable public static var address: AttributeType { AttributeType(1) }
  /// Corresponds to `IFA_LOCAL`.
  @inlinable public static var local: AttributeType { AttributeType(2) }
  /// Corresponds to `IFA_LABEL`.
  @inlinable public static var label: AttributeType { AttributeType(3) }
  /// Corresponds to `IFA_BROADCAST`.
  @inlinable public static var broadcast: AttributeType { AttributeType(4) }
  /// Corresponds to `IFA_ANYCAST`.
  @inlinable public static var anycast: AttributeType { AttributeType(5) }
  /// Corresponds to `IFA_CACHEINFO`.
  @inlinable public static var cacheinfo: AttributeType { AttributeType(6) }
  /// Corresponds to `IFA_MULTICAST`.
  @inlinable public static var multicast: AttributeType { AttributeType(7) }
  /// Corresponds to `IFA_FLAGS`.
  @inlinable public static var flags: AttributeType { AttributeType(8) }
  /// Corresponds to `IFA_RT_PRIORITY`.
  @inlinable public static var rtPriority: AttributeType { AttributeType(9) }
  /// Corresponds to `IFA_TARGET_NETNSID`.
  @inlinable public static var targetNetNSID: AttributeType { AttributeType(10) }
  /// Corresponds to `IFA_PROTO`.
  @inlinable public static var proto: AttributeType { AttributeType(11) }
}
