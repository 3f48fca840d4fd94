internal import CLinux
internal import Netlink

/// Standard output, gathered and written in large pieces, and standard error.
///
/// One thread uses it: that which the command runs on, and observers of its sockets with it.
final class Output: @unchecked Sendable {
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  /// Why a write failed; nothing more is written then. `EPIPE`: the reader has gone.
  private(set) var error: Errno?

  init(descriptor: Int32 = 1) { self.descriptor = descriptor }

  func write(_ bytes: some Sequence<UInt8>) {
    buffer.append(contentsOf: bytes)
    if buffer.count >= 64 * 1024 { flush() }
  }

  /// Large pieces go out as they are.
  func write(_ bytes: RawSpan) {
    flush()
    if error == nil, !writeAll(bytes, to: descriptor) { error = .current }
  }

  func line(_ text: String) {
    write(text.utf8)
    write(CollectionOfOne(UInt8(ascii: "\n")))
  }

  func flush() {
    if error == nil, !writeAll(buffer, to: descriptor) { error = .current }
    buffer.removeAll(keepingCapacity: true)
  }

  /// One line on standard error that begins with the program's name.
  func failure(_ text: String) { complain("cnet: \(prefix)\(text)") }

  /// Where a failure lies: the file and line of a batch.
  var prefix = ""

  /// One line on standard error. What was printed before comes before it.
  func complain(_ text: String) {
    flush()
    _ = writeAll(Array("\(text.asOneLine)\n".utf8), to: 2)
  }

  /// Whether standard output is a terminal that may be coloured. See no-color.org.
  static let isColoured: Bool = isTerminal(1) && !isSet("NO_COLOR")
}
