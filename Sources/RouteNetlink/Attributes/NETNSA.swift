public import Netlink

/// The attributes of a namespace ID. Corresponds to `NETNSA_*` in `linux/net_namespace.h`.
public enum NETNSA {
  /// Corresponds to `NETNSA_NSID`.
  @inlinable public static var nsid: AttributeType { AttributeType(1) }
  /// Corresponds to `NETNSA_PID`.
  @inlinable public static var pid: AttributeType { AttributeType(2) }
  /// Corresponds to `NETNSA_FD`.
  @inlinable public static var fd: AttributeType { AttributeType(3) }
  /// Corresponds to `NETNSA_TARGET_NSID`.
  @inlinable public static var targetNSID: AttributeType { AttributeType(4) }
  /// Corresponds to `NETNSA_CURRENT_NSID`.
  @inlinable public static var currentNSID: AttributeType { AttributeType(5) }
}
