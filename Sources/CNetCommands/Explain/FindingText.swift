internal import NetworkDiagnosis

/// Prints findings for people.
enum FindingText {
  /// - Parameter isComplete: whether all that was asked about could be looked at.
  static func print(_ findings: [Finding], isComplete: Bool, to output: Output) {
    if findings.isEmpty {
      output.line(isComplete ? "nothing found" : "nothing found in what may be looked at")
    }
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
  mutating func write(_ findings: [Finding], isComplete: Bool) {
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
    field("complete", isComplete)
    endObject()
  }
}
