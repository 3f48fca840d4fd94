// Every raw pointer of the module lives here, behind operations that check their bounds.

internal import CLinux

/// A write position in memory that somebody else owns. Every store checks the capacity.
@safe @frozen @usableFromInline
struct ByteCursor {
  @usableFromInline let base: UnsafeMutableRawPointer
  @usableFromInline let capacity: Int
  /// Bytes written so far; never above `capacity`.
  @usableFromInline var count: Int

  @inlinable init(_ bytes: UnsafeMutableRawBufferPointer, count: Int) {
    // An empty buffer may have no address; with capacity 0 none is ever used.
    unsafe self.base =
      bytes.baseAddress ?? UnsafeMutableRawPointer(bitPattern: 4).unsafelyUnwrapped
    self.capacity = bytes.count
    self.count = count
  }

  @inlinable @inline(__always)
  mutating func reserve(_ size: Int) throws(MessageError) -> Int {
    let start = count
    guard size <= capacity &- start else { throw .noSpace }
    count = start &+ size
    return start
  }

  /// Writes one attribute: header, payload, padding.
  @inlinable @inline(__always)
  mutating func putAttribute<T: BitwiseCopyable>(_ type: AttributeType, _ value: T)
    throws(MessageError)
  {
    let size = MemoryLayout<T>.size
    guard size <= 0xFFFF - 4 else { throw .attributeTooLong(type) }
    let start = try reserve((size &+ 7) & ~3)
    unsafe (base + start).storeBytes(of: UInt16(truncatingIfNeeded: size &+ 4), as: UInt16.self)
    unsafe (base + start + 2).storeBytes(of: type.rawValue, as: UInt16.self)
    if size & 3 != 0 {
      unsafe (base + start + (size & ~3) + 4).storeBytes(of: 0, as: UInt32.self)
    }
    unsafe (base + start + 4).storeBytes(of: value, as: T.self)
  }

  /// Writes one attribute whose payload is `bytes` and then `zeros` zero bytes.
  @inlinable @inline(__always)
  mutating func putAttribute(
    _ type: AttributeType, _ bytes: UnsafeRawBufferPointer, zeros: Int
  ) throws(MessageError) {
    let start = try openAttribute(type, size: bytes.count &+ zeros)
    if let source = bytes.baseAddress {
      unsafe (base + start + 4).copyMemory(from: source, byteCount: bytes.count)
    }
  }

  /// Writes the header of an attribute and the padding behind `size` bytes of payload.
  @inlinable @inline(__always)
  mutating func openAttribute(_ type: AttributeType, size: Int) throws(MessageError) -> Int {
    guard size <= 0xFFFF - 4 else { throw .attributeTooLong(type) }
    let padded = (size &+ 7) & ~3
    let start = try reserve(padded)
    // First the last four bytes, which are the header when there is no payload.
    unsafe (base + start + padded - 4).storeBytes(of: 0, as: UInt32.self)
    unsafe (base + start).storeBytes(of: UInt16(truncatingIfNeeded: size &+ 4), as: UInt16.self)
    unsafe (base + start + 2).storeBytes(of: type.rawValue, as: UInt16.self)
    return start
  }

  @inlinable @inline(__always)
  mutating func putAttribute(_ type: AttributeType, bytes: RawSpan, zeros: Int = 0)
    throws(MessageError)
  {
    try unsafe bytes.withUnsafeBytes { (bytes) throws(MessageError) in
      try unsafe putAttribute(type, bytes, zeros: zeros)
    }
  }

  mutating func putAttribute(_ type: AttributeType, bytes: [UInt8]) throws(MessageError) {
    let span = bytes.span
    try putAttribute(type, bytes: unsafe span.bytes)
  }

  /// Writes text, which may hold no NUL byte, and then `zeros` NUL bytes.
  @inlinable @inline(__always)
  mutating func putAttribute(_ type: AttributeType, text: String, zeros: Int) throws(MessageError) {
    // Inlined down to the bytes of a short name; `utf8.span` is a call into the standard library.
    let done = unsafe text.utf8.withContiguousStorageIfAvailable { utf8 in
      Result { () throws(MessageError) in try unsafe putUTF8(type, utf8, zeros: zeros) }
    }
    guard let done else { return try putScattered(type, text: text, zeros: zeros) }
    try done.get()
  }

