/// Sees the bytes that a socket sends and receives, and may withhold what it would send.
public protocol ExchangeObserver: Sendable {
  /// Called before the messages of one send go out.
  ///
  /// - Returns: False to withhold them; the requests then count as acknowledged.
  func shouldSend(_ messages: RawSpan, schema: ProtocolSchema?) -> Bool
  /// Called for each datagram received.
  func didReceive(_ messages: RawSpan, schema: ProtocolSchema?)
}
