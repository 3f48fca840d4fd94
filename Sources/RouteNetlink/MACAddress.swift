/// A 48-bit hardware address.
@frozen public struct MACAddress: BitwiseCopyable, Hashable, Sendable {
  public var b0, b1, b2, b3, b4, b5: UInt8

  @inlinable
  public init(_ b0: UInt8, _ b1: UInt8, _ b2: UInt8, _ b3: UInt8, _ b4: UInt8, _ b5: UInt8) {
    self.b0 = b0
    self.b1 = b1
    self.b2 = b2
    self.b3 = b3
    self.b4 = b4
    self.b5 = b5
  }

  /// Reads `02:00:5e:10:00:01`: six pairs of hexadecimal digits with colons between them.
  public init?(_ text: some StringProtocol) {
    let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard parts.count == 6, parts.allSatisfy({ $0.count == 2 }) else { return nil }
    var bytes: [UInt8] = []
    for part in parts {
      var value: UInt8 = 0
      for digit in part {
        guard let nibble = hexadecimalValue(digit) else { return nil }
        value = value << 4 | nibble
      }
      bytes.append(value)
    }
    self.init(bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5])
  }

  /// True for a group address, broadcast included. No interface can have one.
  public var isMulticast: Bool { b0 & 1 != 0 }
  /// True for 00:00:00:00:00:00.
  public var isZero: Bool { self == MACAddress(0, 0, 0, 0, 0, 0) }
}

extension MACAddress: CustomStringConvertible {
  public var description: String { hexadecimalText([b0, b1, b2, b3, b4, b5], separator: ":") }
}

func hexadecimalValue(_ digit: UInt8) -> UInt8? {
  switch digit {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
  default: nil
  }
}

extension Array where Element == UInt8 {
  /// Reads pairs of hexadecimal digits; nil when there is anything else.
  public init?(hexadecimal text: some StringProtocol) {
    let digits = Array(text.utf8)
    guard digits.count.isMultiple(of: 2) else { return nil }
    self = []
    reserveCapacity(digits.count / 2)
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let high = hexadecimalValue(digits[index]),
        let low = hexadecimalValue(digits[index + 1])
      else { return nil }
      append(high << 4 | low)
    }
  }
}

/// The bytes as pairs of hexadecimal digits.
public func hexadecimalText(_ bytes: [UInt8], separator: String = "") -> String {
  var text = ""
  for byte in bytes {
    if !text.isEmpty { text += separator }
    if byte < 16 { text += "0" }
    text += String(byte, radix: 16)
  }
  return text
}
