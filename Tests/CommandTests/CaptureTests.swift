import Netlink
import RouteNetlink
import TestSupport
import Testing

@testable import CNetCommands

/// What `cnet decode` reads, in each of its forms.
@Suite("Captures")
struct CaptureTests {
  static let veth = hex(
    """
    64000000 10000506 00000000 00000000 00000000 00000000 01000000 01000000
    09000300 77656230 00000000 38001200 08000100 76657468 2c000200 28000100
    00000000 00000000 00000000 00000000 09000300 65746830 00000000 08000400
    78050000
    """)

  static let printed = MessagePrinter.lines(veth.span.raw, schema: .route)

  private func lines(_ capture: Capture) -> [String] {
    capture.datagrams.flatMap {
      MessagePrinter.lines($0.bytes.span.raw, schema: $0.family == 0 ? .route : nil)
    }
  }

  @Test("The example is a whole message")
  func example() {
    #expect(Self.veth.count == 100)
    #expect(Self.printed.last == "        IFLA_MTU 1400")
  }

  @Test(
    "Hexadecimal, however the bytes are set apart",
    arguments: ["", " ", ":", "\n", ", 0x", "\\x", "\r\n"])
  func hexadecimalText(separator: String) throws {
    let digits = Self.veth.map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    let first = separator.contains("x") ? separator.suffix(2) : ""
    let capture = try Capture(Array((first + digits.joined(separator: separator)).utf8))
    #expect(lines(capture) == Self.printed)
  }

  @Test("An empty line sets datagrams apart; what is no digit is named with its line")
  func hexadecimalLines() throws {
    let one = hexadecimal(Self.veth)
    let capture = try Capture(Array("\(one.prefix(20))\n\n\(one)\n".utf8))
    #expect(capture.datagrams.count == 2)
    #expect(lines(capture).first?.hasPrefix("malformed at offset 0") == true)
    #expect(lines(capture).suffix(Self.printed.count) == Self.printed[...])
    for (text, message) in [
      ("64\n6g", "line 2: \"g\" is no hexadecimal digit"),
      ("64 6", "line 1 ends in the middle of a byte"),
    ] {
      let error = #expect(throws: NetlinkError.self) { try Capture(Array(text.utf8)) }
      #expect(error?.message == message)
    }
  }

  @Test("Raw bytes, several messages one behind another")
  func raw() throws {
    #expect(lines(try Capture(Self.veth + Self.veth)) == Self.printed + Self.printed)
  }

  /// A pcap file as tcpdump writes it on an nlmon device.
  static func pcap(_ packets: [(flags: UInt8, family: UInt8)], bigEndian: Bool) -> [UInt8] {
    func four(_ value: Int) -> [UInt8] {
      let little = (0..<4).map { UInt8(value >> (8 * $0) & 0xFF) }
      return bigEndian ? little.reversed() : little
    }
    func two(_ value: Int) -> [UInt8] { bigEndian ? [0, UInt8(value)] : [UInt8(value), 0] }
    var file = four(0xA1B2_C3D4) + two(2) + two(4) + four(0) + four(0) + four(262144) + four(253)
    for packet in packets {
      let header: [UInt8] =
        [0, 4, 3, 0x38] + Array(repeating: 0, count: 10) + [0, packet.family]
      var message = veth
      message[6] = packet.flags
      let size = header.count + message.count
      file += four(1) + four(2) + four(size) + four(size) + header + message
    }
    return file
  }

  @Test("A pcap file of an nlmon device, in both byte orders", arguments: [false, true])
  func pcap(bigEndian: Bool) throws {
    let file = Self.pcap([(Self.veth[6], 0), (2, 16)], bigEndian: bigEndian)
    let capture = try Capture(file)
    #expect(capture.datagrams.map(\.direction) == [.toKernel, .fromKernel])
    #expect(capture.datagrams.map(\.family) == [0, 16])
    #expect(Array(lines(capture).prefix(Self.printed.count)) == Self.printed)
    // What belongs to another protocol is not taken for a link.
    #expect(lines(capture)[Self.printed.count].hasPrefix("type 16 "))
    let cut = try Capture(Array(file.dropLast(10)))
    #expect(cut.datagrams.count == 1)
    #expect(cut.remarks == ["the file is malformed at offset 156"])
    var other = file
    other[bigEndian ? 23 : 20] = 1
    let error = #expect(throws: NetlinkError.self) { try Capture(other) }
    #expect(error?.message?.contains("link type 1") == true)
    let next = #expect(throws: NetlinkError.self) { try Capture([10, 13, 13, 10, 0]) }
    #expect(next?.message == "this is a pcapng file")
  }

