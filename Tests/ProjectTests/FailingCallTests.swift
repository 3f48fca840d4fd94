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
}
