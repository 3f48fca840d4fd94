import CLinux
@testable import Netlink

/// The other end of a socket whose answers are written down beforehand: bytes in, bytes out.
///
/// A Unix socket of sequenced packets keeps datagrams apart as netlink does, and has no port: the
/// sender and the socket's own port ID are 0, and the first request has sequence 1.
final class ScriptedKernel {
  private let descriptor: Int32
  let client: Int32

  /// Each element is one datagram.
  init(_ answers: [[UInt8]] = []) throws(Errno) {
    var pair: [Int32] = [0, 0]
    let type = Int32(SOCK_SEQPACKET.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard unsafe socketpair(AF_UNIX, type, 0, &pair) == 0 else { throw .current }
    descriptor = pair[0]
    client = pair[1]
    // Whoever waits for an answer that is not in the script fails with EAGAIN.
    var wait = timeval(tv_sec: 2, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    for end in pair {
      guard unsafe setsockopt(end, SOL_SOCKET, SO_RCVTIMEO, &wait, size) == 0 else {
        throw .current
      }
    }
    for answer in answers { try self.answer(answer) }
  }

  deinit { _ = close(descriptor) }

  func answer(_ datagram: [UInt8]) throws(Errno) {
    guard unsafe send(descriptor, datagram, datagram.count, 0) == datagram.count else {
      throw .current
    }
  }

  /// There will be no more answers.
  func hangUp() { _ = shutdown(descriptor, Int32(SHUT_WR)) }

  /// The next datagram that the socket has sent; nil when there is none.
  func sent() -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 256 * 1024)
    let count = unsafe recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
    return count > 0 ? Array(bytes[..<count]) : nil
  }

  func socket(
    schema: ProtocolSchema? = nil, sendCapacity: Int = 32 * 1024, receiveCapacity: Int = 32 * 1024
  ) throws(NetlinkError) -> NetlinkSocket {
    try NetlinkSocket(
      adopting: client, schema: schema, sendCapacity: sendCapacity,
      receiveCapacity: receiveCapacity)
  }
}

/// Answers a test counts on, and observers of what was sent.
final class Recorder: ExchangeObserver, @unchecked Sendable {
  var sent: [[UInt8]] = []
  var received: [[UInt8]] = []
  let sends: Bool

  init(sends: Bool = true) { self.sends = sends }

  func shouldSend(_ messages: RawSpan, schema: ProtocolSchema?) -> Bool {
    sent.append(messages.array)
    return sends
  }

  func didReceive(_ messages: RawSpan, schema: ProtocolSchema?) { received.append(messages.array) }
}
