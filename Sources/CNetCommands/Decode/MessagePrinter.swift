internal import CLinux
internal import Netlink
internal import RouteNetlink

/// Prints netlink messages attribute by attribute, with names, nests and values. `--dry-run` and
/// `--trace` print through it.
///
/// Whatever the bytes are, it comes to an end: what is malformed is shown as hexadecimal at its
/// offset.
struct MessagePrinter {
  var schema: ProtocolSchema?
  private(set) var lines: [String] = []
  private var indent = ""
  /// Where the message that is printed begins.
  private var start = 0
  /// Bytes. Corresponds to `NLA_HDRLEN`.
  private static let attributeHeader = 4
  /// How far lines are indented. A veth's peer may be described as another veth, whose peer is
  /// another, and so on: what is deeper is shown as bytes, so that the text stays in proportion.
  private static let deepest = 64

  init(schema: ProtocolSchema?) { self.schema = schema }

  /// The messages of one buffer as lines.
  static func lines(_ bytes: RawSpan, schema: ProtocolSchema?) -> [String] {
    var printer = MessagePrinter(schema: schema)
    printer.print(bytes)
    return printer.lines
  }

  mutating func print(_ bytes: RawSpan) {
    var offset = 0
    while offset < bytes.byteCount {
      let rest = bytes.extracting(droppingFirst: offset)
      // Some send more of their buffer than the message takes. The kernel stops there, too.
      if offset > 0, rest.isZero {
        lines.append("zeros \(rest.byteCount)")
        return
      }
      var messages = Messages(rest)
      do throws(MessageError) {
        guard let message = try messages.next() else { return }
        start = offset
        print(message)
        offset += (Int(message.header.length) + 3) & ~3
      } catch {
        malformed(rest, at: offset)
        return
      }
    }
  }

  private mutating func print(_ message: MessageView) {
    let known = schema?[message.type]
    let header = message.header
    var line =
      Self.controlNames[message.type.rawValue] ?? known?.symbol ?? "type \(message.type.rawValue)"
    line += " length \(header.length)"
    let flags = Self.flagNames(header.flags, message.type)
    if !flags.isEmpty { line += " flags \(flags.joined(separator: "|"))" }
    line += " seq \(header.sequence)"
    if header.portID != 0 { line += " portid \(header.portID)" }
    lines.append(indent + line)
    nested { printer in
      switch message.type {
      case .error, .done: printer.printAcknowledgement(message)
      default:
        guard let known else {
          printer.value("payload", .bytes, message.payload)
          return
        }
        printer.print(known.header, message.payload)
        let skip = min((known.header.size + 3) & ~3, message.payload.byteCount)
        printer.print(
          message.payload.extracting(droppingFirst: skip), known.attributes,
          offset: printer.start + MessageHeader.size + skip)
      }
    }
  }

  private mutating func printAcknowledgement(_ message: MessageView) {
    do throws(MessageError) {
      let answer = try Acknowledgement(message)
      lines.append(indent + "error \(answer.errno.map { "-\($0.rawValue) \($0.name)" } ?? "0")")
      if let text = answer.message { lines.append(indent + "message \(text.quoted)") }
      if let offset = answer.offset { lines.append(indent + "offset \(offset)") }
      if let missing = answer.missingType { lines.append(indent + "missing type \(missing)") }
    } catch {
      malformed(message.payload, at: start + MessageHeader.size)
    }
  }

  /// The fields of a header or structure, on one line.
  private mutating func print(_ header: HeaderSchema, _ bytes: RawSpan) {
    var line = header.name
    for field in header.fields {
      let value: UInt64? =
        switch field.size {
        case 1: bytes.integer(at: field.offset, as: UInt8.self).map(UInt64.init)
        case 2: bytes.integer(at: field.offset, as: UInt16.self).map(UInt64.init)
        case 4: bytes.integer(at: field.offset, as: UInt32.self).map(UInt64.init)
        default: bytes.integer(at: field.offset, as: UInt64.self)
        }
      guard let value else {
        line += " \(field.name) (missing)"
        continue
      }
      let isBits = field.name == "flags" || field.name == "change" || field.name == "state"
      line += " \(field.name) \(isBits ? value.hexadecimal : "\(value)")"
    }
    lines.append(indent + line)
  }

