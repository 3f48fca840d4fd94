import Netlink
import TestSupport
import Testing

/// What a walk over messages or attributes hands out: types and payloads, and how it ended.
struct Walk: Equatable {
  var types: [UInt16] = []
  var payloads: [[UInt8]] = []
  var failure: MessageError?

  init(_ types: [UInt16], _ payloads: [[UInt8]], _ failure: MessageError? = nil) {
    self.types = types
    self.payloads = payloads
    self.failure = failure
  }

  init(attributes bytes: [UInt8]) {
    reading(bytes) { bytes in
      var attributes = Attributes(bytes)
      do throws(MessageError) {
        while let attribute = try attributes.next() {
          types.append(attribute.rawType.rawValue)
          payloads.append(attribute.payload.array)
        }
      } catch {
        failure = error
      }
    }
  }

  init(messages bytes: [UInt8]) {
    reading(bytes) { bytes in
      var messages = Messages(bytes)
      do throws(MessageError) {
        while let message = try messages.next() {
          types.append(message.type.rawValue)
          payloads.append(message.payload.array)
        }
      } catch {
        failure = error
      }
    }
  }
}

@Suite struct AttributeViewTests {
  @Test func walksOverPaddingAndUnknownTypes() {
    let bytes =
      Wire.attribute(1, [1]) + Wire.attribute(0x3FFF, [2, 2, 2, 2, 2]) + Wire.attribute(3, [])
      + Wire.attribute(0xC004, [4, 4, 4, 4])
    #expect(
      Walk(attributes: bytes)
        == Walk([1, 0x3FFF, 3, 0xC004], [[1], [2, 2, 2, 2, 2], [], [4, 4, 4, 4]]))
  }

  @Test func flagsAreMasked() {
    reading(Wire.attribute(0xC004, [])) { bytes in
      var attributes = Attributes(bytes)
      let type = try? attributes.next()?.type
      #expect(type == AttributeType(4))
    }
  }

  /// The last attribute may lack its padding: the kernel's own messages end so.
  @Test func theLastPaddingMayBeMissing() {
    #expect(
      Walk(attributes: Wire.attribute(1, [1]).dropLast(3)) == Walk([1], [[1]]))
  }

  @Test(arguments: 0...3) func fewerThanFourBytesAtTheEndArePadding(_ count: Int) {
    let bytes = Wire.attribute(1, [1, 1, 1, 1]) + [UInt8](repeating: 0xFF, count: count)
    #expect(Walk(attributes: bytes) == Walk([1], [[1, 1, 1, 1]]))
  }

  @Test(arguments: 0...3) func aLengthBelowItsHeaderIsRefused(_ length: Int) {
    let bytes = Wire.attribute(1, 7) + [UInt8(length), 0, 2, 0, 9, 9, 9, 9]
    #expect(Walk(attributes: bytes) == Walk([1], [[7, 0, 0, 0]], .truncated(offset: 8)))
  }

  @Test(arguments: [9, 12, 255, 65535]) func aLengthBeyondTheEndIsRefused(_ length: UInt16) {
    let bytes = Wire.attribute(1, 7) + Wire.integer(length) + [2, 0, 9, 9, 9, 9]
    #expect(Walk(attributes: bytes) == Walk([1], [[7, 0, 0, 0]], .truncated(offset: 8)))
  }

  @Test func everyTruncationEndsOrThrows() {
    let parts = [
      Wire.attribute(1, [1, 2, 3, 4, 5]), Wire.attribute(2, []), Wire.attribute(3, "ab"),
    ]
    let whole = parts.flatMap { $0 }
    let ends = [0, 9, 16, 23]  // where the payload of the first so many attributes ends
    for count in 0...whole.count {
      let walk = Walk(attributes: Array(whole.prefix(count)))
      #expect(walk.types.count == ends.lastIndex { $0 <= count }, "\(count) bytes")
      // Cut in a header: nothing begins there. Cut in a payload: an error.
      let inPayload = (4..<9).contains(count) || (20..<23).contains(count)
      #expect((walk.failure != nil) == inPayload, "\(count) bytes")
    }
  }

  @Test func nests() throws {
    let bytes = Wire.attribute(
      18, Wire.attribute(1, "veth") + Wire.attribute(2, Wire.attribute(1, [5])))
    let seen = try reading(bytes) { bytes in
      var seen: [UInt16] = []
      var outer = Attributes(bytes)
      while let nest = try outer.next() {
        seen.append(nest.type.rawValue)
        var inner = nest.attributes()
        while let attribute = try inner.next() {
          seen.append(attribute.type.rawValue)
          if attribute.type.rawValue == 2 {
            var innermost = attribute.attributes()
            while let last = try innermost.next() {
              seen.append(UInt16(try last.integer(as: UInt8.self)))
            }
          }
        }
      }
      return seen
    }
    #expect(seen == [18, 1, 2, 5])
  }

  /// As in VETH_INFO_PEER: a header stands before the attributes.
  @Test func attributesBehindAHeader() {
    let bytes = Wire.attribute(1, [1, 2, 3, 4, 5, 0, 0, 0] + Wire.attribute(9, [7]))
    for (size, types) in [(5, [9]), (8, [9]), (16, []), (400, [])] as [(Int, [UInt16])] {
      let seen = reading(bytes) { bytes -> [UInt16] in
        var attributes = Attributes(bytes)
        guard let nest = try? attributes.next() else { return [] }
        var inner = nest.attributes(after: size)
        var seen: [UInt16] = []
        while let attribute = try? inner.next() { seen.append(attribute.type.rawValue) }
        return seen
      }
      #expect(seen == types, "a header of \(size)")
    }
  }

  /// Reads one attribute of type 5 with this payload.
  private func load<Value>(
    _ payload: [UInt8], _ body: (borrowing AttributeView) throws(MessageError) -> Value
  ) -> Result<Value, MessageError> {
    reading(Wire.attribute(5, payload)) { bytes in
      do throws(MessageError) {
        var attributes = Attributes(bytes)
        guard let attribute = try attributes.next() else { throw .noSpace }
        return .success(try body(attribute))
      } catch {
        return .failure(error)
      }
    }
  }

  @Test func integersMustHaveExactlyTheirSize() {
    for count in 0...9 {
      let payload = (0..<count).map { UInt8($0 + 1) }
      let wrong = MessageError.wrongLength(AttributeType(5), count)
      #expect(
        load(payload) { (a) throws(MessageError) in try a.integer(as: UInt8.self) }
          == (count == 1 ? .success(1) : .failure(wrong)))
      #expect(
        load(payload) { (a) throws(MessageError) in try a.integer(as: UInt16.self) }
          == (count == 2 ? .success(UInt16(littleEndian: 0x0201)) : .failure(wrong)))
      #expect(
        load(payload) { (a) throws(MessageError) in try a.integer(as: Int32.self) }
          == (count == 4 ? .success(Int32(littleEndian: 0x0403_0201)) : .failure(wrong)))
      #expect(
        load(payload) { (a) throws(MessageError) in try a.bigEndian(as: UInt64.self) }
          == (count == 8 ? .success(0x0102_0304_0506_0708) : .failure(wrong)))
    }
  }

  @Test func structuresMayBeLongerButNotShorter() {
    for count in 0...6 {
      let payload = (0..<count).map { UInt8($0 + 1) }
      #expect(
        load(payload) { (a) throws(MessageError) in try a.structure(as: UInt32.self) }
          == (count >= 4
            ? .success(UInt32(littleEndian: 0x0403_0201))
            : .failure(.wrongLength(AttributeType(5), count))))
    }
  }

  @Test func textEndsAtTheFirstNUL() {
    let cases: [([UInt8], String)] = [
      ([], ""), ([0], ""), (Array("eth0".utf8), "eth0"), (Array("eth0\0".utf8), "eth0"),
      (Array("a\0b\0".utf8), "a"), (Array("ä\0".utf8), "ä"),
    ]
    for (payload, text) in cases {
      #expect(load(payload) { (a) throws(MessageError) in try a.string() } == .success(text))
      #expect(
        load(payload) { (a) throws(MessageError) in a.stringBytes.array }
          == .success(Array(text.utf8)))
    }
  }

  @Test(arguments: [[0xFF], [0x61, 0xC3], [0xED, 0xA0, 0x80], [0xC0, 0x80]] as [[UInt8]])
  func textMustBeUTF8(_ payload: [UInt8]) {
    #expect(
      load(payload) { (a) throws(MessageError) in try a.string() }
        == .failure(.notText(AttributeType(5))))
    // Whoever wants the bytes gets them all the same.
    #expect(load(payload) { (a) throws(MessageError) in a.stringBytes.array } == .success(payload))
  }

  @Test func bytesCompareWithText() {
    #expect(load(Array("veth".utf8)) { (a) in a.payload.equals("veth") } == .success(true))
    #expect(load(Array("vet".utf8)) { (a) in a.payload.equals("veth") } == .success(false))
    #expect(load(Array("veth0".utf8)) { (a) in a.payload.equals("veth") } == .success(false))
  }

  @Test func looseLoadsStayInside() {
    reading([1, 2, 3, 4]) { bytes in
      #expect(bytes.integer(at: 0, as: UInt32.self) == UInt32(littleEndian: 0x0403_0201))
      #expect(bytes.integer(at: 1, as: UInt32.self) == nil)
      #expect(bytes.integer(at: -1, as: UInt8.self) == nil)
      #expect(bytes.integer(at: 4, as: UInt8.self) == nil)
      #expect(bytes.integer(at: .max, as: UInt8.self) == nil)
      #expect(bytes.integer(at: .min, as: UInt8.self) == nil)
      #expect(bytes.structure(at: 3, as: UInt8.self) == 4)
      #expect(bytes.structure(at: 4, as: UInt8.self) == nil)
      #expect(bytes.structure(at: -1, as: UInt8.self) == nil)
    }
  }
}

