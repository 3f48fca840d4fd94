import TestSupport
import Testing

@Suite("An address that somebody else has", .makesNamespaces)
struct DuplicateAddressTests {
  @Test(
    "Detection finds it: attach says so, and everything is undone",
    arguments: [
      ("fd00::1", "--kind veth --bridge br0"), ("fd08::1", "--kind macvlan --parent nic0"),
      ("fd08::1", "--kind device --device nic0"),
    ])
  func taken(address: String, kind: String) throws {
    let sandbox = try Sandbox.withBridge()
    try sandbox.run("ip addr add fd08::1/64 dev nic1 nodad")
    let before = try sandbox.traces()
    let attach = "cnet attach web --netns c1 --name eth0 \(kind) --address 10.0.0.9/24 --address"
    let outcome = try sandbox.attempt("\(attach) \(address)/64")
    #expect(outcome.status == 1)
    #expect(
      outcome.errors
        == "cnet: wait for eth0 in c1: \(address) is taken by somebody else (EADDRINUSE)\n")
    #expect(try sandbox.traces() == before)
    // Another one is nobody's.
    try sandbox.run("\(attach) fd07::7/64")
    let found = try sandbox.run("ip -n c1 -6 addr show dev eth0 to fd07::7")
    #expect(found.contains("fd07::7") && !found.contains("tentative"), "\(found)")
  }

  @Test("Of several interfaces, those before it are undone too")
  func lastOfSeveral() throws {
    let sandbox = try Sandbox.withBridge()
    let before = try sandbox.traces()
    try sandbox.run(
      """
      cat > /run/two.json <<'J'
      {"attachments": [
        {"kind": "macvlan", "name": "net1", "parent": "nic0", "addresses": ["10.8.0.2/24"]},
        {"kind": "veth", "name": "eth0", "bridge": "br0", "addresses": ["fd00::1/64"]}]}
      J
      """)
    let outcome = try sandbox.attempt("cnet attach web --netns c1 --config /run/two.json")
    #expect(outcome.status == 1)
    #expect(outcome.errors.hasSuffix("(EADDRINUSE)\n"), "\(outcome.errors)")
    #expect(try sandbox.traces() == before)
  }
}