  @Test("What strace wrote: dumps, strings, and neither")
  func strace() throws {
    let call = """
      [pid 7] socket(AF_NETLINK, SOCK_RAW|SOCK_CLOEXEC, NETLINK_ROUTE) = 3
      12:00:00.1 sendto(3, [{nlmsg_len=100, nlmsg_type=RTM_NEWLINK}, {ifi_family=AF_UNSPEC}], 100, 0, NULL, 0) = 100

      """
    var dump = ""
    for start in stride(from: 0, to: Self.veth.count, by: 16) {
      let row = Self.veth[start..<min(start + 16, Self.veth.count)].map {
        hexadecimal([$0])
      }
      let columns =
        row.prefix(8).joined(separator: " ") + "  " + row.dropFirst(8).joined(separator: " ")
      let offset = String(String(0x10_0000 + start, radix: 16).dropFirst(1))
      dump += " | \(offset)  \(columns.padded(49))  aa bb cc dd ee ff |\n"
    }
    let capture = try Capture(Array((call + dump).utf8))
    #expect(lines(capture) == Self.printed)
    #expect(capture.datagrams.map(\.direction) == [.toKernel])
    #expect(capture.remarks.isEmpty)

    let string = Self.veth.map { "\\x" + hexadecimal([$0]) }.joined()
    let iov = """
      recvmsg(9, {msg_name={sa_family=AF_NETLINK, nl_pid=0}, msg_iov=[{iov_base="\(string)", iov_len=1}]}, 0) = 100
      sendto(9, "\\1\\n", 2, 0, {sa_family=AF_NETLINK}, 12) = 2
      recvfrom(5, "\(string)", 100, 0, {sa_family=AF_UNIX}, 12) = 100
      """
    let strings = try Capture(Array(iov.utf8))
    #expect(strings.datagrams.map(\.direction) == [.fromKernel, .toKernel])
    #expect(strings.datagrams.map(\.bytes) == [Self.veth, [1, 10]])

    let some = try Capture(Array((call + dump + call).utf8))
    #expect(some.datagrams.count == 1)
    #expect(some.remarks.first?.contains("of 1 message;") == true)
    let error = #expect(throws: NetlinkError.self) { try Capture(Array(call.utf8)) }
    #expect(error?.hint?.contains("-e write=all -e read=all") == true)
  }

  @Test("A hundred thousand changed messages come to an end, all of them", .timeLimit(.minutes(5)))
  func mutations() {
    let seed = UInt64.random(in: 0 ... .max)
    var generator = SplitMix(state: seed)
    let route = hex(
      """
      60000000 18000506 00000000 00000000 02100000 fe030001 00000000 08000100
      0a010000 24000900 10000000 02000000 08000500 0a000005 10000000 03000000
      08000500 0a000006 0c000880 08000200 14050000 08000f00 fe000000 00000000
      """)
    let samples = [Self.veth, route, Self.pcap([(1, 0)], bigEndian: false)]
    for round in 0..<100_000 {
      var bytes = samples[round % samples.count]
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 2: bytes[place] = [0, 1, 3, 4, 0x7F, 0x80, 0xFF][place % 7]
        default: bytes.removeLast(min(bytes.count - 1, place / 4))
        }
      }
      if round % 3 == 2 {
        if let capture = try? Capture(bytes) { _ = lines(capture) }
      } else if MessagePrinter.lines(bytes.span.raw, schema: .route).isEmpty {
        Issue.record("nothing was printed: seed \(seed), round \(round)")
      }
    }
  }

  @Test("What is malformed inside is shown at its place")
  func offsets() {
    var bytes = Self.veth
    // The length of the MTU, the last attribute of the innermost nest.
    bytes[92] = 200
    let shown = MessagePrinter.lines(bytes.span.raw, schema: .route)
    #expect(shown.last == "        malformed at offset 92: c800040078050000")
    #expect(
      MessagePrinter.lines((Self.veth + bytes).span.raw, schema: .route).last
        == "        malformed at offset 192: c800040078050000")
  }
}

extension String {
  fileprivate func padded(_ width: Int) -> String {
    self + String(repeating: " ", count: Swift.max(0, width - count))
  }
}
