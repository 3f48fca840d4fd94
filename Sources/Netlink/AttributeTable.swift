/// The attributes of a message or nest, found by their type: for readers that want them in an order
/// of their own.
///
///     let link = try AttributeTable(message.attributes(after: 16))
///     if let mtu = link[IFLA.mtu] { … }
///
/// Of several with one type the last counts, as in `nla_parse`. Types from
/// ``AttributeTable/limit`` on are not found.
public struct AttributeTable: ~Escapable {
  /// The first type that is too high.
  @inlinable public static var limit: Int { 80 }

  @usableFromInline let bytes: RawSpan
  /// Where each type's attribute begins, plus one; 0: not there.
  @usableFromInline var places = InlineArray<80, UInt32>(repeating: 0)

  /// - Throws: ``MessageError/truncated(offset:)`` as ``Attributes/next()``.
  @inlinable @_lifetime(copy attributes)
  public init(_ attributes: consuming Attributes) throws(MessageError) {
    bytes = attributes.bytes
    var start = attributes.offset
    while let attribute = try attributes.next() {
      let type = Int(attribute.type.rawValue)
      if type < Self.limit { places[type] = UInt32(truncatingIfNeeded: start &+ 1) }
      start = attributes.offset
    }
  }

  /// The attribute of this type, flags in the type left aside.
  @inlinable public subscript(_ type: AttributeType) -> AttributeView? {
    @_lifetime(copy self) get {
      let number = Int(type.masked.rawValue)
      guard number < Self.limit, places[number] != 0 else { return nil }
      let start = Int(places[number] &- 1)
      guard let header = bytes.structure(at: start, as: AttributeHeader.self) else { return nil }
      return AttributeView(
        rawType: header.type,
        payload: bytes.extracting(start &+ AttributeHeader.size..<start &+ Int(header.length)))
    }
  }
}
