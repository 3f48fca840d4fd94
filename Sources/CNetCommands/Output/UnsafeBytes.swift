// The raw pointers of the output: memory that text is gathered in.

internal import CLinux

/// Bytes that grow at their end and are written out in large pieces.
///
/// An array would check at every byte whether it is shared.
@safe struct ByteBuffer: ~Copyable {
  private var memory: UnsafeMutableRawBufferPointer
  private(set) var count = 0

  init(capacity: Int) {
    unsafe memory = .allocate(byteCount: capacity, alignment: 16)
  }

  deinit { unsafe memory.deallocate() }

  /// The bytes, for as long as they are borrowed from here.
  var bytes: RawSpan {
    @_lifetime(borrow self) borrowing get {
      let span = unsafe RawSpan(_unsafeBytes: UnsafeRawBufferPointer(rebasing: memory[..<count]))
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  mutating func removeAll() { count = 0 }

  @inline(__always)
  private mutating func reserve(_ size: Int) {
    if unsafe size > memory.count &- count { grow(by: size) }
  }

  @inline(never)
  private mutating func grow(by size: Int) {
    let larger = unsafe UnsafeMutableRawBufferPointer.allocate(
      byteCount: 2 * memory.count + size, alignment: 16)
    unsafe larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[..<count]))
    unsafe memory.deallocate()
    unsafe memory = larger
  }

  @inline(__always)
  mutating func append(_ byte: UInt8) {
    reserve(1)
    unsafe memory.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
    count &+= 1
  }

  @inline(__always)
  mutating func append(_ text: StaticString) {
    guard text.hasPointerRepresentation else { return append(text.description) }
    let size = text.utf8CodeUnitCount
    reserve(size)
    if let base = unsafe memory.baseAddress {
      unsafe (base + count).copyMemory(from: text.utf8Start, byteCount: size)
    }
    count &+= size
  }

  /// Writes `,"key":`, or the same without the comma.
  @inline(__always)
  mutating func append(key: StaticString, comma: Bool) {
    let size = key.utf8CodeUnitCount
    reserve(size &+ 4)
    guard let base = unsafe memory.baseAddress, key.hasPointerRepresentation else { return }
    var place = unsafe base + count
    if comma {
      unsafe place.storeBytes(of: UInt8(ascii: ","), as: UInt8.self)
      unsafe place += 1
    }
    unsafe place.storeBytes(of: UInt8(ascii: "\""), as: UInt8.self)
    unsafe (place + 1).copyMemory(from: key.utf8Start, byteCount: size)
    unsafe (place + size + 1).storeBytes(of: UInt8(ascii: "\""), as: UInt8.self)
    unsafe (place + size + 2).storeBytes(of: UInt8(ascii: ":"), as: UInt8.self)
    count &+= size &+ (comma ? 4 : 3)
  }

  /// Writes the bytes between quotation marks.
  mutating func append(quoted bytes: RawSpan) {
    let size = bytes.byteCount
    reserve(size &+ 2)
    guard let base = unsafe memory.baseAddress else { return }
    let place = unsafe base + count
    unsafe place.storeBytes(of: UInt8(ascii: "\""), as: UInt8.self)
    unsafe bytes.withUnsafeBytes { bytes in
      if let source = bytes.baseAddress {
        unsafe (place + 1).copyMemory(from: source, byteCount: size)
      }
    }
    unsafe (place + size + 1).storeBytes(of: UInt8(ascii: "\""), as: UInt8.self)
    count &+= size &+ 2
  }

  /// Writes two hexadecimal digits.
  @inline(__always)
  mutating func append(hexadecimal byte: UInt8) {
    append(Self.digit(byte >> 4))
    append(Self.digit(byte & 15))
  }

  @inline(__always)
  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") &+ value : UInt8(ascii: "a") &- 10 &+ value
  }

  mutating func append(_ text: String) {
    for byte in text.utf8 { append(byte) }
  }

  /// Writes the decimal digits of a number.
  @inline(__always)
  mutating func append(decimal value: UInt64) {
    reserve(20)
    guard value >= 10 else { return append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value)) }
    var size = 0
    var rest = value
    while rest != 0 {
      rest /= 10
      size &+= 1
    }
    rest = value
    var place = count &+ size
    count = place
    while rest != 0 {
      place &-= 1
      let digit = UInt8(truncatingIfNeeded: rest % 10)
      unsafe memory.storeBytes(of: UInt8(ascii: "0") &+ digit, toByteOffset: place, as: UInt8.self)
      rest /= 10
    }
  }
}

extension Span where Element == UInt8 {
  /// The same bytes, untyped.
  var raw: RawSpan { @_lifetime(copy self) get { unsafe bytes } }
}

extension RawSpan {
  /// The byte at an offset below `byteCount`.
  @inline(__always)
  func byte(_ offset: Int) -> UInt8 {
    precondition(offset >= 0 && offset < byteCount)
    return unsafe unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
  }

  /// Whether both hold the same bytes.
  func equals(_ other: RawSpan) -> Bool {
    unsafe withUnsafeBytes { mine in
      unsafe other.withUnsafeBytes { theirs in unsafe mine.elementsEqual(theirs) }
    }
  }

  /// The bytes as text; what is not UTF-8 becomes U+FFFD.
  var lossyText: String { unsafe withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) } }
}
