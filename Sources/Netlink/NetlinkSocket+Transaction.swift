extension NetlinkSocket {
  /// Sends all that was queued with one call, as a transaction of `NETLINK_NETFILTER`: the kernel
  /// does all of it or nothing.
  ///
  /// What was queued first and last are `NFNL_MSG_BATCH_BEGIN` and `NFNL_MSG_BATCH_END`, which the
  /// kernel does not acknowledge; the request before the last is asked for that.
  ///
  /// - Parameter operation: what request number N does, for the error; 0 is the whole.
  /// - Throws: ``NetlinkError`` of the first request that the kernel refused.
  public mutating func commitTransaction(_ operation: (Int) -> String) throws(NetlinkError) {
    let last = outgoing.messageCount - 2
    guard last > 0 else { return }
    defer { outgoing.removeAll() }
    outgoing.askForAcknowledgement(ofMessage: last)
    guard let first = try sendOutgoing({ operation(0) }) else { return }
    var refused: (request: Int, answer: Acknowledgement, errno: Errno)?
    try readAnswers(to: first, count: last + 1, { operation(0) }, growing: false) {
      (message, index) throws(MessageError) in
      guard message.type == .error else { return false }
      let answer = try Acknowledgement(message)
      if let errno = answer.errno, refused == nil { refused = (index, answer, errno) }
      // A refusal of the first is one of the whole: nothing else need come.
      return index == last || index == 0
    }
    guard let refused else { return }
    throw refusal(
      operation(refused.request), refused.errno, refused.answer, message: refused.request)
  }
}
