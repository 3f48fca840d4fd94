public import Netlink
public import RouteNetlink
internal import Synchronization

/// Keeps what a socket would send, and sends nothing.
public final class RequestRecorder: ExchangeObserver {
  private let datagrams = Mutex<[[UInt8]]>([])

  public init() {}

  /// What each send would have sent.
  public var sent: [[UInt8]] { datagrams.withLock { $0 } }

  public func shouldSend(_ messages: RawSpan, schema: ProtocolSchema?) -> Bool {
    let bytes = messages.array
    datagrams.withLock { $0.append(bytes) }
    return false
  }

  public func didReceive(_ messages: RawSpan, schema: ProtocolSchema?) {}
}

/// The bytes that `body` would send, one element a send. Needs no privilege: nothing is sent.
public func recordRequests(_ body: (inout RouteSocket) throws(NetlinkError) -> Void)
  throws(NetlinkError) -> [[UInt8]]
{
  var socket = try RouteSocket()
  let recorder = RequestRecorder()
  socket.netlink.observe(recorder)
  try body(&socket)
  return recorder.sent
}

/// The attributes that `body` writes, without a message around them.
public func encodedAttributes(
  _ body: (inout MessageBuilder) throws(MessageError) -> Void
) throws(MessageError) -> [UInt8] {
  var buffer = MessageBuffer()
  try buffer.append(.noop, flags: [], body)
  return Array(buffer.bytes.array.dropFirst(MessageHeader.size))
}
