extension NetlinkSocket {
  /// Messages that one ``commit(_:)`` takes. Refusals of more might not fit the socket's receive
  /// queue (each takes about 768 bytes of the kernel's default of 212,992).
  public static var batchLimit: Int { 128 }

  /// One request of a batch that the kernel refused.
  public struct Refusal: Hashable, Sendable {
    /// The number of the request, in the order of ``queue(_:flags:_:)``, from 0.
    public var request: Int
    public var error: NetlinkError
  }

  /// Requests that wait for ``commit(_:)``.
  public var queued: Int { outgoing.messageCount }

  /// Drops what an earlier, unfinished batch or a request left in the send buffer.
  public mutating func beginBatch() { outgoing.removeAll() }

  /// Puts a request behind those that wait to be sent. It is sent by ``commit(_:)``.
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
    outgoing.askForAcknowledgementOfLast()
    func whole() -> String {
      count == 1 ? operation(0) : "\(operation(0)) and \(count - 1) more"
    }
    guard let first = try sendOutgoing(whole) else { return [] }
    var refusals: [Refusal] = []
    var finished = false
    while !finished {
      let length = try receive(whole, growing: false)
      do throws(MessageError) {
        var messages = Messages(incoming.span(count: length))
        while let message = try messages.next() {
          let index = Int(message.header.sequence &- first)
          guard index < count, message.header.portID == portID, message.type == .error else {
            continue
          }
          let answer = try Acknowledgement(message)
          if let errno = answer.errno {
            refusals.append(
              Refusal(
                request: index, error: refusal(operation(index), errno, answer, message: index)))
          }
          if index == count - 1 { finished = true }
        }
      } catch {
        throw NetlinkError(whole(), error)
      }
    }
    outgoing.removeAll()
    return refusals
  }
}
