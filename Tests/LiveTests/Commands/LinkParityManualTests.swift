import Foundation
import Testing

/// cnet-link(1) lists the keys of `ip` that cnet leaves out.
struct LinkParityManualTests {
  @Test func thePageListsTheMissingKeysAndNoOthers() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let page = try String(contentsOf: root.appending(path: "man/cnet-link.1"), encoding: .utf8)
    let section = try #require(page.firstMatch(of: /(?s)\n\.Ss JSON\n(.*?)\n\.Sh\s/)?.output.1)
    var listed: Set<String> = []
    for line in section.split(separator: "\n") {
      guard let keys = line.firstMatch(of: /^\.(?:It )?Cm ([^N]*?)(?: No .*)?$/)?.output.1 else {
        continue
      }
      listed.formUnion(keys.split(separator: " , ").map(String.init))
    }
    let missing = LinkParityTests.missing.keys.map {
      $0.split(separator: "/").last.map(String.init)
    }
    #expect(listed == Set(missing.compactMap { $0 }))
  }
}
