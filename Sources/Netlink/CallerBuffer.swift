extension MessageBuilder {
  /// Builds one message in memory of the caller's and returns its length in bytes.
  ///
  /// The sequence is 0; whoever sends the message numbers it.
  @inlinable @inline(__always)
  public static func build(
    in memory: inout MutableRawSpan, _ type: MessageType, flags: MessageFlags,
    _ body: (inout MessageBuilder) throws(MessageError) -> Void
  ) throws(MessageError) -> Int {
    try withCursor(over: &memory) { (cursor) throws(MessageError) in
      var builder = try MessageBuilder(cursor, type, flags)
      try body(&builder)
      return builder.finish()
    }
  }
}