  /// Attributes that lie one behind another.
  ///
  /// - Parameter offset: where they begin in the whole, to say where they are malformed.
  private mutating func print(_ bytes: RawSpan, _ schema: AttributeSchema, offset: Int) {
    var texts: [UInt16: String] = [:]
    walk(bytes, offset) { printer, attribute, place in
      let form = schema.fields[attribute.type.rawValue]?.form ?? .bytes
      if case .text = form, let text = try? attribute.string() {
        texts[attribute.type.rawValue] = text
      }
      printer.value(
        schema.symbol(of: attribute.type), form, attribute.payload, offset: place, texts: texts)
    }
  }

  private mutating func walk(
    _ bytes: RawSpan, _ offset: Int,
    _ body: (inout MessagePrinter, AttributeView, _ payloadOffset: Int) -> Void
  ) {
    var attributes = Attributes(bytes)
    var place = 0
    do throws(MessageError) {
      while let attribute = try attributes.next() {
        body(&self, attribute, offset + place + Self.attributeHeader)
        place += (Self.attributeHeader + attribute.payload.byteCount + 3) & ~3
      }
    } catch {
      malformed(bytes.extracting(droppingFirst: min(place, bytes.byteCount)), at: offset + place)
    }
  }

  private mutating func value(
    _ name: String, _ form: Form, _ payload: RawSpan, offset: Int = 0, texts: [UInt16: String] = [:]
  ) {
    switch indent.utf8.count < Self.deepest ? form : .bytes {
    case .nest(let schema):
      lines.append(indent + name)
      nested { $0.print(payload, schema, offset: offset) }
    case .message(let header, let schema):
      lines.append(indent + name)
      let skip = min((header.size + 3) & ~3, payload.byteCount)
      nested {
        $0.print(header, payload)
        $0.print(payload.extracting(droppingFirst: skip), schema, offset: offset + skip)
      }
    case .array(let element):
      lines.append(indent + name)
      nested { printer in
        printer.walk(payload, offset) { printer, entry, place in
          printer.value("\(entry.type.rawValue)", element, entry.payload, offset: place)
        }
      }
    case .chosen(let key, let choose):
      if let schema = texts[key.rawValue].flatMap(choose) {
        value(name, .nest(schema), payload, offset: offset)
      } else {
        value(name, .bytes, payload)
      }
    case .structure(let header):
      guard payload.byteCount >= header.size else { return value(name, .bytes, payload) }
      lines.append(indent + name)
      nested { printer in
        printer.print(header, payload)
        // Newer kernels write longer ones.
        let rest = payload.extracting(droppingFirst: header.size)
        if rest.byteCount > 0 { printer.lines.append(printer.indent + hexadecimalText(rest.array)) }
      }
    case .records(let header, let schema):
      lines.append(indent + name)
      nested { $0.printRecords(header, schema, payload, offset) }
    default:
      let text = payload.text(as: form)
      lines.append(indent + (text.isEmpty ? name : "\(name) \(text)"))
    }
  }

  /// Structures that begin with their length, each with attributes behind it.
  private mutating func printRecords(
    _ header: HeaderSchema, _ schema: AttributeSchema, _ bytes: RawSpan, _ offset: Int
  ) {
    var place = 0
    while place < bytes.byteCount {
      let rest = bytes.extracting(droppingFirst: place)
      guard let length: UInt16 = rest.integer(at: 0), Int(length) >= header.size,
        Int(length) <= rest.byteCount
      else { return malformed(rest, at: offset + place) }
      let record = rest.extracting(first: Int(length))
      print(header, record)
      let start = offset + place + header.size
      nested { $0.print(record.extracting(droppingFirst: header.size), schema, offset: start) }
      place += (Int(length) + 3) & ~3
    }
  }

  private mutating func malformed(_ rest: RawSpan, at offset: Int) {
    let shown = rest.extracting(first: min(rest.byteCount, 64))
    let more = rest.byteCount > 64 ? "… (\(rest.byteCount) bytes)" : ""
    lines.append(indent + "malformed at offset \(offset): \(hexadecimalText(shown.array))\(more)")
  }

  private mutating func nested(_ body: (inout MessagePrinter) -> Void) {
    let outer = indent
    indent += "  "
    body(&self)
    indent = outer
  }

  private static let controlNames: [UInt16: String] = [
    1: "NLMSG_NOOP", 2: "NLMSG_ERROR", 3: "NLMSG_DONE", 4: "NLMSG_OVERRUN",
  ]

