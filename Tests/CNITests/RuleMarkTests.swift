import Testing

@testable import NFTables

@Suite("Marks of rules")
struct RuleMarkTests {
  @Test("A comment as nft(8) writes it", arguments: ["cnet:net/abc/eth0", "x"])
  func comment(mark: String) {
    #expect(Masquerade.mark(Masquerade.comment(mark)) == mark)
  }

  @Test(
    "What others have left with a rule is none, whatever it is",
    arguments: [
      [], [0], [0, 1], [0, 0, 0, 0], [0, 0, 0xFF, 0xFF], [0, 9, 0x61, 0x62, 0], [1, 2, 0x61, 0],
      [0, 2, 0xFF, 0],
    ] as [[UInt8]])
  func other(userData: [UInt8]) { #expect(Masquerade.mark(userData) == nil) }
}
