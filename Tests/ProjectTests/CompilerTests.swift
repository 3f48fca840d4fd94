import Foundation
import TestSupport
import Testing

/// What the compiler accepts and refuses from those who use the libraries.
struct CompilerTests {
  static let escapingViews = "Tests/CompileFail/EscapingViews.swift"

  @Test func aViewOfReceivedBytesCanBeUsed() throws {
    let outcome = try compile(Self.escapingViews)
    #expect(outcome.status == 0, "\(outcome)")
  }

  @Test(arguments: ["OUTLIVES", "STORES"])
  func aViewOfReceivedBytesCannotOutliveThem(_ condition: String) throws {
    let outcome = try compile("-D \(condition) \(Self.escapingViews)")
    #expect(outcome.status != 0)
    let section = try Project.text(Self.escapingViews).split(
      separator: "\n", omittingEmptySubsequences: false
    ).enumerated().drop { $0.element != "#if \(condition)" }.prefix { $0.element != "#endif" }
    let expected = section.compactMap { number, line in
      line.firstMatch(of: /\/\/ expected-error: (.*)/).map { (number + 1, $0.output.1) }
    }
    #expect(!expected.isEmpty)
    for (line, text) in expected {
      #expect(
        outcome.lines.contains {
          $0.contains("\(Self.escapingViews):\(line):") && $0.contains("error:")
            && $0.contains(text)
        }, "line \(line) should be refused: \(text)\n\(outcome)")
    }
  }

  @Test func theKindThatContributingWalksThroughCompiles() throws {
    let kind = try #require(swiftBlocks(of: "CONTRIBUTING.md").first)
    let outcome = try compile("- <<'END'\npublic import RouteNetlink\n\(kind)END")
    #expect(outcome.status == 0, "\(outcome)")
  }

  private func swiftBlocks(of file: String) throws -> [String] {
    try Project.text(file).matches(of: /(?s)```swift\n(.*?)```/).map { String($0.output.1) }
  }

  @Test func theReadmesExamplesCompile() throws {
    let blocks = try swiftBlocks(of: "README.md").filter { !$0.hasPrefix(".package") }
    #expect(blocks.count == 2)
    for block in blocks {
      let outcome = try compile(
        """
        - <<'END'
        import ContainerNetwork
        import NetworkNamespace
        import RouteNetlink
        func example(child: Int32, address: IPPrefix, gateway: IPAddress) throws {
        \(block)
        }
        END
        """)
      #expect(outcome.status == 0, "\(outcome)")
    }
  }

  /// Compiles against the modules that were built with the tests, without making anything.
  ///
  /// Not only type-checked: lifetimes are looked at afterwards.
  private func compile(_ input: String) throws -> Project.Outcome {
    try Project.run(
      """
      swiftc -emit-sil -o /dev/null -swift-version 6 -parse-as-library \
        -enable-upcoming-feature MemberImportVisibility -I '\(Sandbox.products)/Modules' \
        -Xcc -fmodule-map-file=Sources/CLibmnl/module.modulemap \
        -Xcc -fmodule-map-file=Sources/CLinux/module.modulemap \(input)
      """)
  }
}
