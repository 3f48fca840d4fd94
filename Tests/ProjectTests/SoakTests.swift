import TestSupport
import Testing

/// A little of what `make soak` does ten thousand times.
@Suite("Soak", .enabled(if: Kernel.isRoot, "needs root"))
struct SoakTests {
  @Test("Nothing is left of containers that come and go, killed or not")
  func short() throws {
    let outcome = try Project.run(
      "Scripts/soak '\(Sandbox.products)/Soak' '\(Sandbox.products)/cnet' 400 8")
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.output.contains("400 cycles, "), "\(outcome)")
  }
}
