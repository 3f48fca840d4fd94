@testable import CNetCommands
import Netlink

extension Case {
  /// Messages and attributes: what is handed out lies where it should, is all there, and is built
  /// again from its parts.
  static let views = Case("views", seeds: "netlink") { bytes in
    let whole = bytes.span.raw
    var store = MessageStore()
    var kept: [[UInt8]] = []
    var place = 0
    var messages = Messages(whole)
    while let message = try? messages.next() {
      let length = Int(message.header.length)
      expectInside(message.payload, whole, at: place + MessageHeader.size)
      expect(message.payload.byteCount == length - MessageHeader.size, "a payload's length")
      place += (length + 3) & ~3
      store.append(message)
      kept.append(message.payload.array)
      _ = try? message.familyHeader(as: UInt64.self)
      for skip in [0, 16] { walk(message.attributes(after: skip), message.payload) }
    }
    expect(store.messageCount == kept.count, "messages that are kept")
    var again = store.messages
    for payload in kept {
      guard let message = try? again.next() else { fatalError("a message was not kept") }
      expect(message.payload.array == payload, "a message that was kept")
    }
    walk(Attributes(whole), whole)
  }

  private typealias Seen = [(type: AttributeType, payload: [UInt8])]

  private static func walk(_ all: Attributes, _ outer: RawSpan, depth: Int = 0) {
    var attributes = all
    var seen: Seen = []
    var isWhole = true
    do throws(MessageError) {
      while let attribute = try attributes.next() {
        let payload = attribute.payload
        expectInside(payload, outer)
        seen.append((attribute.rawType, payload.array))
        tryLoads(attribute)
        if depth < 3, payload.byteCount >= 4 {
          walk(attribute.attributes(), payload, depth: depth + 1)
        }
      }
    } catch {
      isWhole = false
    }
    do throws(MessageError) {
      let table = try AttributeTable(all)
      expect(isWhole, "a table of what is malformed")
      compare(table, with: seen)
    } catch {
      expect(!isWhole, "no table of what is well formed")
    }
    // Deeper ones are in the bytes of these.
    if depth == 0 { buildAgain(seen, capacity: outer.byteCount + 32) }
  }

  /// Typed loads take their own size and no other.
  private static func tryLoads(_ attribute: borrowing AttributeView) {
    let count = attribute.payload.byteCount
    expect(((try? attribute.integer(as: UInt8.self)) != nil) == (count == 1), "one byte")
    expect(((try? attribute.bigEndian(as: UInt16.self)) != nil) == (count == 2), "two bytes")
    expect(((try? attribute.integer(as: Int32.self)) != nil) == (count == 4), "four bytes")
    expect(((try? attribute.unsigned()) != nil) == ([1, 2, 4, 8].contains(count)), "an integer")
    expect(((try? attribute.structure(as: UInt64.self)) != nil) == (count >= 8), "a structure")
    let text = attribute.text
    expect(!text.utf8.contains(0), "a NUL in a text")
    if let exact = try? attribute.string() { expect(exact == text, "a text") }
    expectInside(attribute.stringBytes, attribute.payload, at: 0)
  }

  private static func expectInside(_ inner: RawSpan, _ outer: RawSpan, at place: Int? = nil) {
    guard inner.byteCount > 0 else { return }
    guard let range = outer.byteOffsets(of: inner) else { fatalError("a view of other bytes") }
    expect(range.count == inner.byteCount, "a view's length")
    if let place { expect(range.lowerBound == place, "a view's place") }
  }

  /// Of several attributes of a type the last counts.
  private static func compare(_ table: borrowing AttributeTable, with seen: Seen) {
    var last: [UInt16: [UInt8]] = [:]
    for (type, payload) in seen { last[type.masked.rawValue] = payload }
    for (type, payload) in last where Int(type) < AttributeTable.limit {
      expect(table[AttributeType(type)]?.payload.array == payload, "a table's attribute")
    }
    for type in UInt16(0)..<4 where last[type] == nil {
      expect(table[AttributeType(type)] == nil, "an attribute that is not there")
    }
  }

  private static func buildAgain(_ seen: Seen, capacity: Int) {
    var buffer = MessageBuffer(capacity: capacity)
    do throws(MessageError) {
      try buffer.append(.noop, flags: []) { (m) throws(MessageError) in
        try m.nest(AttributeType(1)) { (m) throws(MessageError) in
          for (type, payload) in seen { try m.put(type, bytes: payload) }
        }
      }
    } catch {
      expect(error == .attributeTooLong(AttributeType(1)), "\(error)")
      return
    }
    do throws(MessageError) {
      var messages = Messages(buffer.bytes)
      guard var outer = try messages.next()?.attributes(after: 0), let nest = try outer.next()
      else {
        fatalError("nothing was built")
      }
      var inner = nest.attributes()
      for (type, payload) in seen {
        guard let attribute = try inner.next() else { fatalError("an attribute is missing") }
        expect(attribute.rawType == type && attribute.payload.array == payload, "an attribute")
      }
      if try inner.next() != nil { fatalError("an attribute too many") }
    } catch {
      fatalError("what was built cannot be read: \(error)")
    }
  }
}
