internal import Netlink

/// `--trace`: prints what is really sent and answered, on standard error.
struct TracingObserver: ExchangeObserver {
  /// Where, for the reader; empty at home.
  let place: String

  func shouldSend(_ messages: RawSpan, schema: ProtocolSchema?) -> Bool {
    show(">", messages, schema)
    return true
  }

  func didReceive(_ messages: RawSpan, schema: ProtocolSchema?) { show("<", messages, schema) }

  private func show(_ arrow: String, _ messages: RawSpan, _ schema: ProtocolSchema?) {
    let lines = MessagePrinter.lines(messages, schema: schema)
    let text = lines.map { "\(arrow) \($0)\(place(after: $0))\n" }.joined()
    _ = writeAll(Array(text.utf8), to: 2)
  }

  /// Behind the first line of each message.
  private func place(after line: String) -> String {
    line.hasPrefix(" ") || place.isEmpty ? "" : " in \(place)"
  }
}

/// `--dry-run`: prints what would be sent, and lets only questions through.
struct WithholdingObserver: ExchangeObserver {
  let place: String
  let output: Output

  func shouldSend(_ messages: RawSpan, schema: ProtocolSchema?) -> Bool {
    var isQuestion = true
    var walk = Messages(messages)
    while let message = try? walk.next() {
      // NEW, DEL, GET and SET follow one another in every group of four.
      if message.type.rawValue & 3 != 2 { isQuestion = false }
    }
    guard !isQuestion else { return true }
    let lines = MessagePrinter.lines(messages, schema: schema)
    for line in lines {
      output.line(line.hasPrefix(" ") || place.isEmpty ? line : "\(line) in \(place)")
    }
    return false
  }

  func didReceive(_ messages: RawSpan, schema: ProtocolSchema?) {}
}
