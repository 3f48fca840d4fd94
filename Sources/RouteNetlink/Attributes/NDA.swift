public import Netlink

/// The attributes of a neighbour entry. Corresponds to `NDA_*` in `linux/neighbour.h`.
public enum NDA {
  /// Corresponds to `NDA_DST`.
  @inlinable public static var dst: AttributeType { AttributeType(1) }
  /// Corresponds to `NDA_LLADDR`.
  @inlinable public static var lladdr: AttributeType { AttributeType(2) }
  /// Corresponds to `NDA_CACHEINFO`.
  @inlinable public static var cacheinfo: AttributeType { AttributeType(3) }
  /// Corresponds to `NDA_PROBES`.
  @inlinable public static var probes: AttributeType { AttributeType(4) }
  /// Corresponds to `NDA_VLAN`.
  @inlinable public static var vlan: AttributeType { AttributeType(5) }
  /// Corresponds to `NDA_PORT`.
  @inlinable public static var port: AttributeType { AttributeType(6) }
  /// Corresponds to `NDA_VNI`.
  @inlinable public static var vni: AttributeType { AttributeType(7) }
  /// Corresponds to `NDA_IFINDEX`.
  @inlinable public static var ifindex: AttributeType { AttributeType(8) }
  /// Corresponds to `NDA_MASTER`.
  @inlinable public static var master: AttributeType { AttributeType(9) }
  /// Corresponds to `NDA_LINK_NETNSID`.
  @inlinable public static var linkNetNSID: AttributeType { AttributeType(10) }
  /// Corresponds to `NDA_SRC_VNI`.
  @inlinable public static var srcVNI: AttributeType { AttributeType(11) }
  /// Corresponds to `NDA_PROTOCOL`.
  @inlinable public static var proto: AttributeType { AttributeType(12) }
  /// Corresponds to `NDA_NH_ID`.
  @inlinable public static var nhID: AttributeType { AttributeType(13) }
  /// Corresponds to `NDA_FDB_EXT_ATTRS`.
  @inlinable public static var fdbExtAttrs: AttributeType { AttributeType(14) }
  /// Corresponds to `NDA_FLAGS_EXT`.
  @inlinable public static var flagsExt: AttributeType { AttributeType(15) }
  /// Corresponds to `NDA_NDM_STATE_MASK`.
  @inlinable public static var ndmStateMask: AttributeType { AttributeType(16) }
  /// Corresponds to `NDA_NDM_FLAGS_MASK`.
  @inlinable public static var ndmFlagsMask: AttributeType { AttributeType(17) }
}
