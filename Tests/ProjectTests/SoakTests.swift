import TestSupport
import Testing

/// A little of what `make soak` does ten thousand times.
@Suite("Soak", .enabled(if: Kernel.isRoot, "needs root"))
struct SoakTests {
  @Test("Nothing is left of containers that come and go, killed or not")
  func short() throws {
    let outcome = try Project.run(
      "Scripts/soak '\(Sandbox.products)/Soak' '\(Sandbox.products)/cnet' 60s 8")
    #expect(outcome.status == 0, "\(outcome)")
    let cycles = outcome.lines.last?.split(separator: " ").first.flatMap { Int($0) }
    // Enough to compare the last of them with the first.
    #expect(cycles ?? 0 >= 80, "\(outcome)")
  }
}
