import Netlink
import TestSupport
import Testing

typealias Body = @Sendable (inout MessageBuilder) throws(MessageError) -> Void

/// The bytes of one message.
func build(capacity: Int = 256 * 1024, _ body: Body) throws(MessageError) -> [UInt8] {
  var buffer = MessageBuffer(capacity: capacity)
  try buffer.append(MessageType(16), flags: [.request, .ack], body)
  return buffer.bytes.array
}

/// The same message from parts: type 16, flags 5.
func expected(_ parts: [UInt8]...) -> [UInt8] {
  Wire.message(16, flags: 5, parts.flatMap { $0 })
}

struct Put: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var wire: [UInt8]
  var body: Body

  init(_ name: String, _ wire: [UInt8], _ body: @escaping Body) {
    testDescription = name
    self.wire = wire
    self.body = body
  }

  static let all: [Put] = [
    Put("UInt8", Wire.attribute(1, [7])) { (m) throws(MessageError) in
      try m.put(AttributeType(1), UInt8(7))
    },
    Put("UInt16", Wire.attribute(2, Wire.integer(UInt16(0x1234)))) { (m) throws(MessageError) in
      try m.put(AttributeType(2), UInt16(0x1234))
    },
    Put("UInt32", Wire.attribute(3, 0x1234_5678)) { (m) throws(MessageError) in
      try m.put(AttributeType(3), UInt32(0x1234_5678))
    },
    Put("Int32", Wire.attribute(3, Wire.integer(Int32(-2)))) { (m) throws(MessageError) in
      try m.put(AttributeType(3), Int32(-2))
    },
    Put("UInt64", Wire.attribute(4, Wire.integer(UInt64(0x0102_0304_0506_0708)))) {
      (m) throws(MessageError) in try m.put(AttributeType(4), UInt64(0x0102_0304_0506_0708))
    },
    Put("bigEndian", Wire.attribute(5, [0x12, 0x34])) { (m) throws(MessageError) in
      try m.put(AttributeType(5), bigEndian: UInt16(0x1234))
    },
    Put("structure of 6", Wire.attribute(6, [1, 2, 3, 4, 5, 6])) { (m) throws(MessageError) in
      try m.put(AttributeType(6), structure: Six())
    },
    Put("flag", Wire.attribute(7, [])) { (m) throws(MessageError) in
      try m.put(flag: AttributeType(7))
    },
    Put("text", Wire.attribute(8, "web0")) { (m) throws(MessageError) in
      try m.put(AttributeType(8), "web0")
    },
    Put("text of 3, NUL fills the word", Wire.attribute(8, "abc")) { (m) throws(MessageError) in
      try m.put(AttributeType(8), "abc")
    },
    Put("long text", Wire.attribute(8, String(repeating: "ä", count: 100))) {
      (m) throws(MessageError) in
      try m.put(AttributeType(8), String(repeating: "ä", count: 100))
    },
    Put("empty text", Wire.attribute(8, [0])) { (m) throws(MessageError) in
      try m.put(AttributeType(8), "")
    },
    Put("unterminated", Wire.attribute(9, Array("veth".utf8))) { (m) throws(MessageError) in
      try m.put(AttributeType(9), unterminated: "veth")
    },
    Put("empty unterminated", Wire.attribute(9, [])) { (m) throws(MessageError) in
      try m.put(AttributeType(9), unterminated: "")
    },
    Put("bytes", Wire.attribute(10, [9, 8, 7, 6, 5])) { (m) throws(MessageError) in
      try m.put(AttributeType(10), bytes: [9, 8, 7, 6, 5])
    },
    Put("no bytes", Wire.attribute(10, [])) { (m) throws(MessageError) in
      try m.put(AttributeType(10), bytes: [] as [UInt8])
    },
    Put("header of 5", [1, 2, 3, 4, 5, 0, 0, 0]) { (m) throws(MessageError) in
      try m.put(header: Five())
    },
    Put("header of 1", [9, 0, 0, 0]) { (m) throws(MessageError) in try m.put(header: UInt8(9)) },
    Put("header of 4", Wire.integer(UInt32(9))) { (m) throws(MessageError) in
      try m.put(header: UInt32(9))
    },
    Put("empty nest", Wire.attribute(11, [])) { (m) throws(MessageError) in
      try m.nest(AttributeType(11)) { (_) throws(MessageError) in }
    },
    Put(
      "nest in nest",
      Wire.attribute(0x800B, Wire.attribute(1, Wire.attribute(2, "x")) + Wire.attribute(3, [1]))
    ) { (m) throws(MessageError) in
      try m.nest(AttributeType(11).nested) { (m) throws(MessageError) in
        try m.nest(AttributeType(1)) { (m) throws(MessageError) in try m.put(AttributeType(2), "x")
        }
        try m.put(AttributeType(3), UInt8(1))
      }
    },
  ]
}

