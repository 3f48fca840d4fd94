import Foundation
import NetworkDiagnosis
import Testing

/// The codes of findings, and the page that promises them.
struct CodeTests {
  @Test("The page lists every code once, in the order in which faults are looked for")
  func page() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let page = try String(contentsOf: root.appending(path: "man/cnet-explain.1"), encoding: .utf8)
    let listed = page.matches(of: /\n\.It Cm ([a-z0-9-]+) Pq (error|warning|note)\n/).map {
      String($0.output.1)
    }
    #expect(listed == Diagnosis.codes)
  }

  @Test("A code is a word that stays one in a shell")
  func words() {
    for code in Diagnosis.codes { #expect(code.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)+/) != nil) }
    #expect(Set(Diagnosis.codes).count == Diagnosis.codes.count)
  }
}
