extension NetlinkSocket {
  /// Messages that one ``commit(_:)`` takes. Refusals of more might not fit the socket's receive
  /// queue (each takes about 768 bytes of the kernel's default of 212,992).
  public static var batchLimit: Int { 128 }

  /// One request of a batch that the kernel refused.
  public struct Refusal: Hashable, Sendable {
    /// The number of the request, in the order of ``queue(_:flags:_:)``, from 0.
    public var request: Int
    /// Why.
    public var error: NetlinkError
  }

  /// Requests that wait for ``commit(_:)``.
  public var queued: Int { outgoing.messageCount }

  /// Drops what was queued and never sent.
  public mutating func beginBatch() { outgoing.removeAll() }

  /// Puts a request behind those that wait to be sent. It is sent by ``commit(_:)``; a request of
  /// another kind in between drops what waits.
  ///
  /// - Parameter flags: besides `NLM_F_REQUEST`. The acknowledgement is seen to.
  /// - Throws: ``MessageError/noSpace`` when the buffer is full or ``batchLimit`` is reached:
  ///   commit, then queue again. The batch is as before.
  @inlinable
  public mutating func queue(
    _ type: MessageType, flags: MessageFlags = [],
    _ body: (inout MessageBuilder) throws(MessageError) -> Void
  ) throws(MessageError) {
    guard outgoing.messageCount < Self.batchLimit else { throw .noSpace }
    try outgoing.append(type, flags: flags.union(.request), body)
  }

  /// Sends all that was queued with one call and waits until the kernel has done it all.
  ///
  /// The kernel handles the requests in order and goes on after one that it refuses. Only the
  /// last asks for an acknowledgement: a refusal is answered in any case, and each is
  /// matched to its request by sequence.
  ///
  /// - Parameter operation: what request number N does, for the error.
  /// - Returns: The requests that were refused, in order.
  /// - Throws: ``NetlinkError`` when the exchange itself failed; which requests were
  ///   carried out is then unknown.
  public mutating func commit(_ operation: (Int) -> String) throws(NetlinkError) -> [Refusal] {
    let count = outgoing.messageCount
    guard count > 0 else { return [] }
    defer { outgoing.removeAll() }
    outgoing.askForAcknowledgement(ofMessage: count - 1)
    func whole() -> String {
      count == 1 ? operation(0) : "\(operation(0)) and \(count - 1) more"
    }
    guard let first = try sendOutgoing(whole) else { return [] }
    var answers: [(request: Int, answer: Acknowledgement)] = []
    try readAnswers(to: first, count: count, whole, growing: false) {
      (message, index) throws(MessageError) in
      guard message.type == .error else { return false }
      answers.append((index, try Acknowledgement(message)))
      return index == count - 1
    }
    return answers.compactMap { request, answer in
      answer.errno.map {
        Refusal(
          request: request, error: refusal(operation(request), $0, answer, message: request))
      }
    }
  }
}
