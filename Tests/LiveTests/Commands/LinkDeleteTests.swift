import TestSupport
import Testing

@Suite(.makesNamespaces) struct LinkDeleteTests {
  private func names(_ sandbox: Sandbox) throws -> [String] {
    try JSON(parsing: sandbox.run("ip -json link")).array.compactMap { $0["ifname"].string }
  }

  @Test func oneEndTakesTheOther() throws {
    let sandbox = try Sandbox()
    try sandbox.run("ip link add v0 type veth peer name v1; cnet link delete v0")
    #expect(try names(sandbox) == ["lo"])
  }

  /// Both ends of pairs, and what stands on them, by one deletion.
  @Test func manyGoByOneMessage() throws {
    let sandbox = try Sandbox()
    try sandbox.run(
      """
      for i in $(seq 150); do echo link add v$i type veth peer name w$i; done | ip -batch -
      ip link add keep type veth peer name keep1; ip link add m0 link v1 type macvlan
      ip link property add dev v2 altname the-second-of-many
      """)
    let outcome = try sandbox.attempt(
      "cnet --trace link delete m0 v1 w1 the-second-of-many v2 $(seq -f v%g 3 150)")
    #expect(outcome.status == 0)
    let sent = outcome.errors.split(separator: "\n").filter { $0.contains("RTM_DELLINK") }
    #expect(sent.count == 1, "\(sent)")
    #expect(try names(sandbox).sorted() == ["keep", "keep1", "lo"])
  }

  @Test func aMissingNameRefusesAll() throws {
    let sandbox = try Sandbox()
    try sandbox.run("ip link add v0 type veth peer name v1; ip link add v2 type veth peer name v3")
    let before = try sandbox.state()
    let outcome = try sandbox.attempt("cnet link delete v0 nope v2")
    #expect(outcome.status == 1)
    #expect(outcome.errors == "cnet: delete v0, nope, v2: there is no link nope (ENODEV)\n")
    #expect(try sandbox.state() == before)
  }

  @Test func aRefusedDeletionPutsLinksBackIntoTheirGroups() throws {
    let sandbox = try Sandbox()
    try sandbox.run("ip link add v0 type veth peer name v1; ip link set v0 group 9")
    let before = try sandbox.state()
    let outcome = try sandbox.attempt("cnet link delete v0 lo")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("hint: lo: hardware or the loopback, which cannot be deleted"))
    #expect(!outcome.errors.contains("left behind"))
    #expect(try sandbox.state() == before)
  }

  @Test func deletesAGroup() throws {
    let sandbox = try Sandbox()
    try sandbox.run(
      """
      ip link add v0 type veth peer name v1; ip link set v0 group 9; ip link set v1 group 9
      ip link add v2 type veth peer name v3; cnet link delete --group 9
      """)
    #expect(try names(sandbox).sorted() == ["lo", "v2", "v3"])
    let empty = try sandbox.attempt("cnet link delete --group 9")
    #expect(empty.status == 1)
    #expect(empty.errors == "cnet: delete group 9: no link is in that group (ENODEV)\n")
    let zero = try sandbox.attempt("cnet link delete --group 0")
    #expect(zero.status == 1)
    #expect(try names(sandbox).sorted() == ["lo", "v2", "v3"])
  }

  @Test func aDryRunDeletesNothing() throws {
    let sandbox = try Sandbox()
    try sandbox.run("ip link add v0 type veth peer name v1; ip link add v2 type veth peer name v3")
    let before = try sandbox.state()
    let output = try sandbox.run("cnet link delete v0 v2 --dry-run")
    #expect(output.contains("RTM_DELLINK"))
    #expect(try sandbox.state() == before)
  }

  @Test(arguments: ["", "v0 --group 3", "--group nobody-has-this-name"])
  func wrongUsage(_ arguments: String) throws {
    let sandbox = try Sandbox()
    #expect(try sandbox.attempt("cnet link delete \(arguments)").status == 64)
  }
}
