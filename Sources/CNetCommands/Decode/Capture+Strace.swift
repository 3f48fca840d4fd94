internal import Netlink

/// What strace(1) wrote. The bytes are in the dumps of `-e write=all -e read=all`, and in strings
/// where strace did not see that the socket is a netlink socket:
///
///     sendto(3, [{nlmsg_len=32, nlmsg_type=RTM_NEWLINK, …}], 32, 0, NULL, 0) = 32
///      | 00000  20 00 00 00 10 00 05 00  00 00 00 00 00 00 00 00   ............... |
private struct StraceReader {
  var datagrams: [Capture.Datagram] = []
  /// Calls that strace decoded by itself and wrote no bytes of.
  var undumped = 0
  /// Strings that it cut off.
  var cut = 0

  /// The protocol of each netlink socket.
  private var families: [Substring: UInt16] = [:]
  private var call: Call?
  private var dump: [UInt8]?

  private struct Call {
    var direction: Capture.Direction
    var family: UInt16
    var hasBytes = false
  }

  mutating func read(_ line: Substring) {
    if let piece = Self.dumped(line) {
      guard call != nil else { return }
      if piece.offset == 0 { endDump() }
      if dump == nil { dump = [] }
      dump?.append(contentsOf: piece.bytes)
    } else if !line.hasPrefix(" * ") {
      end()
      begin(line)
    }
  }

  mutating func end() {
    endDump()
    if let call, !call.hasBytes { undumped += 1 }
    call = nil
  }

  private mutating func endDump() {
    guard let bytes = dump, let call else { return }
    dump = nil
    self.call?.hasBytes = true
    datagrams.append(
      Capture.Datagram(bytes: bytes, direction: call.direction, family: call.family))
  }

  private mutating func begin(_ line: Substring) {
    guard let (name, arguments) = Self.call(line) else { return }
    let descriptor = arguments.prefix { $0.isNumber }
    if name == "socket" {
      guard arguments.hasPrefix("AF_NETLINK"), let result = line.split(separator: " ").last
      else { return }
      let fields = arguments.split(separator: ")")[0].split(separator: ", ")
      families[result.prefix { $0.isNumber }] = Self.family(fields.last ?? "")
      return
    }
    let isNetlink =
      families[descriptor] != nil || arguments.contains("AF_NETLINK")
      || arguments.contains("{nlmsg_len=")
    // What is peeked at is received again; what failed was no message.
    guard isNetlink, !arguments.contains("MSG_PEEK"), !arguments.contains(") = -1") else { return }
    let direction: Capture.Direction = name.hasPrefix("send") ? .toKernel : .fromKernel
    call = Call(direction: direction, family: families[descriptor] ?? 0)
    let strings = Self.strings(arguments)
    for string in strings where !string.bytes.isEmpty {
      if string.isCut { cut += 1 }
      call?.hasBytes = true
      datagrams.append(
        Capture.Datagram(
          bytes: string.bytes, direction: direction, family: families[descriptor] ?? 0))
    }
    // Empty, or an end of input.
    if strings.isEmpty, !arguments.contains("{nlmsg_len=") { call?.hasBytes = true }
  }

  /// The name of a system call and what follows its parenthesis, behind a PID and a time.
  private static func call(_ line: Substring) -> (name: String, arguments: Substring)? {
    for name in ["sendto", "sendmsg", "recvfrom", "recvmsg", "socket"] {
      for end in ["(", " resumed>"] {
        guard let place = line.range(ofText: name + end) else { continue }
        return (name, line[place.upperBound...])
      }
    }
    return nil
  }

  private static func family(_ name: Substring) -> UInt16 {
    let names: [Substring: UInt16] = [
      "NETLINK_ROUTE": 0, "NETLINK_SOCK_DIAG": 4, "NETLINK_XFRM": 6, "NETLINK_AUDIT": 9,
      "NETLINK_NETFILTER": 12, "NETLINK_KOBJECT_UEVENT": 15, "NETLINK_GENERIC": 16,
    ]
    return names[name] ?? .max
  }

