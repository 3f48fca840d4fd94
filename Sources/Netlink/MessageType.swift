/// What a netlink message is about. Corresponds to `nlmsghdr.nlmsg_type`.
///
/// The values below 16 are common to all families; the others belong to the family
/// (`RTM_NEWLINK` and so on for `NETLINK_ROUTE`).
@frozen public struct MessageType: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt16
  @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }
  @inlinable public init(_ rawValue: UInt16) { self.rawValue = rawValue }

  /// Corresponds to `NLMSG_NOOP`.
  @inlinable public static var noop: MessageType { MessageType(1) }
  /// Corresponds to `NLMSG_ERROR`: an error or, with error 0, an acknowledgement.
  @inlinable public static var error: MessageType { MessageType(2) }
  /// Corresponds to `NLMSG_DONE`: the end of a dump. It may carry an error.
  @inlinable public static var done: MessageType { MessageType(3) }
  /// Corresponds to `NLMSG_OVERRUN`: data was lost.
  @inlinable public static var overrun: MessageType { MessageType(4) }
}

/// How a message is to be handled. Corresponds to `nlmsghdr.nlmsg_flags`.
///
/// Bits 8 to 11 mean one thing in a GET, another in a NEW and a third in a DEL request,
/// and a fourth in an acknowledgement; all four are named here, as in `linux/netlink.h`.
@frozen public struct MessageFlags: OptionSet, Hashable, Sendable {
  public var rawValue: UInt16
  @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// Corresponds to `NLM_F_REQUEST`.
  @inlinable public static var request: MessageFlags { MessageFlags(rawValue: 0x01) }
  /// Corresponds to `NLM_F_MULTI`: one of several, ended by ``MessageType/done``.
  @inlinable public static var multi: MessageFlags { MessageFlags(rawValue: 0x02) }
  /// Corresponds to `NLM_F_ACK`.
  @inlinable public static var ack: MessageFlags { MessageFlags(rawValue: 0x04) }
  /// Corresponds to `NLM_F_ECHO`: send the resulting notification to the requester too.
  @inlinable public static var echo: MessageFlags { MessageFlags(rawValue: 0x08) }
  /// Corresponds to `NLM_F_DUMP_INTR`: the objects changed while they were dumped.
  @inlinable public static var dumpInterrupted: MessageFlags { MessageFlags(rawValue: 0x10) }
  /// Corresponds to `NLM_F_DUMP_FILTERED`.
  @inlinable public static var dumpFiltered: MessageFlags { MessageFlags(rawValue: 0x20) }

  /// Corresponds to `NLM_F_ROOT` (GET).
  @inlinable public static var root: MessageFlags { MessageFlags(rawValue: 0x100) }
  /// Corresponds to `NLM_F_MATCH` (GET).
  @inlinable public static var match: MessageFlags { MessageFlags(rawValue: 0x200) }
  /// Corresponds to `NLM_F_DUMP` (GET).
  @inlinable public static var dump: MessageFlags { [.root, .match] }

  /// Corresponds to `NLM_F_REPLACE` (NEW).
  @inlinable public static var replace: MessageFlags { MessageFlags(rawValue: 0x100) }
  /// Corresponds to `NLM_F_EXCL` (NEW): refuse when the object exists.
  @inlinable public static var exclusive: MessageFlags { MessageFlags(rawValue: 0x200) }
  /// Corresponds to `NLM_F_CREATE` (NEW).
  @inlinable public static var create: MessageFlags { MessageFlags(rawValue: 0x400) }
  /// Corresponds to `NLM_F_APPEND` (NEW).
  @inlinable public static var append: MessageFlags { MessageFlags(rawValue: 0x800) }

  /// Corresponds to `NLM_F_CAPPED` (acknowledgement): the request is not quoted whole.
  @inlinable public static var capped: MessageFlags { MessageFlags(rawValue: 0x100) }
  /// Corresponds to `NLM_F_ACK_TLVS` (acknowledgement): extended attributes follow.
  @inlinable public static var ackAttributes: MessageFlags { MessageFlags(rawValue: 0x200) }
}

/// Which attribute of a message or nest. Corresponds to `nlattr.nla_type`.
@frozen public struct AttributeType: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt16
  @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }
  @inlinable public init(_ rawValue: UInt16) { self.rawValue = rawValue }

  /// The type with `NLA_F_NESTED` set. The families that came before the flag
  /// (most of `NETLINK_ROUTE`) do not ask for it; later attributes do.
  @inlinable public var nested: AttributeType { AttributeType(rawValue | 0x8000) }

  /// The type without `NLA_F_NESTED` and `NLA_F_NET_BYTEORDER`.
  /// Corresponds to `type & NLA_TYPE_MASK`.
  @inlinable public var masked: AttributeType { AttributeType(rawValue & 0x3FFF) }
}
