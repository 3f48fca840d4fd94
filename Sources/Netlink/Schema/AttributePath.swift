extension MessageBuffer {
  /// The attribute of our own request that an acknowledgement points at, or says is missing:
  /// `linkinfo/data/peer`.
  ///
  /// - Parameter schema: asked for only when the answer points at something, since it takes its time.
  func attributePath(
    of answer: Acknowledgement, message index: Int, schema: @autoclosure () -> ProtocolSchema?
  ) -> String? {
    guard answer.missingType != nil || answer.offset != nil else { return nil }
    let start = offset(ofMessage: index)
    guard let header = bytes.structure(at: start, as: MessageHeader.self),
      Int(header.length) >= MessageHeader.size, start + Int(header.length) <= bytes.byteCount
    else { return nil }
    let message = bytes.extracting(start..<start + Int(header.length))
    guard let known = schema()?[header.type] else { return nil }
    let first = MessageHeader.size + aligned(known.header.size)

    if let missing = answer.missingType {
      let type = AttributeType(UInt16(clamping: missing))
      guard let nest = answer.missingNest else { return known.attributes.name(of: type) }
      // The nest that lacks it is not one that we know: a number is all that can be said.
      guard
        let found = Int(exactly: nest).flatMap({
          find($0, in: message, from: first, .nest(known.attributes), path: [])
        })
      else { return "\(type.rawValue)" }
      let name = found.schema?.name(of: type) ?? "\(type.rawValue)"
      return (found.path + [name]).joined(separator: "/")
    }
    guard let offset = answer.offset.flatMap({ Int(exactly: $0) }), offset >= first else {
      return nil
    }
    return find(offset, in: message, from: first, .nest(known.attributes), path: [])?
      .path.joined(separator: "/")
  }
}

/// Walks into the attribute that begins at `target`.
///
/// - Returns: The names from the outside in, and the schema inside the attribute where it is a nest.
private func find(_ target: Int, in bytes: RawSpan, from first: Int, _ form: Form, path: [String])
  -> (path: [String], schema: AttributeSchema?)?
{
  var offset = first
  var texts: [UInt16: String] = [:]
  while offset + AttributeHeader.size <= bytes.byteCount,
    let header = bytes.structure(at: offset, as: AttributeHeader.self),
    Int(header.length) >= AttributeHeader.size, offset + Int(header.length) <= bytes.byteCount
  {
    let end = offset + Int(header.length)
    let type = header.type.masked
    let name: String
    var inner: Form?
    switch form {
    case .nest(let schema):
      name = schema.name(of: type)
      inner = schema.fields[type.rawValue]?.form
    case .array(let element):
      name = "\(type.rawValue)"
      inner = element
    default: return nil
    }
    let payload = bytes.extracting(offset + AttributeHeader.size..<end)
    if case .text = inner { texts[type.rawValue] = payload.untilNUL().text() }
    var skip = 0
    if case .chosen(let key, let choose) = inner {
      inner = texts[key.rawValue].flatMap(choose).map { .nest($0) }
    } else if case .message(let header, let schema) = inner {
      skip = aligned(header.size)
      inner = .nest(schema)
    }
    if target == offset {
      if case .nest(let schema) = inner { return (path + [name], schema) }
      return (path + [name], nil)
    }
    if target > offset, target < end {
      // Inside, but not at an attribute that we know: the innermost one known is the answer.
      let deeper = inner.flatMap {
        find(
          target, in: bytes.extracting(first: end), from: offset + AttributeHeader.size + skip,
          $0, path: path + [name])
      }
      return deeper ?? (path + [name], nil)
    }
    offset = aligned(end)
  }
  return nil
}
