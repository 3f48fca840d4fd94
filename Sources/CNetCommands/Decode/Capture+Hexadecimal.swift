internal import Netlink

extension Capture {
  /// Hexadecimal digits, with spaces, colons, commas, `0x` or `\x` between the bytes. An empty line
  /// ends a datagram.
  mutating func readHexadecimal(_ text: String) throws(NetlinkError) {
    var datagram: [UInt8] = []
    var half: UInt8?
    func finished(_ number: Int) throws(NetlinkError) {
      if half != nil { throw Self.failure("line \(number) ends in the middle of a byte") }
    }
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (number, line) in lines.enumerated() {
      if line.allSatisfy(\.isWhitespace) {
        try finished(number)
        if !datagram.isEmpty { datagrams.append(Datagram(bytes: datagram)) }
        datagram = []
        continue
      }
      var rest = line.utf8[...]
      while let byte = rest.popFirst() {
        if let digit = hexadecimalDigit(byte) {
          if digit == 0, half == nil, rest.first == UInt8(ascii: "x") {
            rest.removeFirst()
          } else if let high = half {
            datagram.append(high << 4 | digit)
            half = nil
          } else {
            half = digit
          }
        } else if byte == UInt8(ascii: "\\"), rest.first == UInt8(ascii: "x") {
          rest.removeFirst()
        } else if !" \t\r:,\"".utf8.contains(byte) {
          let what = String(UnicodeScalar(byte)).quoted
          throw Self.failure("line \(number + 1): \(what) is no hexadecimal digit")
        }
      }
    }
    try finished(lines.count)
    if !datagram.isEmpty { datagrams.append(Datagram(bytes: datagram)) }
  }
}

/// The value of a digit's character.
func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
  default: nil
  }
}
