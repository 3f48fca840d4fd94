public import Netlink

/// The attributes of a rule of policy routing. Corresponds to `FRA_*` in `linux/fib_rules.h`.
public enum FRA {
  /// Corresponds to `FRA_DST`.
  @inlinable public static var dst: AttributeType { AttributeType(1) }
  /// Corresponds to `FRA_SRC`.
  @inlinable public static var src: AttributeType { AttributeType(2) }
  /// Corresponds to `FRA_IIFNAME`.
  @inlinable public static var iifname: AttributeType { AttributeType(3) }
  /// Corresponds to `FRA_GOTO`.
  @inlinable public static var goto: AttributeType { AttributeType(4) }
  /// Corresponds to `FRA_PRIORITY`.
  @inlinable public static var priority: AttributeType { AttributeType(6) }
  /// Corresponds to `FRA_FWMARK`.
  @inlinable public static var fwmark: AttributeType { AttributeType(10) }
  /// Corresponds to `FRA_FLOW`.
  @inlinable public static var flow: AttributeType { AttributeType(11) }
  /// Corresponds to `FRA_TUN_ID`.
  @inlinable public static var tunID: AttributeType { AttributeType(12) }
  /// Corresponds to `FRA_SUPPRESS_IFGROUP`.
  @inlinable public static var suppressIfgroup: AttributeType { AttributeType(13) }
  /// Corresponds to `FRA_SUPPRESS_PREFIXLEN`.
  @inlinable public static var suppressPrefixlen: AttributeType { AttributeType(14) }
  /// Corresponds to `FRA_TABLE`.
  @inlinable public static var table: AttributeType { AttributeType(15) }
  /// Corresponds to `FRA_FWMASK`.
  @inlinable public static var fwmask: AttributeType { AttributeType(16) }
  /// Corresponds to `FRA_OIFNAME`.
  @inlinable public static var oifname: AttributeType { AttributeType(17) }
  /// Corresponds to `FRA_L3MDEV`.
  @inlinable public static var l3mdev: AttributeType { AttributeType(19) }
  /// Corresponds to `FRA_UID_RANGE`.
  @inlinable public static var uidRange: AttributeType { AttributeType(20) }
  /// Corresponds to `FRA_PROTOCOL`.
  @inlinable public static var proto: AttributeType { AttributeType(21) }
  /// Corresponds to `FRA_IP_PROTO`.
  @inlinable public static var ipProto: AttributeType { AttributeType(22) }
  /// Corresponds to `FRA_SPORT_RANGE`.
  @inlinable public static var sportRange: AttributeType { AttributeType(23) }
  /// Corresponds to `FRA_DPORT_RANGE`.
  @inlinable public static var dportRange: AttributeType { AttributeType(24) }
  /// Corresponds to `FRA_DSCP` (6.13).
  @inlinable public static var dscp: AttributeType { AttributeType(25) }
  /// Corresponds to `FRA_FLOWLABEL` (6.14), in network byte order.
  @inlinable public static var flowlabel: AttributeType { AttributeType(26) }
  /// Corresponds to `FRA_FLOWLABEL_MASK`, in network byte order.
  @inlinable public static var flowlabelMask: AttributeType { AttributeType(27) }
  /// Corresponds to `FRA_SPORT_MASK` (6.15).
  @inlinable public static var sportMask: AttributeType { AttributeType(28) }
  /// Corresponds to `FRA_DPORT_MASK`.
  @inlinable public static var dportMask: AttributeType { AttributeType(29) }
  /// Corresponds to `FRA_DSCP_MASK`.
  @inlinable public static var dscpMask: AttributeType { AttributeType(30) }
}
