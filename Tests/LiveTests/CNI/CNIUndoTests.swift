import Foundation
import TestSupport
import Testing

/// What an ADD takes back that failed, beside others and when it is killed meanwhile.
@Suite("CNI, undoing", .makesNamespaces, .runsCNI)
struct CNIUndoTests {
  @Test("Killed at each file that the undo removes: recover or the next ADD clean up", .hasStrace)
  func killed() throws {
    let host = try CNIHost()
    let before = try host.state()
    let good = configuration(
      "cnet-ptp", #""ipMasq": true, "ipam": {"type": "host-local", "subnet": "10.2.0.0/24"}"#)
    try host.sandbox.run("cat > /run/configuration <<'EOF'\n\(good)\nEOF")
    var kills = 0
    for number in 1...10 {
      for cure in ["recover", "ADD"] {
        // The result cannot be written.
        let outcome = try host.sandbox.attempt(
          """
          ARGS= strace -f -o /dev/null -e trace=unlink,unlinkat \
            -e inject=unlink,unlinkat:signal=KILL:when=\(number) \
            /run/call /run/plugins/cnet-ptp ADD </run/configuration >/dev/full
          """)
        #expect(outcome.status != 0)
        guard outcome.status == 137 else {
          #expect(try host.state() == before)
          #expect(kills >= 2)
          return
        }
        kills += 1
        if cure == "recover" {
          try host.sandbox.run("cnet recover")
        } else {
          try host.done("cnet-ptp", "ADD", good)
          try host.done("cnet-ptp", "DEL", good)
        }
        #expect(try host.state() == before, "\(cure) after a kill at removal \(number)")
      }
    }
  }
}
