/// The header of every netlink message, in the machine's byte order.
/// Corresponds to `struct nlmsghdr`.
@frozen public struct MessageHeader: BitwiseCopyable, Hashable, Sendable {
  /// Bytes of the message with this header, without the padding behind it.
  public var length: UInt32
  /// Corresponds to `nlmsg_type`.
  public var type: MessageType
  /// Corresponds to `nlmsg_flags`.
  public var flags: MessageFlags
  /// Answers carry the sequence of their request.
  public var sequence: UInt32
  /// The address of the requesting socket; 0 in what the kernel sends by itself.
  public var portID: UInt32

  @inlinable public init(
    length: UInt32, type: MessageType, flags: MessageFlags, sequence: UInt32 = 0,
    portID: UInt32 = 0
  ) {
    self.length = length
    self.type = type
    self.flags = flags
    self.sequence = sequence
    self.portID = portID
  }

  /// Corresponds to `NLMSG_HDRLEN`.
  @inlinable public static var size: Int { 16 }
}

/// The header of every attribute. Corresponds to `struct nlattr`.
@frozen @usableFromInline
struct AttributeHeader: BitwiseCopyable {
  /// Bytes with this header, without padding.
  @usableFromInline var length: UInt16
  @usableFromInline var type: AttributeType

  @inlinable init(length: UInt16, type: AttributeType) {
    self.length = length
    self.type = type
  }

  /// Corresponds to `NLA_HDRLEN`.
  @inlinable static var size: Int { 4 }
}

extension MessageType: BitwiseCopyable {}
extension MessageFlags: BitwiseCopyable {}
extension AttributeType: BitwiseCopyable {}

/// The next multiple of four. Corresponds to `NLMSG_ALIGN` and `NLA_ALIGN`.
@inlinable @inline(__always)
func aligned(_ size: Int) -> Int { (size &+ 3) & ~3 }
