/// Memory for messages that are built one behind another and sent with one call.
///
/// The memory is allocated once; building messages allocates nothing.
public struct MessageBuffer: ~Copyable, Sendable {
  @usableFromInline let storage: OwnedBytes
  /// Bytes used so far.
  public private(set) var count = 0
  /// Messages built so far.
  public private(set) var messageCount = 0

  /// - Parameter capacity: bytes. The kernel takes at most what `SO_SNDBUF` allows
  ///   (212,992 bytes unless set) in one call.
  public init(capacity: Int = 32 * 1024) {
    storage = OwnedBytes(capacity: capacity)
  }

  /// The messages built so far.
  @inlinable public var bytes: RawSpan {
    @_lifetime(borrow self) borrowing get { storage.span(count: count) }
  }

  /// Drops all messages and keeps the memory.
  public mutating func removeAll() {
    count = 0
    messageCount = 0
  }

  /// Builds one message behind the others. When `body` throws, the buffer is as before.
  ///
  /// - Parameters:
  ///   - type: such as `RTM_NEWLINK`.
  ///   - flags: such as `NLM_F_REQUEST | NLM_F_ACK`.
  ///   - body: writes the family's header and the attributes.
  @inlinable @inline(__always)
  public mutating func append(
    _ type: MessageType, flags: MessageFlags,
    _ body: (inout MessageBuilder) throws(MessageError) -> Void
  ) throws(MessageError) {
    var builder = try MessageBuilder(storage.cursor(count: count), type, flags)
    try body(&builder)
    advance(to: builder.finish())
  }

  @usableFromInline mutating func advance(to end: Int) {
    count = end
    messageCount &+= 1
  }

  /// Numbers the messages consecutively from `first`.
  mutating func stamp(sequencesFrom first: UInt32) {
    let cursor = storage.cursor(count: count)
    var offset = 0
    var sequence = first
    while let length = bytes.integer(at: offset, as: UInt32.self),
      length >= UInt32(MessageHeader.size)
    {
      cursor.patch(sequence, at: offset &+ 8)
      sequence &+= 1
      offset &+= aligned(Int(length))
    }
  }

  /// Sets `NLM_F_ACK` on the message with this number.
  func askForAcknowledgement(ofMessage index: Int) {
    let start = offset(ofMessage: index)
    guard let flags: UInt16 = bytes.integer(at: start &+ 6) else { return }
    storage.cursor(count: count).patch(flags | MessageFlags.ack.rawValue, at: start &+ 6)
  }

  /// Where the message with this number begins.
  func offset(ofMessage index: Int) -> Int {
    var offset = 0
    for _ in 0..<max(index, 0) {
      guard let length: UInt32 = bytes.integer(at: offset) else { break }
      offset &+= aligned(Int(length))
    }
    return offset
  }
}
