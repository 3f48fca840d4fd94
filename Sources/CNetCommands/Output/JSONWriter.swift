internal import AttachmentConfiguration
internal import Netlink

/// Writes JSON from its beginning to its end, as bytes, without building anything in memory.
///
///     var json = JSONWriter(output)
///     json.beginArray()
///     json.beginObject()
///     json.field("mtu", 1500)
///     json.endObject()
///     json.endArray()
///     json.finish()
///
/// Text from the kernel is any bytes: what is not UTF-8 becomes U+FFFD, and what is not printable
/// is written as `\u001b`.
struct JSONWriter: ~Copyable {
  private let output: Output
  private var buffer = ByteBuffer(capacity: Self.flushLimit + 16 * 1024)
  /// Whether a comma goes before the next value.
  private var needsComma = false

  private static var flushLimit: Int { 64 * 1024 }

  init(_ output: Output) { self.output = output }

  /// Ends the last line and hands all to the output.
  mutating func finish() {
    buffer.append(UInt8(ascii: "\n"))
    flush()
  }

  private mutating func flush() {
    output.write(buffer.bytes)
    buffer.removeAll()
  }

  // MARK: Collections

  mutating func beginArray() { begin(UInt8(ascii: "[")) }
  mutating func endArray() { end(UInt8(ascii: "]")) }
  mutating func beginObject() { begin(UInt8(ascii: "{")) }
  mutating func endObject() { end(UInt8(ascii: "}")) }

  @inline(__always)
  mutating func begin(array key: StaticString) {
    name(key)
    beginArray()
  }

  @inline(__always)
  mutating func begin(object key: StaticString) {
    name(key)
    beginObject()
  }

  private mutating func begin(_ bracket: UInt8) {
    separate()
    buffer.append(bracket)
    needsComma = false
  }

  private mutating func end(_ bracket: UInt8) {
    buffer.append(bracket)
    needsComma = true
    if buffer.count >= Self.flushLimit { flush() }
  }

  // MARK: Members of an object

  @inline(__always)
  mutating func field(_ key: StaticString, _ value: some FixedWidthInteger) {
    name(key)
    self.value(value)
  }

  mutating func field(_ key: StaticString, _ value: Bool) {
    name(key)
    self.value(value)
  }

  mutating func field(_ key: StaticString, text: String) {
    name(key)
    self.value(text: text)
  }

  /// The text is known to need no escape.
  @inline(__always)
  mutating func field(_ key: StaticString, _ text: StaticString) {
    name(key)
    self.value(text)
  }

  @inline(__always)
  mutating func field(_ key: StaticString, text: RawSpan) {
    name(key)
    self.value(text: text)
  }

  mutating func null(_ key: StaticString) {
    name(key)
    separate()
    buffer.append("null")
    needsComma = true
  }

  /// The next value's key.
  @inline(__always)
  mutating func name(_ key: StaticString) {
    buffer.append(key: key, comma: needsComma)
    needsComma = false
  }

  // MARK: Values

  @inline(__always)
  mutating func value(_ value: some FixedWidthInteger) {
    separate()
    if value < 0 { buffer.append(UInt8(ascii: "-")) }
    buffer.append(decimal: UInt64(value.magnitude))
    needsComma = true
  }

  mutating func value(_ value: Bool) {
    separate()
    buffer.append(value ? "true" : "false")
    needsComma = true
  }

  @inline(__always)
  mutating func value(_ text: StaticString) {
    separate()
    buffer.append(UInt8(ascii: "\""))
    buffer.append(text)
    buffer.append(UInt8(ascii: "\""))
    needsComma = true
  }

  mutating func value(text: String) {
    var text = text
    text.makeContiguousUTF8()
    value(text: text.utf8Span.span.raw)
  }

