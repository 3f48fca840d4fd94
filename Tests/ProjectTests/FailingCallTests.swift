import Foundation
import TestSupport
import Testing

/// Some of what `make failing-calls` does for all calls and errors.
@Suite("Failing system calls", .enabled(if: Kernel.isRoot, "needs root"))
struct FailingCallTests {
  @Test(
    "Each command does its work or nothing",
    arguments: [
      "veth-add macvlan-add link-move netns-add netns-delete",
      "hook-attach hook-detach cni-add cni-del",
    ])
  func some(commands: String) throws {
    // So few that it takes seconds; a prime, so that all errors get their turn.
    let outcome = try Project.run("Scripts/failing-calls '\(Sandbox.products)' 73 \(commands)")
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.lines.filter { $0.hasSuffix(" 0") }.count >= 4, "\(outcome)")
  }

  @Test("A descriptor that is left open is named")
  func leftOpen() throws {
    let outcome = try Project.run(
      """
      cd "$(mktemp -d)"; trap 'rm -r "$PWD"' EXIT
      FailCall calls 0 0 cnet netns list
      FailCall report "$(grep -nxm1 close calls | cut -d: -f1)" 5 cnet netns list
      cat calls report | grep '^left '
      """, isolated: true)
    #expect(outcome.lines.count == 1, "\(outcome)")
    #expect(outcome.lines.first?.hasPrefix("left descriptor ") == true, "\(outcome)")
  }
}