  @inlinable @inline(__always)
  mutating func putUTF8(_ type: AttributeType, _ utf8: UnsafeBufferPointer<UInt8>, zeros: Int)
    throws(MessageError)
  {
    let start = try openAttribute(type, size: utf8.count &+ zeros)
    // Names are short: one loop that looks and copies is quicker than a call of each.
    for index in utf8.indices {
      let byte = unsafe utf8[index]
      guard byte != 0 else {
        count = start
        throw .embeddedNUL(type)
      }
      unsafe (base + start + 4 + index).storeBytes(of: byte, as: UInt8.self)
    }
  }

  /// The same for text whose UTF-8 does not lie in one piece, after making it so.
  @usableFromInline
  mutating func putScattered(_ type: AttributeType, text: String, zeros: Int) throws(MessageError) {
    var text = text
    text.makeContiguousUTF8()
    try putAttribute(type, text: text, zeros: zeros)
  }

  /// Writes a fixed header, padded to the next multiple of four.
  @inlinable @inline(__always)
  mutating func putHeader<T: BitwiseCopyable>(_ value: T) throws(MessageError) {
    let size = MemoryLayout<T>.size
    let start = try reserve((size &+ 3) & ~3)
    if size & 3 != 0 {
      unsafe (base + start + (size & ~3)).storeBytes(of: 0, as: UInt32.self)
    }
    unsafe (base + start).storeBytes(of: value, as: T.self)
  }

  /// Overwrites what was written before.
  @inlinable @inline(__always)
  func patch<T: BitwiseCopyable>(_ value: T, at offset: Int) {
    precondition(offset >= 0 && offset <= count &- MemoryLayout<T>.size)
    unsafe (base + offset).storeBytes(of: value, as: T.self)
  }

  @inlinable var writtenBytes: UnsafeMutableRawBufferPointer {
    unsafe UnsafeMutableRawBufferPointer(start: base, count: count)
  }
}

/// Memory from the C allocator, given back when its owner goes.
///
/// Sendable: writing needs the owner, who is one.
@safe @usableFromInline
struct OwnedBytes: ~Copyable, @unchecked Sendable {
  @usableFromInline let bytes: UnsafeMutableRawBufferPointer

  @usableFromInline init(capacity: Int) {
    unsafe bytes = .allocate(byteCount: max(capacity, 16), alignment: 16)
  }

  // Inlinable: the optimizer fails on an owner that is inlinable without it.
  @inlinable deinit { unsafe bytes.deallocate() }

  @inlinable var capacity: Int { unsafe bytes.count }

  @inlinable func cursor(count: Int) -> ByteCursor { unsafe ByteCursor(bytes, count: count) }

  /// The first `count` bytes, for as long as they are borrowed from here.
  @inlinable @_lifetime(borrow self)
  borrowing func span(count: Int) -> RawSpan {
    precondition(count >= 0 && count <= capacity)
    let span = unsafe RawSpan(_unsafeBytes: UnsafeRawBufferPointer(rebasing: bytes[..<count]))
    return unsafe _overrideLifetime(span, borrowing: self)
  }
}

/// Memory from the C allocator that grows at its end.
///
/// Sendable: writing needs the owner, who is one.
@safe struct GrowingBytes: ~Copyable, @unchecked Sendable {
  private var base: UnsafeMutableRawPointer?
  private var capacity = 0
  private(set) var count = 0

  init() { unsafe base = nil }

  deinit { unsafe free(base) }