  /// Hundredths, as `12.07`.
  mutating func value(hundredths value: UInt64) {
    separate()
    buffer.append(decimal: value / 100)
    buffer.append(UInt8(ascii: "."))
    buffer.append(decimal: value / 10 % 10)
    buffer.append(decimal: value % 10)
    needsComma = true
  }

  /// Bytes in hexadecimal with `separator` between them, in quotes.
  mutating func value(hexadecimal bytes: RawSpan, separator: UInt8? = UInt8(ascii: ":")) {
    separate()
    buffer.append(UInt8(ascii: "\""))
    for offset in 0..<bytes.byteCount {
      if offset > 0, let separator { buffer.append(separator) }
      buffer.append(hexadecimal: bytes.byte(offset))
    }
    buffer.append(UInt8(ascii: "\""))
    needsComma = true
  }

  /// Text as the kernel has it, up to the end of the bytes.
  mutating func value(text bytes: RawSpan) {
    separate()
    if bytes.isPlain {
      buffer.append(quoted: bytes)
    } else {
      buffer.append(UInt8(ascii: "\""))
      appendEscaped(bytes.lossyText)
      buffer.append(UInt8(ascii: "\""))
    }
    needsComma = true
  }

  @inline(__always)
  private mutating func separate() {
    if needsComma { buffer.append(UInt8(ascii: ",")) }
  }

  private mutating func appendEscaped(_ text: String) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": buffer.append("\\\"")
      case "\\": buffer.append("\\\\")
      case "\t": buffer.append("\\t")
      case "\n": buffer.append("\\n")
      case "\r": buffer.append("\\r")
      case _ where scalar.isPrintable: buffer.append(String(scalar))
      default: buffer.append(scalar.jsonEscape)
      }
    }
  }
}

extension RawSpan {
  /// Whether the bytes are printable ASCII without quotes and backslashes: what nearly all names are.
  fileprivate var isPlain: Bool {
    for offset in 0..<byteCount {
      let byte = byte(offset)
      if byte < 0x20 || byte > 0x7E || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
        return false
      }
    }
    return true
  }
}

// Attributes as members, in whatever width the kernel gives them; an attribute that is not there
// is left out.
extension JSONWriter {
  @inline(__always)
  mutating func unsigned(_ key: StaticString, _ attribute: AttributeView?)
    throws(MessageError)
  {
    if let attribute { field(key, try attribute.unsigned()) }
  }

  /// A number as a Boolean.
  mutating func bool(_ key: StaticString, _ attribute: AttributeView?)
    throws(MessageError)
  {
    if let attribute { field(key, try attribute.unsigned() != 0) }
  }

  /// `true` when the number is not zero; else nothing.
  mutating func flag(_ key: StaticString, _ attribute: AttributeView?)
    throws(MessageError)
  {
    if let attribute, try attribute.unsigned() != 0 { field(key, true) }
  }

  /// `0x10`, in quotes; zero is `0`, as in C's `%#x`.
  mutating func hexadecimal(_ key: StaticString, _ attribute: AttributeView?)
    throws(MessageError)
  {
    guard let attribute else { return }
    let number = try attribute.unsigned()
    field(key, text: number == 0 ? "0" : "0x" + String(number, radix: 16))
  }

  /// A number by its name, as `ip` does.
  mutating func named(
    _ key: StaticString, _ attribute: AttributeView?, _ names: [StaticString]
  ) throws(MessageError) {
    guard let attribute else { return }
    let number = try attribute.unsigned()
    field(key, number < UInt64(names.count) ? names[Int(number)] : "UNKNOWN")
  }

  @inline(__always)
  mutating func text(_ key: StaticString, _ attribute: AttributeView?) {
    if let attribute { field(key, text: attribute.stringBytes) }
  }

  /// A time in `clock_t` (hundredths of a second) as seconds.
  mutating func seconds(_ key: StaticString, _ attribute: AttributeView?)
    throws(MessageError)
  {
    guard let attribute else { return }
    name(key)
    value(hundredths: try attribute.unsigned())
  }
}
