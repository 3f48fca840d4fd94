import Foundation
import RouteNetlink
import TestSupport
import Testing

@Suite("cnet stat", .makesNamespaces, .kernelHas(Veth.self))
struct StatTests {
  /// A pair with addresses, and somebody who sends 1,000 bytes of payload as told.
  static let pair = """
    ip netns add blue
    cnet veth add web0 eth0 --netns blue --address 10.0.0.2/24 --host-address 10.0.0.1/24
    until ping -c 1 -W 1 10.0.0.2 >/dev/null; do :; done

    """

  @Test("What went through in between, at both ends of a pair in two namespaces")
  func rates() throws {
    let sandbox = try Sandbox()
    let output = try sandbox.run(
      Self.pair + """
        count() { ip -s -j link show web0 | jq '.[0].stats64.tx.bytes'; }
        ping -q -i 0.01 -s 1000 10.0.0.2 >/dev/null & ping=$!
        before=$(count); start=$(date +%s%N)
        cnet stat web0 blue/eth0 --interval 500ms --count 4 --json
        after=$(count); end=$(date +%s%N)
        kill $ping
        echo $(((after - before) * 1000000000 / (end - start)))
        """)
    var lines = output.split(separator: "\n").map(String.init)
    let expected = try #require(Double(lines.removeLast()))
    let reports = try lines.map { try JSON(parsing: $0) }
    #expect(reports.count == 8)
    let host = reports.filter { !$0["namespace"].exists }
    let container = reports.filter { $0["namespace"].string == "blue" }
    #expect(host.count == 4 && container.count == 4)
    #expect(host.allSatisfy { $0["ifname"].string == "web0" })
    #expect(container.allSatisfy { $0["ifname"].string == "eth0" })
    let mean = host.reduce(0.0) { $0 + ($1["tx_bytes"].double ?? 0) } / 4
    #expect(mean > expected * 0.7 && mean < expected * 1.3, "\(mean), \(expected)")
    let other = container.reduce(0.0) { $0 + ($1["rx_bytes"].double ?? 0) } / 4
    #expect(other > mean * 0.7 && other < mean * 1.3, "\(other), \(mean)")
    #expect(host.allSatisfy { ($0["milliseconds"].int ?? 0) >= 300 })
    #expect(host.allSatisfy { $0["tx_errors"].int == 0 })
  }

  @Test("Lines below one heading, all links without a name, and in place on a terminal")
  func text() throws {
    let sandbox = try Sandbox()
    try sandbox.run(Self.pair)
    let output = try sandbox.run("cnet stat --interval 50ms --count 3")
    #expect(output.split(separator: "\n").filter { $0.contains("RX B/S") }.count == 1)
    #expect(output.split(separator: "\n").filter { $0.contains("web0") }.count == 3)
    #expect(output.split(separator: "\n").filter { $0.contains(" lo ") }.count == 3)
    #expect(!output.contains("\u{1B}"))
    let terminal = try sandbox.run(
      "script -qec 'cnet stat web0 --interval 50ms --count 3' /dev/null </dev/null")
    #expect(terminal.components(separatedBy: "\u{1B}[2A\u{1B}[J").count == 3)
  }

  @Test("What is not there, and what goes away")
  func gone() throws {
    let sandbox = try Sandbox()
    try sandbox.run(Self.pair)
    for link in ["nothing", "blue/nothing", "red/eth0"] {
      let outcome = try sandbox.attempt("cnet stat \(link) --count 1 --interval 10ms")
      #expect(outcome.status == 1, "\(link)")
      #expect(outcome.errors.split(separator: "\n").count == 1)
    }
    #expect(try sandbox.attempt("cnet stat web0 --count 0").status == 64)
    let outcome = try sandbox.attempt(
      """
      (sleep 0.3; ip netns delete blue) &
      timeout 20 cnet stat web0 blue/eth0 --interval 100ms
      """)
    // Its end here goes with the namespace, which is not held by being looked at.
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("blue/eth0 is not there any more"))
    #expect(outcome.errors.contains("web0 is not there any more"))
  }
}
