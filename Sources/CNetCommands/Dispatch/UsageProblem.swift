internal import ArgumentParser
internal import Netlink

extension CNet {
  /// What the argument parser has against the arguments of a verb, on one line that begins with the
  /// verb and says what would do.
  ///
  /// - Parameter path: the words that named the verb.
  static func usageProblem<Verb: NetworkCommand>(
    _: Verb.Type, _ error: any Error, path: [String]
  ) -> String {
    "\(path.joined(separator: " ")): \(inOwnWords(Verb.message(for: error).asOneLine))"
  }

  /// The parser's sentences, put as errors are put here. Those that are not known stay.
  private static func inOwnWords(_ text: String) -> String {
    if let rest = text.following("The value '"), let (value, end) = rest.cut("' is invalid for '"),
      let (name, reason) = end.cut("'")
    {
      let placeholder = Placeholder(name)
      let why =
        reason.following(": ") ?? reason.following(". Please provide one of ").map {
          "one of \($0.dropLast())"
        }
        ?? placeholder.form
      return "\(placeholder.option) '\(value)'" + (why.map { ": \($0)" } ?? " makes no sense")
    }
    if let rest = text.following("Missing value for '"), let (name, _) = rest.cut("'") {
      return "\(Placeholder(name).option) needs a value"
    }
    if let rest = text.following("Missing expected argument '"), let (name, _) = rest.cut("'") {
      return "\(name) is missing"
    }
    // "Unknown option", "Unexpected argument".
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}

extension String {
  /// What follows these words at the beginning; nil when it begins otherwise.
  fileprivate func following(_ words: String) -> String? {
    hasPrefix(words) ? String(dropFirst(words.count)) : nil
  }

  /// What stands before the first of these words, and what behind.
  fileprivate func cut(_ words: String) -> (before: String, behind: String)? {
    for index in indices where self[index...].hasPrefix(words) {
      return (String(self[..<index]), String(self[index...].dropFirst(words.count)))
    }
    return nil
  }
}

/// An option or argument as the parser calls it: `--address <cidr>`, `<host>`.
private struct Placeholder {
  /// `--address`, or the whole where it is no option.
  var option: String
  /// How its value is written, where every value of the name is written so.
  var form: String?

  init(_ text: String) {
    let words = text.split(separator: " ", maxSplits: 1)
    option = words.first.map(String.init) ?? text
    form = words.last.flatMap { Self.forms[String($0)] }
  }

  private static let forms = [
    "<cidr>": "an address is written 10.0.0.2/24 or fd00::2/64",
    "<dst>": "a destination is written 10.1.0.0/16, fd01::/64 or default",
    "<ip>": "an address is written 10.0.0.1 or fd00::1",
    "<ns>": "a namespace is written NAME, pid:PID, /path or fd:N",
    "<n>": "not a number that it takes", "<packets>": "not a number of packets",
    "<bytes>": "not a number of bytes", "<hops>": "not a number of hops",
  ]
}
