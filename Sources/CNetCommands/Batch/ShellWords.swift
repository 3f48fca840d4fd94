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
    var word: String.UnicodeScalarView?
    var rest = line.unicodeScalars[...]
    while let character = rest.popFirst() {
      switch character {
      case "'":
        guard let end = rest.firstIndex(of: "'") else { throw .openQuote("'") }
        word = (word ?? .init()) + rest[..<end]
        rest = rest[rest.index(after: end)...]
      case "\"":
        word = (word ?? .init()) + (try doubleQuoted(&rest))
      case "\\":
        guard let next = rest.popFirst() else { throw .openEscape }
        word = (word ?? .init()) + [next]
      case "#" where word == nil:
        return words
      case " ", "\t", "\r":
        if let done = word { words.append(String(done)) }
        word = nil
      default:
        word = (word ?? .init()) + [character]
      }
    }
    if let word { words.append(String(word)) }
    return words
  }

  /// What stands before the closing quote. A backslash escapes a quote and a backslash only.
  private static func doubleQuoted(_ rest: inout Substring.UnicodeScalarView) throws(Failure)
    -> String.UnicodeScalarView
  {
    var text = String.UnicodeScalarView()
    while let character = rest.popFirst() {
      switch character {
      case "\"": return text
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
