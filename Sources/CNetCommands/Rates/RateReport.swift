/// Prints what goes through links: in place on a terminal, else a line each.
struct RateReport {
  private let output: Output
  private let json: Bool
  /// Lines that the next report takes the place of.
  private var height = 0

  init(_ output: Output, json: Bool) {
    self.output = output
    self.json = json
  }

  mutating func print(_ rates: [Counters.Rate]) {
    if json { return printJSON(rates) }
    // Up to the first line, and everything below away (ECMA-48: CUU, ED).
    let isInPlace = isTerminal(1)
    if height > 0, isInPlace { output.write("\u{1B}[\(height)A\u{1B}[J".utf8) }
    let hasHeading = isInPlace || height == 0
    height = rates.count + 1
    let time = Timestamp.now.text
    var table = Table(
      "TIME", "LINK", "RX B/S", "RX PKT/S", "TX B/S", "TX PKT/S", "ERR/S", "DROP/S")
    for rate in rates {
      let place = rate.namespace.isEmpty ? "" : "\(rate.namespace)/"
      let errors = rate.receiveErrors + rate.sendErrors
      let dropped = rate.receiveDropped + rate.sendDropped
      table.add(
        Table.Cell(time), Table.Cell(place + rate.name, .cyan),
        Table.Cell(rate.receivedBytes.scaled), Table.Cell(rate.receivedPackets.scaled),
        Table.Cell(rate.sentBytes.scaled), Table.Cell(rate.sentPackets.scaled),
        Table.Cell(errors.scaled, errors > 0 ? .red : nil),
        Table.Cell(dropped.scaled, dropped > 0 ? .yellow : nil))
    }
    table.print(to: output, heading: hasHeading)
  }

  private func printJSON(_ rates: [Counters.Rate]) {
    let time = Timestamp.now.iso
    for rate in rates {
      var json = JSONWriter(output)
      json.beginObject()
      json.field("time", text: time)
      if !rate.namespace.isEmpty { json.field("namespace", text: rate.namespace) }
      json.field("ifindex", rate.index)
      json.field("ifname", text: rate.name)
      json.field("milliseconds", Int64((rate.seconds * 1000).rounded()))
      json.field("rx_bytes", rate.receivedBytes)
      json.field("rx_packets", rate.receivedPackets)
      json.field("rx_errors", rate.receiveErrors)
      json.field("rx_dropped", rate.receiveDropped)
      json.field("tx_bytes", rate.sentBytes)
      json.field("tx_packets", rate.sentPackets)
      json.field("tx_errors", rate.sendErrors)
      json.field("tx_dropped", rate.sendDropped)
      json.endObject()
      json.finish()
    }
  }
}

extension UInt64 {
  /// In thousands, millions and so on: `1.2M`.
  var scaled: String {
    guard self >= 1000 else { return "\(self)" }
    var rest = self
    var unit = -1
    let units = ["k", "M", "G", "T", "P", "E"]
    var tenths: UInt64 = 0
    while rest >= 1000 {
      tenths = rest % 1000 / 100
      rest /= 1000
      unit += 1
    }
    return "\(rest).\(tenths)\(units[Swift.min(unit, units.count - 1)])"
  }
}
