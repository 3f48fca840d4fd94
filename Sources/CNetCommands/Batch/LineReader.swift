internal import Netlink

/// The lines of a file or pipe, as they come.
struct LineReader {
  let descriptor: Int32
  private var buffer: [UInt8] = []
  private var start = 0
  private var hasEnded = false
  /// The number of the line that ``next()`` returned last, from 1.
  private(set) var number = 0

  /// Bytes of a line. What never ends one (`/dev/zero`) would otherwise be gathered for ever.
  static let limit = 1 << 20

  init(descriptor: Int32) { self.descriptor = descriptor }

  /// The next line, without its end; nil after the last.
  mutating func next() throws(NetlinkError) -> ArraySlice<UInt8>? {
    while true {
      if let end = buffer[start...].firstIndex(of: UInt8(ascii: "\n")) {
        return take(upTo: end, skipping: 1)
      }
      if hasEnded {
        return start < buffer.count ? take(upTo: buffer.count, skipping: 0) : nil
      }
      buffer.removeFirst(start)
      start = 0
      guard buffer.count <= Self.limit else {
        throw NetlinkError(
          "read commands", .messageTooLong,
          message: "line \(number + 1) has more than \(Self.limit) bytes")
      }
      let more = try NetlinkError.naming("read commands") { () throws(Errno) in
        try readSome(descriptor)
      }
      if more.isEmpty { hasEnded = true }
      buffer += more
    }
  }

  /// Whether another line is there without waiting for it.
  var hasMore: Bool {
    buffer[start...].contains(UInt8(ascii: "\n")) || (!hasEnded && isReadable(descriptor))
  }

  private mutating func take(upTo end: Int, skipping: Int) -> ArraySlice<UInt8> {
    number += 1
    let line = buffer[start..<end]
    start = end + skipping
    return line
  }
}
