/// One received message, looked at where it lies.
///
/// A view cannot outlive the buffer it looks into: the compiler refuses that.
@frozen public struct MessageView: ~Escapable {
  public let header: MessageHeader
  /// What follows `nlmsghdr`.
  public let payload: RawSpan

  @inlinable @_lifetime(copy payload)
  init(header: MessageHeader, payload: RawSpan) {
    self.header = header
    self.payload = payload
  }

  /// Corresponds to `nlmsg_type`.
  @inlinable public var type: MessageType { header.type }

  /// The family's own header at the beginning of the payload.
  ///
  /// - Throws: ``MessageError/truncated(offset:)`` when the message is shorter.
  @inlinable @inline(__always)
  public func familyHeader<H: BitwiseCopyable>(as type: H.Type) throws(MessageError) -> H {
    guard let header = payload.structure(at: 0, as: type) else {
      throw .truncated(offset: MessageHeader.size)
    }
    return header
  }

  /// The attributes behind a family header of `size` bytes.
  @inlinable @inline(__always) @_lifetime(copy self)
  public func attributes(after size: Int) -> Attributes {
    Attributes(payload.extracting(droppingFirst: min(aligned(size), payload.byteCount)))
  }
}

/// The messages that lie one behind another in a buffer.
@frozen public struct Messages: ~Escapable {
  @usableFromInline let bytes: RawSpan
  @usableFromInline var offset = 0

  @inlinable @_lifetime(copy bytes)
  public init(_ bytes: RawSpan) { self.bytes = bytes }

  /// Looks at the bytes of an array.
  @_lifetime(borrow bytes)
  public init(_ bytes: borrowing [UInt8]) { self.init(rawSpan(of: bytes)) }

  /// The next message, or nil at the end.
  ///
  /// - Throws: ``MessageError/truncated(offset:)`` when the bytes end inside a message or
  ///   a length is impossible. Nothing can be read behind it.
  @inlinable @_lifetime(copy self)
  public mutating func next() throws(MessageError) -> MessageView? {
    guard offset < bytes.byteCount else { return nil }
    guard let header = bytes.structure(at: offset, as: MessageHeader.self),
      header.length >= UInt32(MessageHeader.size),
      Int(header.length) <= bytes.byteCount &- offset
    else { throw .truncated(offset: offset) }
    let end = offset &+ Int(header.length)
    let payload = bytes.extracting(offset &+ MessageHeader.size..<end)
    offset = min(aligned(end), bytes.byteCount)
    return MessageView(header: header, payload: payload)
  }
}