@Suite struct MessageViewTests {
  @Test func walks() {
    let bytes =
      Wire.message(1) + Wire.message(2, [1]) + Wire.message(3, [1, 2, 3, 4])
    #expect(Walk(messages: bytes) == Walk([1, 2, 3], [[], [1], [1, 2, 3, 4]]))
    #expect(Walk(messages: []) == Walk([], []))
  }

  @Test func theLastPaddingMayBeMissing() {
    #expect(Walk(messages: Wire.message(2, [1]).dropLast(3)) == Walk([2], [[1]]))
  }

  @Test(arguments: [0, 1, 15, 24, 0x7FFF_FFFF, 0xFFFF_FFFF] as [UInt32])
  func impossibleLengthsAreRefused(_ length: UInt32) {
    let bytes = Wire.message(1) + Wire.integer(length) + Wire.message(2).dropFirst(4)
    #expect(Walk(messages: bytes) == Walk([1], [[]], .truncated(offset: 16)))
  }

  @Test func everyTruncationThrows() {
    let whole = Wire.message(1, [1, 2, 3, 4, 5]) + Wire.message(2, [6, 7, 8, 9])
    for count in 0...whole.count {
      let walk = Walk(messages: Array(whole.prefix(count)))
      let (found, fails): (Int, Bool) =
        switch count {
        case 0: (0, false)
        case ..<21: (0, true)
        case 21...24: (1, false)  // the padding is optional at the end
        case ..<44: (1, true)
        default: (2, false)
        }
      #expect(walk.types.count == found, "\(count) bytes")
      #expect((walk.failure != nil) == fails, "\(count) bytes")
    }
  }

