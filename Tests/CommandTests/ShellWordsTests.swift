import Testing

@testable import CNetCommands

@Suite struct ShellWordsTests {
  @Test(arguments: [
    ("veth add a b", ["veth", "add", "a", "b"]),
    ("  spaces\tand tabs  ", ["spaces", "and", "tabs"]),
    ("", []),
    ("# all comment", []),
    ("a # the rest", ["a"]),
    ("a#b", ["a#b"]),
    ("'a b' \"c d\"", ["a b", "c d"]),
    ("''", [""]),
    ("a'b'\"c\"d", ["abcd"]),
    ("'a\\b'", ["a\\b"]),
    ("\"a\\\"b\\\\c\\d\"", ["a\"b\\c\\d"]),
    ("a\\ b \\#", ["a b", "#"]),
    ("'# no' '$HOME' \"*\"", ["# no", "$HOME", "*"]),
    // A combining mark behind a quote, and a space that no shell takes for one.
    ("'a'\u{301} b\u{A0}c", ["a\u{301}", "b\u{A0}c"]),
  ])
  func splitsAsAShellDoes(line: String, words: [String]) throws {
    #expect(try ShellWords.split(line) == words)
  }

  @Test(arguments: ["'open", "\"open", "\"open\\", "end\\"])
  func refusesWhatIsNotClosed(line: String) {
    #expect(throws: ShellWords.Failure.self) { try ShellWords.split(line) }
  }
}
