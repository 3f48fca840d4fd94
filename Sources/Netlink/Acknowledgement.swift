/// What the kernel answered to a request: success, or an error with its extended part.
/// Corresponds to `struct nlmsgerr` with `NLMSGERR_ATTR_*` behind it.
public struct Acknowledgement: Hashable, Sendable {
  /// Nil for success.
  public var errno: Errno?
  /// Corresponds to `NLMSGERR_ATTR_MSG`. It may be a warning that comes with success.
  public var message: String?
  /// Where in the request the cause lies, in bytes from its `nlmsghdr`.
  /// Corresponds to `NLMSGERR_ATTR_OFFS`.
  public var offset: UInt32?
  /// The type of an attribute that was missing, and the offset of the nest that lacks it (nil:
  /// the message itself). Corresponds to `NLMSGERR_ATTR_MISS_TYPE` and `NLMSGERR_ATTR_MISS_NEST`.
  public var missingType: UInt32?
  /// See ``missingType``.
  public var missingNest: UInt32?

  /// Reads an `NLMSG_ERROR`, or an `NLMSG_DONE`, whose error an interrupted or refused dump carries.
  ///
  /// - Throws: ``MessageError/truncated(offset:)`` when the message is too short.
  public init(_ message: MessageView) throws(MessageError) {
    guard let code: Int32 = message.payload.integer(at: 0) else {
      // The kernel has ended dumps with a bare NLMSG_DONE; nothing is wrong then.
      if message.type == .done { return }
      throw .truncated(offset: MessageHeader.size)
    }
    // The kernel's numbers are negative. A positive one would be its mistake; keep it an error.
    errno = code == 0 ? nil : Errno(rawValue: code == .min ? .max : abs(code))

    guard message.header.flags.contains(.ackAttributes) else { return }
    var skip = MemoryLayout<Int32>.size
    if message.type == .error {
      // The quoted request: its header alone when capped, all of it otherwise.
      guard let quoted = message.payload.structure(at: skip, as: MessageHeader.self) else {
        throw .truncated(offset: MessageHeader.size + skip)
      }
      skip +=
        message.header.flags.contains(.capped)
        ? MessageHeader.size : aligned(Int(max(quoted.length, UInt32(MessageHeader.size))))
    }
    var attributes = message.attributes(after: skip)
    while let attribute = try attributes.next() {
      switch attribute.type.rawValue {
      case 1: self.message = try? attribute.string()
      case 2: offset = try? attribute.integer()
      case 5: missingType = try? attribute.integer()
      case 6: missingNest = try? attribute.integer()
      default: break
      }
    }
  }
}
