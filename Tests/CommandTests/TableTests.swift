import Testing

@testable import CNetCommands

@Suite struct TableTests {
  @Test(arguments: [
    ("é😀 a", "é😀 a"), ("\u{7}\u{1B}[1m\u{9B}", #"\x07\x1b[1m\x9b"#),
    ("a\u{202E}\u{2028}\u{E0041}", #"a\u{202e}\u{2028}\u{e0041}"#),
  ])
  func cellsHoldWhatIsPrintable(_ text: String, _ cell: String) {
    #expect(Table.Cell(text).text == cell)
  }
}
