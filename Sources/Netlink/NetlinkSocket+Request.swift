extension NetlinkSocket {
  /// Sends one request and waits until the kernel acknowledges it.
  ///
  /// - Parameters:
  ///   - operation: what is being done, for the error: "create veth web0".
  ///   - flags: besides `NLM_F_REQUEST` and `NLM_F_ACK`.
  ///   - body: writes the family's header and the attributes.
  /// - Throws: ``NetlinkError`` with the kernel's refusal, or `EMSGSIZE` when the request does
  ///   not fit the send buffer.
  @inlinable @inline(__always)
  public mutating func acknowledge(
    _ operation: @autoclosure () -> String, _ type: MessageType, flags: MessageFlags = [],
    _ body: (inout MessageBuilder) throws(MessageError) -> Void
  ) throws(NetlinkError) {
    try build(operation, type, flags: flags, body)
    try exchange(operation, growing: false, isChange: true) { (_) throws(MessageError) in }
  }

  /// Sends one request, and hands what the kernel answers to `reply` until it acknowledges: the
  /// object asked for by a GET, or with `NLM_F_ECHO` the notification of what was made.
  ///
  /// - Throws: ``NetlinkError`` with the kernel's refusal, or `EBADMSG` with what `reply` threw.
  @inlinable
  public mutating func request(
    _ operation: @autoclosure () -> String, _ type: MessageType, flags: MessageFlags = [],
    _ body: (inout MessageBuilder) throws(MessageError) -> Void,
    reply: (MessageView) throws(MessageError) -> Void
  ) throws(NetlinkError) {
    try build(operation, type, flags: flags, body)
    try exchange(operation, growing: true, isChange: flags.contains(.echo), reply)
  }

  @inlinable @inline(__always)
  mutating func build(
    _ operation: () -> String, _ type: MessageType, flags: MessageFlags,
    _ body: (inout MessageBuilder) throws(MessageError) -> Void
  ) throws(NetlinkError) {
    outgoing.removeAll()
    do throws(MessageError) {
      try outgoing.append(type, flags: flags.union([.request, .ack]), body)
    } catch {
      throw NetlinkError(operation(), error)
    }
  }

  @usableFromInline
  mutating func exchange(
    _ operation: () -> String, growing: Bool, isChange: Bool,
    _ reply: (MessageView) throws(MessageError) -> Void
  ) throws(NetlinkError) {
    defer { outgoing.removeAll() }
    guard let sequence = try sendOutgoing(operation) else { return }
    var answer: Acknowledgement?
    try readAnswers(to: sequence, operation, growing: growing, isOneChange: isChange) {
      (message, _) throws(MessageError) in
      switch message.type {
      case .error, .done: answer = try Acknowledgement(message)
      case .noop: break
      default: try reply(message)
      }
      return answer != nil
    }
    guard let answer, let errno = answer.errno else { return }
    throw refusal(operation(), errno, answer, message: 0)
  }

  /// The kernel's refusal of the message with this number in the send buffer.
  func refusal(_ operation: String, _ errno: Errno, _ answer: Acknowledgement, message index: Int)
    -> NetlinkError
  {
    var error = NetlinkError(
      operation, errno, message: answer.message,
      attribute: outgoing.attributePath(of: answer, message: index, schema: schema))
    error.isAttributeMissing = error.attribute != nil && answer.missingType != nil
    return error.needing(.networkAdministration, in: "the network namespace")
  }
}
