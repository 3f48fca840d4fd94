/// Netlink bytes put together without the library that is being tested.
public enum Wire {
  /// An integer in the machine's byte order.
  public static func integer<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
    let bytes = (0..<T.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    return UInt16(1).littleEndian == 1 ? bytes : bytes.reversed()
  }

  public static func padded(_ bytes: [UInt8]) -> [UInt8] {
    bytes + [UInt8](repeating: 0, count: -bytes.count & 3)
  }

  /// `nlattr` and its payload, padded.
  public static func attribute(_ type: UInt16, _ payload: [UInt8]) -> [UInt8] {
    padded(integer(UInt16(4 + payload.count)) + integer(type) + payload)
  }

  public static func attribute(_ type: UInt16, _ value: UInt32) -> [UInt8] {
    attribute(type, integer(value))
  }

  /// Text with its closing NUL.
  public static func attribute(_ type: UInt16, _ text: String) -> [UInt8] {
    attribute(type, Array(text.utf8) + [0])
  }

  /// `nlmsghdr` and its payload, padded.
  public static func message(
    _ type: UInt16, flags: UInt16 = 0, sequence: UInt32 = 0, portID: UInt32 = 0,
    _ payload: [UInt8] = []
  ) -> [UInt8] {
    padded(
      integer(UInt32(16 + payload.count)) + integer(type) + integer(flags) + integer(sequence)
        + integer(portID) + payload)
  }

  /// `NLMSG_ERROR` for the request whose header is quoted; 0 is an acknowledgement.
  public static func error(
    _ code: Int32, sequence: UInt32, flags: UInt16 = 0x100, portID: UInt32 = 0,
    quoted: [UInt8]? = nil, _ attributes: [UInt8] = []
  ) -> [UInt8] {
    message(
      2, flags: flags | (attributes.isEmpty ? 0 : 0x200), sequence: sequence, portID: portID,
      integer(code) + (quoted ?? message(16, sequence: sequence)) + attributes)
  }

  /// `NLMSG_DONE`.
  public static func done(
    _ code: Int32 = 0, sequence: UInt32, flags: UInt16 = 2, _ attributes: [UInt8] = []
  ) -> [UInt8] {
    message(
      3, flags: flags | (attributes.isEmpty ? 0 : 0x200), sequence: sequence,
      integer(code) + attributes)
  }
}

/// Lends out an array's bytes as the views of the library want them.
public func reading<Value>(_ bytes: [UInt8], _ body: (RawSpan) throws -> Value) rethrows -> Value {
  let span = bytes.span
  return try body(unsafe span.bytes)
}
