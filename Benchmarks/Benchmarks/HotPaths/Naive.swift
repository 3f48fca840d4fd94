/// The encoder that one writes first: an array a value, joined into ever larger ones.
enum Naive {
  static func integer<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
    withUnsafeBytes(of: value) { Array($0) }
  }

  static func attribute(_ type: Int, _ payload: [UInt8]) -> [UInt8] {
    let padding = [UInt8](repeating: 0, count: (4 - payload.count % 4) % 4)
    return integer(UInt16(payload.count + 4)) + integer(UInt16(type)) + payload + padding
  }

  static func text(_ type: Int, _ text: String) -> [UInt8] { attribute(type, Array(text.utf8)) }

  static func message(_ type: UInt16, _ body: [UInt8]) -> [UInt8] {
    integer(UInt32(body.count + 16)) + integer(type) + integer(UInt16(0x605))
      + integer(UInt64(0)) + body
  }

  static func link(up: Bool) -> [UInt8] {
    [UInt8](repeating: 0, count: 8) + integer(UInt32(up ? 1 : 0)) + integer(UInt32(up ? 1 : 0))
  }
}
