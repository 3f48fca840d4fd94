extension String {
  /// Line breaks made into spaces, and what else would move a terminal's cursor into question marks:
  /// an error is one line, whatever was typed or named.
  package var asOneLine: String {
    split(whereSeparator: \.isNewline).joined(separator: " ").map {
      $0.unicodeScalars.contains { $0.properties.generalCategory == .control } ? "?" : String($0)
    }.joined()
  }
}
