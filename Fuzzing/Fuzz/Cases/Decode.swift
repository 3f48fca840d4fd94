@testable import CNetCommands
import Netlink
import RouteNetlink

extension Case {
  /// What `cnet decode` reads, in any of its forms, and prints: no control characters, and no more
  /// than in proportion to its input.
  static let decode = Case("decode", seeds: "decode") { bytes in
    let capture = try Capture(bytes)
    var size = 0
    for datagram in capture.datagrams {
      let schema = datagram.family == 0 ? ProtocolSchema.route : nil
      for line in MessagePrinter.lines(datagram.bytes.span.raw, schema: schema) {
        expectPrintable(line)
        size += line.utf8.count
      }
    }
    for remark in capture.remarks { expectPrintable(remark.asOneLine) }
    expect(size <= 1000 + 100 * bytes.count, "\(size) bytes printed of \(bytes.count)")
  }
}