  /// A line of a dump: ` | 00010  aa bb …  text |`, with 16 bytes at most.
  private static func dumped(_ line: Substring) -> (offset: Int, bytes: [UInt8])? {
    guard line.hasPrefix(" | ") else { return nil }
    let rest = line.dropFirst(3)
    let digits = rest.prefix { $0 != " " }
    guard let offset = Int(digits, radix: 16) else { return nil }
    let columns = rest.dropFirst(digits.count + 2).prefix(49)
    return (offset, columns.split(separator: " ").compactMap { UInt8($0, radix: 16) })
  }

  /// What stands in quotes as a buffer: the second argument, or behind `iov_base=`.
  private static func strings(_ arguments: Substring) -> [(bytes: [UInt8], isCut: Bool)] {
    var found: [(bytes: [UInt8], isCut: Bool)] = []
    var rest = arguments
    let start = arguments.drop { $0 != "," }.dropFirst(2)
    if start.first == "\"" {
      found.append(string(start.dropFirst()))
      return found
    }
    while let place = rest.range(ofText: "iov_base=\"") {
      rest = rest[place.upperBound...]
      found.append(string(rest))
    }
    return found
  }

  /// Up to the closing quote, with `\x00`, octal and letters as C has them.
  private static func string(_ text: Substring) -> (bytes: [UInt8], isCut: Bool) {
    var bytes: [UInt8] = []
    var rest = text.utf8
    while let byte = rest.popFirst(), byte != UInt8(ascii: "\"") {
      guard byte == UInt8(ascii: "\\"), let next = rest.popFirst() else {
        bytes.append(byte)
        continue
      }
      let letters: [UInt8: UInt8] = [
        UInt8(ascii: "n"): 10, UInt8(ascii: "t"): 9, UInt8(ascii: "r"): 13, UInt8(ascii: "v"): 11,
        UInt8(ascii: "f"): 12,
      ]
      if next == UInt8(ascii: "x"), let value = UInt8(Substring(rest.prefix(2)), radix: 16) {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else if (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(next) {
        var value = UInt16(next & 7)
        for _ in 0..<2 {
          guard let digit = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(digit)
          else { break }
          value = value << 3 | UInt16(digit & 7)
          rest.removeFirst()
        }
        bytes.append(UInt8(truncatingIfNeeded: value))
      } else {
        bytes.append(letters[next] ?? next)
      }
    }
    return (bytes, rest.starts(with: "...".utf8))
  }
}

extension Capture {
  mutating func readStrace(_ text: String) throws(NetlinkError) {
    var reader = StraceReader()
    for line in text.split(whereSeparator: \.isNewline) { reader.read(line) }
    reader.end()
    datagrams = reader.datagrams
    let advice = "strace -e trace=network -xx -e write=all -e read=all COMMAND"
    if datagrams.isEmpty {
      guard reader.undumped > 0 else {
        throw Self.failure("there are no netlink messages in it")
      }
      throw Self.failure(
        "strace wrote no bytes of its \(counted(reader.undumped, "message"))", hint: advice)
    }
    if reader.undumped > 0 {
      remarks.append(
        "strace wrote no bytes of \(counted(reader.undumped, "message")); use \(advice)")
    }
    if reader.cut > 0 {
      remarks.append("strace cut \(counted(reader.cut, "message")) off: see its option -s")
    }
  }
}

extension Substring {
  /// The first place of a text.
  fileprivate func range(ofText text: String) -> Range<Index>? {
    guard let first = text.utf8.first else { return nil }
    var place = utf8.startIndex
    while let start = utf8[place...].firstIndex(of: first) {
      if utf8[start...].starts(with: text.utf8) {
        return start..<utf8.index(start, offsetBy: text.utf8.count)
      }
      place = utf8.index(after: start)
    }
    return nil
  }
}
