public import Netlink

/// The message types of `NETLINK_ROUTE`. Corresponds to `RTM_*` in `linux/rtnetlink.h`.
public enum RTM {
  /// Corresponds to `RTM_NEWLINK`.
  @inlinable public static var newlink: MessageType { MessageType(16) }
  /// Corresponds to `RTM_DELLINK`.
  @inlinable public static var dellink: MessageType { MessageType(17) }
  /// Corresponds to `RTM_GETLINK`.
  @inlinable public static var getlink: MessageType { MessageType(18) }
  /// Corresponds to `RTM_SETLINK`.
  @inlinable public static var setlink: MessageType { MessageType(19) }
  /// Corresponds to `RTM_NEWADDR`.
  @inlinable public static var newaddr: MessageType { MessageType(20) }
  /// Corresponds to `RTM_DELADDR`.
  @inlinable public static var deladdr: MessageType { MessageType(21) }
  /// Corresponds to `RTM_GETADDR`.
  @inlinable public static var getaddr: MessageType { MessageType(22) }
  /// Corresponds to `RTM_NEWROUTE`.
  @inlinable public static var newroute: MessageType { MessageType(24) }
  /// Corresponds to `RTM_DELROUTE`.
  @inlinable public static var delroute: MessageType { MessageType(25) }
  /// Corresponds to `RTM_GETROUTE`.
  @inlinable public static var getroute: MessageType { MessageType(26) }
  /// Corresponds to `RTM_NEWNEIGH`.
  @inlinable public static var newneigh: MessageType { MessageType(28) }
  /// Corresponds to `RTM_DELNEIGH`.
  @inlinable public static var delneigh: MessageType { MessageType(29) }
  /// Corresponds to `RTM_GETNEIGH`.
  @inlinable public static var getneigh: MessageType { MessageType(30) }
  /// Corresponds to `RTM_NEWRULE`.
  @inlinable public static var newrule: MessageType { MessageType(32) }
  /// Corresponds to `RTM_DELRULE`.
  @inlinable public static var delrule: MessageType { MessageType(33) }
  /// Corresponds to `RTM_GETRULE`.
  @inlinable public static var getrule: MessageType { MessageType(34) }
  /// Corresponds to `RTM_NEWNSID`.
  @inlinable public static var newnsid: MessageType { MessageType(88) }
  /// Corresponds to `RTM_DELNSID`.
  @inlinable public static var delnsid: MessageType { MessageType(89) }
  /// Corresponds to `RTM_GETNSID`.
  @inlinable public static var getnsid: MessageType { MessageType(90) }
  /// Corresponds to `RTM_NEWNEXTHOP`.
  @inlinable public static var newnexthop: MessageType { MessageType(104) }
  /// Corresponds to `RTM_DELNEXTHOP`.
  @inlinable public static var delnexthop: MessageType { MessageType(105) }
  /// Corresponds to `RTM_NEWLINKPROP`.
  @inlinable public static var newlinkprop: MessageType { MessageType(108) }
  /// Corresponds to `RTM_DELLINKPROP`.
  @inlinable public static var dellinkprop: MessageType { MessageType(109) }
}
