internal import NetworkDiagnosis

/// Prints findings for people.
enum FindingText {
  static func print(_ findings: [Finding], to output: Output) {
    if findings.isEmpty { output.line("nothing found") }
    for finding in findings {
      let colour: Table.Colour =
        switch finding.severity {
        case .error: .red
        case .warning: .yellow
        case .note: .cyan
        }
      let severity = Table.Cell(finding.severity.rawValue, colour).coloured
      let subject = Table.Cell(finding.subject, .bold).coloured
      output.line("\(severity) \(finding.code): \(subject): \(finding.evidence.printable)")
      if let fix = finding.fix { output.line("  \(fix.printable)") }
    }
  }
}

extension JSONWriter {
  mutating func write(_ findings: [Finding]) {
    beginObject()
    begin(array: "findings")
    for finding in findings {
      beginObject()
      field("code", text: finding.code)
      field("severity", text: finding.severity.rawValue)
      field("subject", text: finding.subject)
      field("evidence", text: finding.evidence)
      if let fix = finding.fix { field("fix", text: fix) } else { null("fix") }
      endObject()
    }
    endArray()
    endObject()
  }
}
