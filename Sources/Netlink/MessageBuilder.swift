/// Writes one netlink message straight into memory that the caller or a socket owns.
///
///     try buffer.append(RTM.newlink, flags: [.request, .ack, .create, .exclusive]) { m in
///       try m.put(header: ifinfomsg())
///       try m.put(IFLA.ifname, "web0")
///       try m.nest(IFLA.linkinfo) { m in
///         try m.put(IFLA.Info.kind, "veth")
///       }
///     }
///
/// Nothing is allocated: attributes go to their final place, and the lengths of nests and of
/// the message are filled in when these close. Every put checks the room that is left and the
/// 16-bit length of an attribute, and throws ``MessageError`` instead of truncating; the message
/// that was being written is then dropped whole.
///
/// Integers are written in the machine's byte order, as netlink asks, except where the name
/// of the parameter says `bigEndian`.
@frozen public struct MessageBuilder: ~Copyable, ~Escapable {
  @usableFromInline var cursor: ByteCursor
  @usableFromInline let start: Int

  /// Starts a message behind what `cursor` has written so far.
  @inlinable @inline(__always) @_lifetime(immortal)
  init(_ cursor: ByteCursor, _ type: MessageType, _ flags: MessageFlags) throws(MessageError) {
    self.cursor = cursor
    self.start = cursor.count
    // `finish` fills in the length, and the socket the sequence when it sends.
    try self.cursor.putHeader(MessageHeader(length: 0, type: type, flags: flags))
  }

  /// Closes the message and returns the number of bytes in the buffer, padding included.
  @inlinable @inline(__always)
  consuming func finish() -> Int {
    cursor.patch(UInt32(truncatingIfNeeded: cursor.count &- start), at: start)
    return cursor.count
  }

  /// Bytes of the message so far, its header included.
  @inlinable public var count: Int { cursor.count &- start }

  /// Writes the family's own header (`ifinfomsg`, `rtmsg`, …) behind `nlmsghdr`, or a header at
  /// the beginning of an attribute (`VETH_INFO_PEER`), padded to four bytes.
  @inlinable @inline(__always)
  public mutating func put<Header: BitwiseCopyable>(header: Header) throws(MessageError) {
    try cursor.putHeader(header)
  }

  /// Writes an integer attribute in the machine's byte order.
  @inlinable @inline(__always)
  public mutating func put<T: FixedWidthInteger & BitwiseCopyable>(
    _ type: AttributeType, _ value: T
  ) throws(MessageError) {
    try cursor.putAttribute(type, value)
  }

  /// Writes an integer attribute in network byte order.
  @inlinable @inline(__always)
  public mutating func put<T: FixedWidthInteger & BitwiseCopyable>(
    _ type: AttributeType, bigEndian value: T
  ) throws(MessageError) {
    try cursor.putAttribute(type, value.bigEndian)
  }

  /// Writes a plain structure (a MAC, an address, a C structure without padding) as it lies
  /// in memory.
  @inlinable @inline(__always)
  public mutating func put<T: BitwiseCopyable>(_ type: AttributeType, structure: T)
    throws(MessageError)
  {
    try cursor.putAttribute(type, structure)
  }

  /// Writes an attribute without payload. Corresponds to `NLA_FLAG`.
  @inlinable public mutating func put(flag type: AttributeType) throws(MessageError) {
    try put(type, bytes: RawSpan())
  }

  /// Writes bytes as they are.
  @inlinable
  public mutating func put(_ type: AttributeType, bytes: RawSpan) throws(MessageError) {
    try cursor.putAttribute(type, bytes: bytes)
  }

  /// Writes bytes as they are.
  public mutating func put(_ type: AttributeType, bytes: [UInt8]) throws(MessageError) {
    try cursor.putAttribute(type, bytes: bytes)
  }

  /// Writes text and the NUL byte that ends it. Corresponds to `NLA_NUL_STRING`.
  ///
  /// - Throws: ``MessageError/embeddedNUL(_:)`` when the text holds a NUL itself.
  @inlinable @inline(__always)
  public mutating func put(_ type: AttributeType, _ text: String) throws(MessageError) {
    try cursor.putAttribute(type, text: text, zeros: 1)
  }

  /// Writes text without a closing NUL. Corresponds to `NLA_STRING`.
  @inlinable @inline(__always)
  public mutating func put(_ type: AttributeType, unterminated text: String) throws(MessageError) {
    try cursor.putAttribute(type, text: text, zeros: 0)
  }

  /// Opens a nest, lets `body` fill it, and writes its length. When `body` throws, the nest is
  /// taken back, so that whoever catches the error goes on with a well-formed message.
  @inlinable @inline(__always)
  public mutating func nest(
    _ type: AttributeType, _ body: (inout MessageBuilder) throws(MessageError) -> Void
  ) throws(MessageError) {
    let open = cursor.count
    try cursor.putHeader(AttributeHeader(length: 0, type: type))
    do throws(MessageError) {
      try body(&self)
      guard cursor.count &- open <= 0xFFFF else { throw .attributeTooLong(type) }
    } catch {
      cursor.count = open
      throw error
    }
    let length = cursor.count &- open
    cursor.patch(UInt16(truncatingIfNeeded: length), at: open)
  }
}
