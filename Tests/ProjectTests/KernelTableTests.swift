import Foundation
import TestSupport
import Testing

/// What becomes of the results of `make test-kernels`.
@Suite("The table of kernels")
struct KernelTableTests {
  /// The table of made-up results under two kernels, which `change` edits.
  private func table(_ change: String, _ option: String = "--whole") throws -> Project.Outcome {
    try Project.run(
      """
      directory=$(mktemp -d); trap 'rm -r "$directory"' EXIT
      mkdir "$directory"/{old,new}
      for suite in $(sed -n 's/^struct \\([A-Za-z0-9]*\\).*/\\1/p' Tests/LiveTests/Kinds/*Tests.swift) OtherTests; do
        printf 'passed\\tLiveTests.%s/one()\\t\\n' "$suite"
      done | tee "$directory/old/results" >"$directory/new/results"
      printf 'passed\\tLiveTests.FallbackTests/clash()\\t\\n' >>"$directory/old/results"
      printf 'skipped\\tLiveTests.FallbackTests/clash()\\tnot needed\\n' >>"$directory/new/results"
      skip() { sed -i "s,^passed\\t\\(LiveTests.$1\\)\\t,skipped\\t\\1\\tno such thing," "${@:2}"; }
      (cd "$directory"; \(change))
      Scripts/kernel-table \(option) "$directory" old new
      """)
  }

  @Test("What passed under some kernel is good")
  func good() throws {
    for change in [":", "skip VethTests/one.. old/results", "skip OtherTests/one.. */results"] {
      let outcome = try table(change)
      #expect(outcome.status == 0, "\(outcome)")
      #expect(
        outcome.lines.last?.hasSuffix(" 0 failed, 1 skipped") == (change == ":"), "\(outcome)")
    }
  }

  @Test(
    "A kind or a fallback that passed under none is not",
    arguments: [
      ("VethTests/one..", "veth"), ("FallbackTests/clash..", "FallbackTests/clash()"),
    ])
  func nowhere(test: String, name: String) throws {
    let outcome = try table("skip \(test) */results")
    #expect(outcome.status == 1, "\(outcome)")
    #expect(
      outcome.lines.filter { $0.hasPrefix("failed") } == ["failed: \(name): passed under no kernel"]
    )
    // Not all were to run.
    #expect(try table("skip \(test) */results", "").status == 0)
  }

  @Test("A suite that a kernel does not speak of is not")
  func missing() throws {
    let outcome = try table("sed -i /VethTests/d old/results", "")
    #expect(outcome.status == 1, "\(outcome)")
    #expect(outcome.lines.contains("failed on old: veth: did not run"), "\(outcome)")
  }
}
