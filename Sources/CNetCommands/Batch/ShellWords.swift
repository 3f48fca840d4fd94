/// Splits a line into words as a shell does: single quotes keep everything, double quotes all but
/// the backslash, a backslash keeps the next character, `#` at the beginning of a word starts
/// a comment. Nothing is expanded.
struct ShellWords {
  enum Failure: Error {
    case openQuote(Character)
    case openEscape
  }

  static func split(_ line: String) throws(Failure) -> [String] {
    var words: [String] = []
    var word: String?
    var rest = line[...]
    while let character = rest.popFirst() {
      switch character {
      case "'":
        guard let end = rest.firstIndex(of: "'") else { throw .openQuote("'") }
        word = (word ?? "") + rest[..<end]
        rest = rest[rest.index(after: end)...]
      case "\"":
        word = (word ?? "") + (try doubleQuoted(&rest))
      case "\\":
        guard let next = rest.popFirst() else { throw .openEscape }
        word = (word ?? "") + String(next)
      case "#" where word == nil:
        return words
      case _ where character.isWhitespace:
        if let done = word { words.append(done) }
        word = nil
      default:
        word = (word ?? "") + String(character)
      }
    }
    if let word { words.append(word) }
    return words
  }

  /// What stands before the closing quote. A backslash escapes a quote and a backslash only.
  private static func doubleQuoted(_ rest: inout Substring) throws(Failure) -> String {
    var text = ""
    while let character = rest.popFirst() {
      switch character {
      case "\"": return text
      case "\\":
        guard let next = rest.popFirst() else { throw .openQuote("\"") }
        if next != "\"", next != "\\" { text += "\\" }
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
