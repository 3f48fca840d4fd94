import TestSupport
import Testing

@Suite("cnet address", .makesNamespaces)
struct AddressCommandTests {
  private func sandbox() throws -> Sandbox {
    let sandbox = try Sandbox()
    // Duplicate address detection would change the state behind the test's back.
    try sandbox.run(
      """
      ip link add v0 type veth peer name v1
      ip link set v0 addrgenmode none; ip link set v1 addrgenmode none
      ip link set v0 up; ip link set v1 up
      """)
    return sandbox
  }

  @Test("What is added is what ip adds")
  func add() throws {
    let sandbox = try sandbox()
    try sandbox.run("cnet address add 10.0.0.1/24 --dev v0")
    try sandbox.run("cnet address add fd00::1/64 --dev v0 --nodad")
    let ours = try sandbox.run("ip -d addr show v0; ip route; ip -6 route show fd00::/64")
    try sandbox.run(
      """
      ip addr del 10.0.0.1/24 dev v0; ip addr del fd00::1/64 dev v0
      ip addr add 10.0.0.1/24 broadcast + dev v0; ip addr add fd00::1/64 dev v0 nodad
      """)
    #expect(try sandbox.run("ip -d addr show v0; ip route; ip -6 route show fd00::/64") == ours)
  }

  @Test("A link whose name is not UTF-8 hides no address, its own or another's")
  func nameOfOtherBytes() throws {
    let listed = try sandbox().run(
      """
      name=$(printf 'a\\377')
      ip link add "$name" type veth peer name v2
      ip addr add 10.0.0.1/24 dev "$name"; ip addr add 10.1.0.1/24 dev v0
      cnet address list
      cnet address list --json
      """)
    #expect(listed.contains("a\u{FFFD}    10.0.0.1/24  global"))
    #expect(listed.contains("v0    10.1.0.1/24  global"))
    #expect(listed.contains(#""local":"10.0.0.1""#))
  }

  @Test("What is deleted is gone, and nothing else is")
  func delete() throws {
    let sandbox = try sandbox()
    try sandbox.run(
      """
      ip addr add 10.0.0.1/24 dev v0; ip addr add 10.1.0.1/24 dev v0
      ip addr add 10.2.0.1 peer 10.3.0.1/32 dev v0
      cnet address delete 10.0.0.1/24 --dev v0
      cnet address delete 10.2.0.1/32 --dev v0
      """)
    let left = try sandbox.run("ip -4 -o addr show v0")
    #expect(left.contains("10.1.0.1/24"))
    #expect(left.split(separator: "\n").count == 1)
  }

  @Test("An address that is there with another length is pointed out")
  func wrongLength() throws {
    let sandbox = try sandbox()
    try sandbox.run("ip addr add 10.0.0.1/24 dev v0")
    let outcome = try sandbox.attempt("cnet address delete 10.0.0.1 --dev v0")
    #expect(outcome.status == 1)
    #expect(
      outcome.errors == """
        cnet: delete address 10.0.0.1/32 of v0: v0 does not have it (EADDRNOTAVAIL)
        hint: it has 10.0.0.1/24

        """)
  }

  @Test(
    "What cannot be is refused, and nothing changes",
    arguments: [
      ("add 10.0.0.1/24 --dev v0", 1, "EEXIST"), ("add 10.0.0.7/24 --dev nosuch", 1, "ENODEV"),
      ("add 224.0.0.1/24 --dev v0", 1, "EINVAL"), ("add 0.0.0.0/0 --dev v0", 1, "EINVAL"),
      ("add 10.0.0.1/33 --dev v0", 64, "10.0.0.1/33"), ("add 10.0.0.2/24", 64, "--dev"),
      ("delete 10.0.0.9/24 --dev v0", 1, "EADDRNOTAVAIL"),
      ("add fd00::1/129 --dev v0", 64, "fd00::1/129"),
    ])
  func refused(command: String, status: Int32, text: String) throws {
    let sandbox = try sandbox()
    try sandbox.run("ip addr add 10.0.0.1/24 dev v0")
    let before = try sandbox.run("ip -4 -d addr; ip -4 route show table all")
    let outcome = try sandbox.attempt("cnet address \(command)")
    #expect(outcome.status == status)
    #expect(outcome.errors.hasPrefix("cnet: "))
    #expect(outcome.errors.contains(text))
    #expect(outcome.output.isEmpty)
    #expect(try sandbox.run("ip -4 -d addr; ip -4 route show table all") == before)
  }
}
