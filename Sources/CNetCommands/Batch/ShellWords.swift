/// Splits a line into words as a shell does: single quotes keep everything, double quotes all but
/// the backslash, a backslash keeps the next character, `#` at the beginning of a word starts
/// a comment. Nothing is expanded.
///
/// It looks at Unicode scalars, as a shell looks at bytes: a quote stays one whatever combines with it.
struct ShellWords {
  enum Failure: Error {
    case openQuote(Unicode.Scalar)
    case openEscape
  }

  static func split(_ line: String) throws(Failure) -> [String] {
    var words: [String] = []
    // In place: a copy for each character would take the square of the time.
    var word = String.UnicodeScalarView()
    var isOpen = false
    var rest = line.unicodeScalars[...]
    while let character = rest.popFirst() {
      switch character {
      case "#" where !isOpen:
        return words
      case " ", "\t", "\r":
        if isOpen { words.append(String(word)) }
        word = .init()
        isOpen = false
        continue
      case "'":
        guard let end = rest.firstIndex(of: "'") else { throw .openQuote("'") }
        word.append(contentsOf: rest[..<end])
        rest = rest[rest.index(after: end)...]
      case "\"":
        try doubleQuoted(&rest, into: &word)
      case "\\":
        guard let next = rest.popFirst() else { throw .openEscape }
        word.append(next)
      default:
        word.append(character)
      }
      isOpen = true
    }
    if isOpen { words.append(String(word)) }
    return words
  }

  /// What stands before the closing quote. A backslash escapes a quote and a backslash only.
  private static func doubleQuoted(
    _ rest: inout Substring.UnicodeScalarView, into text: inout String.UnicodeScalarView
  ) throws(Failure) {
    while let character = rest.popFirst() {
      switch character {
      case "\"": return
      case "\\":
        guard let next = rest.popFirst() else { throw .openQuote("\"") }
        if next != "\"", next != "\\" { text.append("\\") }
        text.append(next)
      default: text.append(character)
      }
    }
    throw .openQuote("\"")
  }
}

extension ShellWords.Failure: CustomStringConvertible {
  var description: String {
    switch self {
    case .openQuote(let quote): "a \(quote) that is not closed"
    case .openEscape: "a backslash at the end of the line"
    }
  }
}
