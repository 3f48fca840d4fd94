internal import Netlink

/// Netlink messages that somebody recorded, in one of the forms that they are kept in.
struct Capture {
  var datagrams: [Datagram] = []
  /// What could not be made use of, in a line each.
  var remarks: [String] = []

  /// What went over a netlink socket in one piece.
  struct Datagram {
    var bytes: [UInt8]
    var direction = Direction.unknown
    /// Corresponds to `NETLINK_*`: 0 is `NETLINK_ROUTE`.
    var family: UInt16 = 0
  }

  enum Direction {
    case unknown, toKernel, fromKernel
  }

  /// Tells the form by what it looks like.
  ///
  /// - Throws: ``NetlinkError`` with `EBADMSG` when it is none of them.
  init(_ bytes: [UInt8]) throws(NetlinkError) {
    if let format = PcapFormat(bytes) {
      try readPcap(bytes, format)
    } else if bytes.contains(where: { $0 == 0 || $0 > 0x7F }) {
      // A message's length has bytes that are 0, and a text has none.
      datagrams = [Datagram(bytes: bytes)]
    } else {
      let text = String(decoding: bytes, as: UTF8.self)
      if text.contains("(") { try readStrace(text) } else { try readHexadecimal(text) }
    }
  }

  static func failure(_ message: String, hint: String? = nil) -> NetlinkError {
    NetlinkError("read the messages", .badMessage, message: message, hint: hint)
  }
}