private struct Six: BitwiseCopyable {
  var bytes: (UInt8, UInt8, UInt8, UInt8, UInt8, UInt8) = (1, 2, 3, 4, 5, 6)
}

private struct Five: BitwiseCopyable {
  var bytes: (UInt8, UInt8, UInt8, UInt8, UInt8) = (1, 2, 3, 4, 5)
}

@Suite struct MessageBuilderTests {
  @Test(arguments: Put.all) func writesExactly(_ put: Put) throws {
    // What lay in the memory before must not shine through the padding.
    var memory = [UInt8](repeating: 0xEE, count: 1024)
    var span = memory.mutableSpan
    var bytes = unsafe span.mutableBytes
    let length = try MessageBuilder.build(
      in: &bytes, MessageType(16), flags: [.request, .ack], put.body)
    #expect(Array(memory[..<length]) == expected(put.wire))
    #expect(memory[length...].allSatisfy { $0 == 0xEE })
  }

  @Test(arguments: Put.all) func fitsExactlyAndNoLess(_ put: Put) throws {
    let whole = expected(put.wire)
    #expect(try build(capacity: whole.count, put.body) == whole)
    for capacity in 16..<whole.count {
      #expect(throws: MessageError.noSpace) { try build(capacity: capacity, put.body) }
    }
    for capacity in 0..<whole.count {
      var memory = [UInt8](repeating: 0xEE, count: capacity)
      var span = memory.mutableSpan
      var bytes = unsafe span.mutableBytes
      var failure: MessageError?
      do throws(MessageError) {
        _ = try MessageBuilder.build(in: &bytes, MessageType(16), flags: [], put.body)
      } catch {
        failure = error
      }
      #expect(failure == .noSpace)
    }
  }

  @Test func countsItsBytes() throws {
    var counts: [Int] = []
    var buffer = MessageBuffer()
    for _ in 0..<2 {
      try buffer.append(MessageType(16), flags: []) { (m) throws(MessageError) in
        counts.append(m.count)
        try m.put(AttributeType(1), UInt8(1))
        counts.append(m.count)
      }
    }
    #expect(counts == [16, 24, 16, 24])
  }

