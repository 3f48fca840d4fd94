extension NetlinkSocket {
  /// How often a dump is begun again when the kernel says that it was interrupted.
  public static var dumpAttempts: Int { 32 }

  /// Asks for all objects of a kind and returns what `decode` makes of each; nil leaves one out.
  ///
  /// A dump during which the objects changed (`NLM_F_DUMP_INTR`) may hold some twice and lack
  /// others. It is dropped and begun again, ``dumpAttempts`` times at most, so that what is
  /// returned is consistent.
  ///
  /// - Throws: ``NetlinkError`` with the kernel's refusal, which may come at the end
  ///   (`NLMSG_DONE`); with `EAGAIN` when every attempt was interrupted; `ENOBUFS` when the
  ///   kernel lost answers; `EBADMSG` with what `decode` threw.
  public mutating func dump<Object>(
    _ operation: @autoclosure () -> String, _ type: MessageType, flags: MessageFlags = [],
    _ body: (inout MessageBuilder) throws(MessageError) -> Void,
    decode: (MessageView) throws(MessageError) -> Object?
  ) throws(NetlinkError) -> [Object] {
    var objects: [Object] = []
    try dump(operation, type, flags: flags, body) {
      objects.removeAll(keepingCapacity: true)
    } each: { (message) throws(MessageError) in
      if let object = try decode(message) { objects.append(object) }
    }
    return objects
  }

  /// The same, with the messages kept as they are: for readers that look at them several times.
  public mutating func dump(
    _ operation: @autoclosure () -> String, _ type: MessageType, flags: MessageFlags = [],
    into store: inout MessageStore, _ body: (inout MessageBuilder) throws(MessageError) -> Void
  ) throws(NetlinkError) {
    try dump(operation, type, flags: flags, body) {
      store.removeAll()
    } each: { (message) throws(MessageError) in
      store.append(message)
    }
  }

  private mutating func dump(
    _ operation: () -> String, _ type: MessageType, flags: MessageFlags,
    _ body: (inout MessageBuilder) throws(MessageError) -> Void,
    begin: () -> Void, each: (MessageView) throws(MessageError) -> Void
  ) throws(NetlinkError) {
    for _ in 0..<Self.dumpAttempts {
      outgoing.removeAll()
      do throws(MessageError) {
        try outgoing.append(type, flags: flags.union([.request, .dump]), body)
      } catch {
        throw NetlinkError(operation(), error)
      }
      begin()
      if try dumpOnce(operation, each) { return }
    }
    throw NetlinkError(
      operation(), .wouldBlock,
      message: "the list changed during each of \(Self.dumpAttempts) attempts to read it")
  }

  /// Returns false when the dump was interrupted.
  private mutating func dumpOnce(
    _ operation: () -> String, _ each: (MessageView) throws(MessageError) -> Void
  ) throws(NetlinkError) -> Bool {
    var interrupted = false
    defer { outgoing.removeAll() }
    guard let sequence = try sendOutgoing(operation) else { return true }
    var end: Acknowledgement?
    try readAnswers(to: sequence, operation, growing: true) {
      (message, _) throws(MessageError) in
      if message.header.flags.contains(.dumpInterrupted) { interrupted = true }
      switch message.type {
      case .done, .error: end = try Acknowledgement(message)
      case .noop: break
      default: if !interrupted { try each(message) }
      }
      return end != nil
    }
    if let end, let errno = end.errno { throw refusal(operation(), errno, end, message: 0) }
    return !interrupted
  }
}