  /// Bits 8 to 11 have another meaning for each sort of message.
  private static func flagNames(_ flags: MessageFlags, _ type: MessageType) -> [String] {
    let common = ["request", "multi", "ack", "echo", "dump_intr", "dump_filtered"]
    let special: [String] =
      if type.rawValue < 16 {
        ["capped", "ack_tlvs"]
      } else {
        switch type.rawValue & 3 {
        case 0: ["replace", "excl", "create", "append"]
        case 1: ["nonrec", "bulk"]
        case 2: ["root", "match", "atomic"]
        default: []
        }
      }
    return (0..<16).compactMap { (bit: Int) -> String? in
      guard flags.rawValue & 1 << bit != 0 else { return nil }
      if common.indices.contains(bit) { return common[bit] }
      let index = bit - 8
      return special.indices.contains(index) ? special[index] : UInt64(1 << bit).hexadecimal
    }
  }
}

extension RawSpan {
  fileprivate var isZero: Bool { (0..<byteCount).allSatisfy { byte($0) == 0 } }

  /// The value of an attribute that holds no others.
  fileprivate func text(as form: Form) -> String {
    let number = unsignedInteger
    switch form {
    case .flag where byteCount == 0: return ""
    case .unsigned: if let number { return "\(number)" }
    case .signed:
      switch byteCount {
      case 1: return integer(at: 0, as: Int8.self).map { "\($0)" } ?? ""
      case 2: return integer(at: 0, as: Int16.self).map { "\($0)" } ?? ""
      case 4: return integer(at: 0, as: Int32.self).map { "\($0)" } ?? ""
      case 8: return integer(at: 0, as: Int64.self).map { "\($0)" } ?? ""
      default: break
      }
    case .bigEndian:
      switch byteCount {
      case 2: return integer(at: 0, as: UInt16.self).map { "\(UInt16(bigEndian: $0))" } ?? ""
      case 4: return integer(at: 0, as: UInt32.self).map { "\(UInt32(bigEndian: $0))" } ?? ""
      case 8: return integer(at: 0, as: UInt64.self).map { "\(UInt64(bigEndian: $0))" } ?? ""
      default: break
      }
    case .bits: if let number { return number.hexadecimal }
    case .named(let names):
      if let number { return names[number].map { "\($0) (\(number))" } ?? "\(number)" }
    case .flags(let names):
      if let number {
        let set = names.filter { number & $0.0 != 0 }.map(\.1)
        return set.isEmpty ? number.hexadecimal : set.joined(separator: "|")
      }
    case .numbers(let size):
      if size > 0, byteCount % size == 0 {
        let numbers = stride(from: 0, to: byteCount, by: size).map {
          extracting(droppingFirst: $0).extracting(first: size).text(as: .signed)
        }
        return numbers.joined(separator: " ")
      }
    case .via:
      if byteCount > 2, let address = IPAddress(bytes: extracting(droppingFirst: 2).array) {
        return "\(address)"
      }
    case .text:
      var bytes = array
      if bytes.last == 0 { bytes.removeLast() }
      if let text = String(validating: bytes, as: UTF8.self) { return text.quoted }
    case .address:
      if byteCount == 6 { return hexadecimalText(array, separator: ":") }
      if let address = IPAddress(bytes: array) { return "\(address)" }
    default: break
    }
    return byteCount == 0 ? "" : hexadecimalText(array)
  }

  private var unsignedInteger: UInt64? {
    switch byteCount {
    case 1: integer(at: 0, as: UInt8.self).map(UInt64.init)
    case 2: integer(at: 0, as: UInt16.self).map(UInt64.init)
    case 4: integer(at: 0, as: UInt32.self).map(UInt64.init)
    case 8: integer(at: 0, as: UInt64.self)
    default: nil
    }
  }
}

extension UInt64 {
  fileprivate var hexadecimal: String { "0x" + String(self, radix: 16) }
}

extension String {
  /// In quotes, with what is not printable escaped, so that no text from a container reaches the
  /// terminal as more than text.
  var quoted: String { "\"\(escaped)\"" }

  /// What is not printable, quotes and backslashes escaped.
  var escaped: String {
    var result = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case _ where scalar.isPrintable: result.unicodeScalars.append(scalar)
      default: result += "\\u{\(String(scalar.value, radix: 16))}"
      }
    }
    return result
  }
}
