import TestSupport
import Testing

@Suite(.makesNamespaces) struct LinkMoveTests {
  private func pair() throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.run(
      """
      ip netns add blue; ip link add v0 type veth peer name v1
      ip link set v0 up; ip link set v1 up; ip addr add fd00::1/64 dev v1 nodad
      """)
    return sandbox
  }

  @Test func movesAndRenames() throws {
    let sandbox = try pair()
    try sandbox.run("cnet link move v1 --netns blue --name eth0")
    let eth0 = try JSON(parsing: sandbox.run("ip -n blue -json link show dev eth0"))[0]
    #expect(eth0["ifname"].string == "eth0")
    #expect(try sandbox.attempt("ip link show dev v1").status != 0)
  }

  /// The kernel answers `EEXIST` and moves the link all the same.
  @Test(arguments: ["", "--name eth0", "--name other"])
  func aTakenNameLeavesTheLinkWhereItIs(_ name: String) throws {
    let sandbox = try pair()
    try sandbox.run(
      """
      ip -n blue link add v1 type veth peer name eth0
      ip -n blue link property add dev eth0 altname other
      """)
    let before = try sandbox.state()
    let outcome = try sandbox.attempt("cnet link move v1 --netns blue \(name)")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("is taken there (EEXIST)"), "\(outcome.errors)")
    #expect(try sandbox.state() == before)
  }

  @Test(arguments: [
    ("lo", "cnet: move lo to blue: the loopback device cannot leave its namespace (EINVAL)"),
    ("br0", "hint: a bridge cannot leave the namespace that it was made in: make one there"),
  ])
  func whatCannotLeaveItsNamespaceIsToldSo(_ link: String, _ line: String) throws {
    let sandbox = try pair()
    try sandbox.run("ip link add br0 type bridge")
    let outcome = try sandbox.attempt("cnet link move \(link) --netns blue")
    #expect(outcome.status == 1)
    #expect(outcome.errors.split(separator: "\n").contains { $0 == line }, "\(outcome.errors)")
    #expect(!outcome.errors.contains("--name"), "\(outcome.errors)")
  }

  @Test(arguments: [
    ("nope --netns blue", Int32(1)), ("lo --netns blue", 1), ("v1 --netns red", 1),
    ("v1 --netns blue --name a/b", 64), ("v1", 64),
  ])
  func refusalsTouchNothing(_ arguments: String, _ status: Int32) throws {
    let sandbox = try pair()
    let before = try sandbox.state()
    let outcome = try sandbox.attempt("cnet link move \(arguments)")
    #expect(outcome.status == status)
    #expect(outcome.errors.hasPrefix("cnet: "))
    #expect(try sandbox.state() == before)
  }

  /// Each receive fails once: before the move, of its answer, or of the word where the link is by now.
  @Test("A receive that fails leaves the link in one place, and says why", .hasStrace)
  func failingReceives() throws {
    let sandbox = try pair()
    let report = try sandbox.run(
      """
      refused=0
      for n in $(seq 60); do
        status=0
        strace -f -qqq -o /run/trace -e trace=recvmsg -e inject=recvmsg:error=ENOMEM:when=$n \
          cnet link move v1 --netns blue --name eth0 2>/run/errors || status=$?
        grep -q INJECTED /run/trace || break
        if [ $status = 0 ]; then
          ip -n blue link show eth0 >/dev/null
        else
          refused=$((refused + 1))
          grep -q ENOMEM /run/errors || cat /run/errors
          ip link show v1 >/dev/null || cat /run/errors
          cnet link move v1 --netns blue --name eth0
        fi
        ip -n blue link del eth0
        ip link add v0 type veth peer name v1
        ip link set v0 up; ip link set v1 up; ip addr add fd00::1/64 dev v1 nodad
      done
      [ $refused -gt 3 ] || echo "refused: $refused"
      """)
    #expect(report == "")
  }
}