  @Test func readsItsHeader() throws {
    let header = try reading(Wire.message(16, flags: 0x105, sequence: 7, portID: 9)) { bytes in
      var messages = Messages(bytes)
      return try messages.next()?.header
    }
    #expect(
      header
        == MessageHeader(
          length: 16, type: MessageType(16), flags: MessageFlags(rawValue: 0x105), sequence: 7,
          portID: 9))
  }

  @Test func familyHeadersAreChecked() throws {
    for count in 0...9 {
      let (header, rest): (UInt64?, Int) = try reading(
        Wire.message(16, [UInt8](repeating: 1, count: count))
      ) { bytes in
        var messages = Messages(bytes)
        guard let message = try messages.next() else { return (nil, -1) }
        var attributes = message.attributes(after: 8)
        _ = try attributes.next()
        do throws(MessageError) {
          return (try message.familyHeader(as: UInt64.self), count)
        } catch {
          #expect(error == .truncated(offset: 16))
          return (nil, count)
        }
      }
      #expect((header == nil) == (count < 8))
      #expect(rest == count)
    }
  }

  /// Random bytes, and messages with one byte changed: whatever comes, nothing traps and
  /// every payload lies inside.
  @Test func badBytesNeverTrap() {
    var random = SystemRandomNumberGenerator()
    let good = Wire.message(
      16, Wire.attribute(1, "eth0") + Wire.attribute(2, Wire.attribute(1, [1])))
    for _ in 0..<20_000 {
      var bytes = good
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        bytes[Int.random(in: bytes.indices, using: &random)] = .random(in: 0...255, using: &random)
      }
      bytes = Array(bytes.prefix(.random(in: 0...bytes.count, using: &random)))
      let walk = Walk(messages: bytes)
      #expect(walk.payloads.allSatisfy { $0.count <= bytes.count })
      for payload in walk.payloads + [bytes] {
        let inner = Walk(attributes: payload)
        #expect(inner.payloads.reduce(0) { $0 + $1.count + 4 } <= payload.count)
      }
    }
  }
}
