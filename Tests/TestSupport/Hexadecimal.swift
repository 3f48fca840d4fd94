/// The bytes of a captured message: pairs of hexadecimal digits, blanks between them ignored.
///
/// Traps on anything else: vectors are part of the tests.
public func hex(_ text: String) -> [UInt8] {
  let digits = text.compactMap { character -> UInt8? in
    if character.isWhitespace { return nil }
    guard let digit = character.hexDigitValue else { preconditionFailure("not a vector: \(text)") }
    return UInt8(digit)
  }
  precondition(digits.count % 2 == 0, "half a byte: \(text)")
  return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}

/// The bytes as pairs of hexadecimal digits.
public func hexadecimal(_ bytes: [UInt8]) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
