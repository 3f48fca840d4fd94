/// One attribute, looked at where it lies.
///
/// The typed loads check the length of the payload: an integer must have exactly its size.
@frozen public struct AttributeView: ~Escapable {
  /// The type as received, flags included.
  public let rawType: AttributeType
  /// What follows the header, without the padding behind it.
  public let payload: RawSpan

  @inlinable @inline(__always) @_lifetime(copy payload)
  init(rawType: AttributeType, payload: RawSpan) {
    self.rawType = rawType
    self.payload = payload
  }

  /// The type without `NLA_F_NESTED` and `NLA_F_NET_BYTEORDER`.
  @inlinable public var type: AttributeType { rawType.masked }

  /// The payload as an integer in the machine's byte order.
  ///
  /// - Throws: ``MessageError/wrongLength(_:_:)``.
  @inlinable @inline(__always)
  public func integer<T: FixedWidthInteger & BitwiseCopyable>(as: T.Type = T.self)
    throws(MessageError) -> T
  {
    guard payload.byteCount == MemoryLayout<T>.size, let value: T = payload.integer(at: 0) else {
      throw .wrongLength(type, payload.byteCount)
    }
    return value
  }

  /// The payload as an integer in network byte order.
  ///
  /// - Throws: ``MessageError/wrongLength(_:_:)``.
  @inlinable
  public func bigEndian<T: FixedWidthInteger & BitwiseCopyable>(as: T.Type = T.self)
    throws(MessageError) -> T
  {
    T(bigEndian: try integer())
  }

  /// The payload as an unsigned integer of 1, 2, 4 or 8 bytes, in the machine's byte order.
  ///
  /// - Throws: ``MessageError/wrongLength(_:_:)``.
  @inlinable
  public func unsigned() throws(MessageError) -> UInt64 {
    switch payload.byteCount {
    case 1: UInt64(try integer(as: UInt8.self))
    case 2: UInt64(try integer(as: UInt16.self))
    case 4: UInt64(try integer(as: UInt32.self))
    default: try integer(as: UInt64.self)
    }
  }

  /// The beginning of the payload as a structure of integers. A longer payload is accepted:
  /// the kernel's structures grow at their end.
  ///
  /// The type has no default: inferred from an optional variable, it would be the optional's.
  ///
  /// - Throws: ``MessageError/wrongLength(_:_:)`` when the payload is shorter.
  @inlinable @inline(__always)
  public func structure<T: BitwiseCopyable>(as type: T.Type) throws(MessageError) -> T {
    guard let value = payload.structure(at: 0, as: type) else {
      throw .wrongLength(self.type, payload.byteCount)
    }
    return value
  }

  /// The bytes of a string, without the NUL that ends it and without a copy.
  @inlinable public var stringBytes: RawSpan {
    @_lifetime(copy self) get { payload.untilNUL() }
  }

  /// The payload as text, up to its first NUL. This copies.
  ///
  /// - Throws: ``MessageError/notText(_:)``.
  public func string() throws(MessageError) -> String {
    guard let text = stringBytes.text() else { throw .notText(type) }
    return text
  }

  /// The same, with U+FFFD for what is not UTF-8: the kernel takes any bytes for names and aliases.
  public var text: String { stringBytes.lossyText() }

  /// The attributes inside a nest, behind a header of `size` bytes where it has one.
  @inlinable @inline(__always) @_lifetime(copy self)
  public func attributes(after size: Int = 0) -> Attributes {
    Attributes(payload.extracting(droppingFirst: min(aligned(size), payload.byteCount)))
  }
}

/// The attributes that lie one behind another in a message or a nest.
///
///     var attributes = message.attributes(after: 16)
///     while let attribute = try attributes.next() {
///       switch attribute.type { … }
///     }
///
/// Types that the reader does not know are handed out like the others.
@frozen public struct Attributes: ~Escapable {
  @usableFromInline let bytes: RawSpan
  @usableFromInline var offset = 0

  @inlinable @inline(__always) @_lifetime(copy bytes)
  public init(_ bytes: RawSpan) { self.bytes = bytes }

  /// The next attribute, or nil at the end. Fewer than four bytes at the end are padding.
  ///
  /// - Throws: ``MessageError/truncated(offset:)`` when the bytes end inside an attribute or
  ///   a length is impossible. Nothing can be read behind it.
  @inlinable @inline(__always) @_lifetime(copy self)
  public mutating func next() throws(MessageError) -> AttributeView? {
    let left = bytes.byteCount &- offset
    guard let header = bytes.structure(at: offset, as: AttributeHeader.self) else { return nil }
    let length = Int(header.length)
    guard length >= AttributeHeader.size, length <= left else { throw .truncated(offset: offset) }
    let payload = bytes.extracting(offset &+ AttributeHeader.size..<offset &+ length)
    offset = min(offset &+ aligned(length), bytes.byteCount)
    return AttributeView(rawType: header.type, payload: payload)
  }
}
