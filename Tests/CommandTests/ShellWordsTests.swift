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

  @Test("A long word takes no longer than as many short ones")
  func isLinear() throws {
    let clock = ContinuousClock()
    func time(_ line: String) throws -> Duration {
      try (0..<2).map { _ in try clock.measure { _ = try ShellWords.split(line) } }.min() ?? .zero
    }
    let short = try time(String(repeating: "abc ", count: 200_000))
    #expect(try time(String(repeating: "abcd", count: 200_000)) < short * 5)
  }

  @Test(arguments: ["'open", "\"open", "\"open\\", "end\\"])
  func refusesWhatIsNotClosed(line: String) {
    #expect(throws: ShellWords.Failure.self) { try ShellWords.split(line) }
  }
}