  /// All bytes, for as long as they are borrowed from here.
  var span: RawSpan {
    @_lifetime(borrow self) borrowing get {
      let span = unsafe RawSpan(
        _unsafeBytes: UnsafeRawBufferPointer(start: base, count: count))
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  mutating func removeAll() { count = 0 }

  /// Makes room for `size` bytes more and returns where they begin.
  private mutating func grow(by size: Int) -> UnsafeMutableRawPointer {
    if count + size > capacity {
      capacity = max(count + size, 2 * capacity, 64 * 1024)
      // realloc moves large pieces by page tables and not by copying.
      guard let moved = unsafe realloc(base, capacity) else { fatalError("out of memory") }
      unsafe base = moved
    }
    defer { count += size }
    return unsafe base.unsafelyUnwrapped + count
  }

  mutating func append<T: BitwiseCopyable>(_ value: T) {
    unsafe grow(by: MemoryLayout<T>.size).storeBytes(of: value, as: T.self)
  }

  mutating func append(_ bytes: RawSpan, zeros: Int) {
    let place = unsafe grow(by: bytes.byteCount + zeros)
    unsafe bytes.withUnsafeBytes { bytes in
      if let source = bytes.baseAddress {
        unsafe place.copyMemory(from: source, byteCount: bytes.count)
      }
    }
    for index in 0..<zeros {
      unsafe (place + bytes.byteCount + index).storeBytes(of: 0, as: UInt8.self)
    }
  }
}

extension RawSpan {
  /// An integer in the machine's byte order, or nil when it does not lie inside.
  @inlinable @inline(__always)
  public func integer<T: FixedWidthInteger & BitwiseCopyable>(at offset: Int, as: T.Type = T.self)
    -> T?
  {
    guard offset >= 0, offset <= byteCount &- MemoryLayout<T>.size else { return nil }
    return unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: T.self)
  }

  /// A plain structure of the kernel's interface, or nil when it does not lie inside.
  ///
  /// - Parameter type: a C structure of integers only: every bit pattern must be valid.
  @inlinable @inline(__always)
  public func structure<T: BitwiseCopyable>(at offset: Int, as type: T.Type) -> T? {
    guard offset >= 0, offset <= byteCount &- MemoryLayout<T>.size else { return nil }
    return unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: T.self)
  }

  /// The bytes as an array; the only copy that the views ever make on request.
  public var array: [UInt8] { unsafe withUnsafeBytes { unsafe Array($0) } }

  /// The bytes up to the first NUL, or all of them.
  @inlinable @_lifetime(copy self)
  func untilNUL() -> RawSpan {
    var end = 0
    while end < byteCount,
      unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: end, as: UInt8.self) != 0
    {
      end &+= 1
    }
    return extracting(first: end)
  }

  /// The bytes as text, or nil when they are not UTF-8.
  @usableFromInline func text() -> String? {
    unsafe withUnsafeBytes { unsafe String(validating: $0, as: UTF8.self) }
  }

  func lossyText() -> String {
    unsafe withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
  }

  /// True when the bytes are those of `text`.
  public func equals(_ text: StaticString) -> Bool {
    unsafe withUnsafeBytes { mine in
      text.withUTF8Buffer { theirs in unsafe mine.elementsEqual(theirs) }
    }
  }
}

/// The bytes of an array, for as long as that is borrowed.
@_lifetime(borrow bytes)
func rawSpan(of bytes: borrowing [UInt8]) -> RawSpan {
  let span = bytes.span
  return unsafe span.bytes
}

/// The C library's text for an error number, without the shared buffer of `strerror`.
func errorText(_ number: Int32) -> String {
  var buffer = [CChar](repeating: 0, count: 256)
  return unsafe buffer.withUnsafeMutableBufferPointer { bytes in
    guard let base = bytes.baseAddress else { return "error \(number)" }
    return unsafe String(cString: linux_errno_text(number, base, bytes.count))
  }
}

/// Lends out a cursor at the beginning of `memory`.
@inlinable @inline(__always)
func withCursor(
  over memory: inout MutableRawSpan, _ body: (ByteCursor) throws(MessageError) -> Int
) throws(MessageError) -> Int {
  var result: Result<Int, MessageError> = .failure(.noSpace)
  unsafe memory.withUnsafeMutableBytes { bytes in
    do throws(MessageError) {
      result = .success(try unsafe body(ByteCursor(bytes, count: 0)))
    } catch {
      result = .failure(error)
    }
  }
  return try result.get()
}
