import Netlink
import Testing

@Suite struct PrintableTests {
  @Test func showsLettersAndSigns() {
    for scalar in " ~aé😀\u{301}\u{A0}\u{FFFD}\u{E000}".unicodeScalars {
      #expect(scalar.isPrintable, "\(scalar.value)")
    }
  }

  /// C0, DEL and C1; the soft hyphen, joiners, marks, embeddings, overrides, isolates and tags; the
  /// separators.
  @Test func nothingSteersATerminal() {
    let ranges: [ClosedRange<UInt32>] = [
      0...0x1F, 0x7F...0x9F, 0xAD...0xAD, 0x61C...0x61C, 0x200B...0x200F, 0x2028...0x202E,
      0x2060...0x2064, 0x2066...0x206F, 0xFEFF...0xFEFF, 0xE0020...0xE007F,
    ]
    for value in ranges.joined() {
      #expect(Unicode.Scalar(value)?.isPrintable == false, "\(value)")
    }
  }

  @Test(arguments: [
    ("plain", "plain"), ("a\r\nb\u{2028}c\n\nd\u{85}e", "a b c d e"),
    ("\u{1B}[1m\u{9B}\u{7F}\t\u{202E}é", "?[1m????é"), ("", ""),
  ])
  func anErrorIsOneLine(_ text: String, _ line: String) {
    #expect(text.asOneLine == line)
  }
}