  @Test func putsMessagesBehindEachOther() throws {
    var buffer = MessageBuffer(capacity: 72)
    for number: UInt8 in 1...3 {
      try buffer.append(MessageType(UInt16(number)), flags: .request) { (m) throws(MessageError) in
        try m.put(AttributeType(1), number)
      }
    }
    #expect(buffer.messageCount == 3)
    #expect(
      buffer.bytes.array
        == (1...3).flatMap { Wire.message($0, flags: 1, Wire.attribute(1, [UInt8($0)])) })
    #expect(throws: MessageError.noSpace) {
      try buffer.append(MessageType(4), flags: []) { (_) throws(MessageError) in }
    }
    #expect(buffer.count == 72)
    #expect(buffer.messageCount == 3)
    buffer.removeAll()
    #expect(buffer.bytes.byteCount == 0)
    #expect(buffer.messageCount == 0)
  }

  @Test func aThrowingBodyLeavesTheBufferAsBefore() throws {
    var buffer = MessageBuffer()
    try buffer.append(MessageType(1), flags: []) { (m) throws(MessageError) in
      try m.put(AttributeType(1), "first")
    }
    let before = buffer.bytes.array
    #expect(throws: MessageError.notText(AttributeType(3))) {
      try buffer.append(MessageType(2), flags: []) { (m) throws(MessageError) in
        try m.nest(AttributeType(2)) { (m) throws(MessageError) in
          try m.put(AttributeType(1), UInt64.max)
          throw .notText(AttributeType(3))
        }
      }
    }
    #expect(buffer.bytes.array == before)
    #expect(buffer.messageCount == 1)
  }

  /// Whoever catches what a nest throws and goes on must not send half of it.
  @Test func aNestThatThrowsIsTakenBack() throws {
    let bytes = try build { (m) throws(MessageError) in
      try m.put(AttributeType(1), UInt32(1))
      do throws(MessageError) {
        try m.nest(AttributeType(2)) { (m) throws(MessageError) in
          try m.put(AttributeType(3), "half")
          throw .noSpace
        }
      } catch {}
      try m.put(AttributeType(4), UInt32(4))
    }
    #expect(bytes == expected(Wire.attribute(1, 1), Wire.attribute(4, 4)))
  }

  @Test func anAttributeHasAtMost65535Bytes() throws {
    let most = 65535 - 4
    let longest = try build { (m) throws(MessageError) in
      try m.put(AttributeType(1), bytes: [UInt8](repeating: 1, count: most))
    }
    #expect(longest.count == 16 + 65536)
    #expect(longest[16...17] == [0xFF, 0xFF])
    #expect(longest.last == 0)
    let type = AttributeType(1)
    let tooLong = MessageError.attributeTooLong(type)
    #expect(throws: tooLong) {
      try build { (m) throws(MessageError) in
        try m.put(type, bytes: [UInt8](repeating: 1, count: most + 1))
      }
    }
    // Text: the NUL counts.
    let text = String(repeating: "a", count: most)
    #expect(
      try build { (m) throws(MessageError) in try m.put(type, unterminated: text) }.count
        == 16 + 65536)
    #expect(throws: tooLong) {
      try build { (m) throws(MessageError) in try m.put(type, text) }
    }
  }

  @Test func aNestHasAtMost65535Bytes() throws {
    // 4 + 4 + 65524 is the most that a multiple of four can be.
    func nest(of count: Int) throws(MessageError) -> [UInt8] {
      try build { (m) throws(MessageError) in
        try m.nest(AttributeType(5)) { (m) throws(MessageError) in
          try m.put(AttributeType(1), bytes: [UInt8](repeating: 1, count: count))
        }
      }
    }
    #expect(try nest(of: 65524)[16...17] == [0xFC, 0xFF])
    #expect(throws: MessageError.attributeTooLong(AttributeType(5))) { try nest(of: 65525) }
  }

  @Test(arguments: ["\0", "a\0", "\0a", "a\0b", String(repeating: "x", count: 40) + "\0"])
  func refusesNULInText(_ text: String) {
    let type = AttributeType(3)
    #expect(throws: MessageError.embeddedNUL(type)) {
      try build { (m) throws(MessageError) in try m.put(type, text) }
    }
    #expect(throws: MessageError.embeddedNUL(type)) {
      try build { (m) throws(MessageError) in try m.put(type, unterminated: text) }
    }
  }

  /// Whoever catches that and goes on must not send half a text.
  @Test func refusedTextIsTakenBack() throws {
    let bytes = try build { (m) throws(MessageError) in
      do throws(MessageError) { try m.put(AttributeType(3), "half\0") } catch {}
      try m.put(AttributeType(4), UInt32(4))
    }
    #expect(bytes == expected(Wire.attribute(4, 4)))
  }

  @Test func typesHaveFlags() {
    #expect(AttributeType(5).nested.rawValue == 0x8005)
    #expect(AttributeType(0xC005).masked.rawValue == 5)
  }

  @Test func errorsSayWhat() {
    #expect(MessageError.noSpace.description == "the message does not fit the buffer")
    #expect(
      MessageError.attributeTooLong(AttributeType(0x8003)).description
        == "attribute 3 is longer than 65535 bytes")
    #expect(
      MessageError.embeddedNUL(AttributeType(3)).description
        == "the text of attribute 3 holds a NUL byte")
    #expect(
      MessageError.truncated(offset: 20).description
        == "the message ends in the middle of the item at offset 20")
    #expect(
      MessageError.wrongLength(AttributeType(4), 3).description
        == "attribute 4 has 3 bytes of payload, which its type does not allow")
    #expect(
      MessageError.notText(AttributeType(3)).description == "the text of attribute 3 is not UTF-8")
  }
}
