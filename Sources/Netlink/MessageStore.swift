/// Messages kept as they were received, one behind another, to be looked at later.
public struct MessageStore: ~Copyable, Sendable {
  private var storage = GrowingBytes()
  /// Messages kept.
  public private(set) var messageCount = 0

  /// An empty one.
  public init() {}

  /// The messages, oldest first.
  public var messages: Messages {
    @_lifetime(borrow self) borrowing get { Messages(storage.span) }
  }

  /// Keeps a copy of a message.
  public mutating func append(_ message: MessageView) {
    storage.append(message.header)
    storage.append(
      message.payload, zeros: aligned(message.payload.byteCount) - message.payload.byteCount)
    messageCount += 1
  }

  /// Drops all messages and keeps the memory.
  public mutating func removeAll() {
    storage.removeAll()
    messageCount = 0
  }
}
