public import Netlink

/// The attributes of a route. Corresponds to `RTA_*` in `linux/rtnetlink.h`.
public enum RTA {
  /// Corresponds to `RTA_DST`.
  @inlinable public static var dst: AttributeType { AttributeType(1) }
  /// Corresponds to `RTA_SRC`.
  @inlinable public static var src: AttributeType { AttributeType(2) }
  /// Corresponds to `RTA_IIF`.
  @inlinable public static var iif: AttributeType { AttributeType(3) }
  /// Corresponds to `RTA_OIF`.
  @inlinable public static var oif: AttributeType { AttributeType(4) }
  /// Corresponds to `RTA_GATEWAY`.
  @inlinable public static var gateway: AttributeType { AttributeType(5) }
  /// Corresponds to `RTA_PRIORITY`.
  @inlinable public static var priority: AttributeType { AttributeType(6) }
  /// Corresponds to `RTA_PREFSRC`.
  @inlinable public static var prefsrc: AttributeType { AttributeType(7) }
  /// Corresponds to `RTA_METRICS`.
  @inlinable public static var metrics: AttributeType { AttributeType(8) }
  /// Corresponds to `RTA_MULTIPATH`.
  @inlinable public static var multipath: AttributeType { AttributeType(9) }
  /// Corresponds to `RTA_FLOW`.
  @inlinable public static var flow: AttributeType { AttributeType(11) }
  /// Corresponds to `RTA_CACHEINFO`.
  @inlinable public static var cacheinfo: AttributeType { AttributeType(12) }
  /// Corresponds to `RTA_TABLE`.
  @inlinable public static var table: AttributeType { AttributeType(15) }
  /// Corresponds to `RTA_MARK`.
  @inlinable public static var mark: AttributeType { AttributeType(16) }
  /// Corresponds to `RTA_MFC_STATS`.
  @inlinable public static var mfcStats: AttributeType { AttributeType(17) }
  /// Corresponds to `RTA_VIA`.
  @inlinable public static var via: AttributeType { AttributeType(18) }
  /// Corresponds to `RTA_NEWDST`.
  @inlinable public static var newdst: AttributeType { AttributeType(19) }
  /// Corresponds to `RTA_PREF`.
  @inlinable public static var pref: AttributeType { AttributeType(20) }
  /// Corresponds to `RTA_ENCAP_TYPE`.
  @inlinable public static var encapType: AttributeType { AttributeType(21) }
  /// Corresponds to `RTA_ENCAP`.
  @inlinable public static var encap: AttributeType { AttributeType(22) }
  /// Corresponds to `RTA_EXPIRES`.
  @inlinable public static var expires: AttributeType { AttributeType(23) }
  /// Corresponds to `RTA_UID`.
  @inlinable public static var uid: AttributeType { AttributeType(25) }
  /// Corresponds to `RTA_TTL_PROPAGATE`.
  @inlinable public static var ttlPropagate: AttributeType { AttributeType(26) }
  /// Corresponds to `RTA_IP_PROTO`.
  @inlinable public static var ipProto: AttributeType { AttributeType(27) }
  /// Corresponds to `RTA_SPORT`.
  @inlinable public static var sport: AttributeType { AttributeType(28) }
  /// Corresponds to `RTA_DPORT`.
  @inlinable public static var dport: AttributeType { AttributeType(29) }
  /// Corresponds to `RTA_NH_ID`.
  @inlinable public static var nhID: AttributeType { AttributeType(30) }
}
