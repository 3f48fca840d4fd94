extension Unicode.Scalar {
  /// Whether it is shown and does nothing else: no control character (C0, DEL, C1), which steers a
  /// terminal, no format character, which turns the direction of writing or is not seen, and no
  /// separator of lines or paragraphs.
  @inlinable package var isPrintable: Bool {
    if isASCII { return (0x20...0x7E).contains(value) }
    return switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: false
    default: true
    }
  }
}

extension String {
  /// Line breaks made into spaces, and what else is not printable into question marks: an error is
  /// one line, whatever was typed or named.
  package var asOneLine: String {
    let line = split(whereSeparator: \.isNewline).joined(separator: " ")
    return String(String.UnicodeScalarView(line.unicodeScalars.map { $0.isPrintable ? $0 : "?" }))
  }
}
