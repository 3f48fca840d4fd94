import RouteNetlink
import TestSupport
import Testing

@Suite("cnet peer", .makesNamespaces, .kernelHas(Veth.self))
struct PeerTests {
  /// Both ends of the pair have the index 2, as has another link here.
  private static let pair = """
    ip netns add blue; ip netns add red
    ip link add web0 netns blue type veth peer name eth0 netns red
    ip -n red addr add 10.0.0.2/24 dev eth0; ip -n red link set eth0 up
    ip link add other0 type veth peer name other1

    """

  @Test("Both ways, by the option and by -n")
  func bothWays() throws {
    let sandbox = try Sandbox()
    try sandbox.run(Self.pair)
    for command in ["cnet peer web0 --netns blue", "cnet -n blue peer web0"] {
      let json = try JSON(parsing: sandbox.run("\(command) --json"))
      #expect(json["relation"].string == "peer")
      #expect(json["ifname"].string == "eth0")
      #expect(json["namespace"]["names"].strings == ["red"])
      #expect(json["addresses"].strings == ["10.0.0.2/24"])
      #expect(json["state"].string == "no carrier" || json["state"].string == "lower down")
    }
    let back = try JSON(parsing: sandbox.run("cnet peer eth0 --netns red --json"))
    #expect(back["ifname"].string == "web0")
    #expect(back["namespace"]["names"].strings == ["blue"])
    #expect(back["state"].string == "down")
    #expect(try JSON(parsing: sandbox.run("cnet peer other1 --json"))["ifname"].string == "other0")
    let text = try sandbox.run("cnet peer web0 --netns blue")
    for part in ["eth0", "red", "10.0.0.2/24", "veth"] { #expect(text.contains(part)) }
  }

  @Test("The parent of a macvlan in another namespace", .kernelHas(Macvlan.self))
  func parent() throws {
    let sandbox = try Sandbox()
    try sandbox.run(Self.pair + "cnet macvlan add other0 lan0 --netns blue")
    let json = try JSON(parsing: sandbox.run("cnet peer lan0 -n blue --json"))
    #expect(json["relation"].string == "parent")
    #expect(json["ifname"].string == "other0")
    let own = try sandbox.run("stat -L -c %i /proc/self/ns/net").dropLast()
    #expect(json["namespace"]["inode"].int == Int(own))
  }

  @Test("What has no other end, and what is not there")
  func refusals() throws {
    let sandbox = try Sandbox()
    var outcome = try sandbox.attempt("cnet peer lo")
    #expect(outcome.status == 1)
    #expect(outcome.errors.hasPrefix("cnet: find the other end of lo: it has none"))
    outcome = try sandbox.attempt("cnet peer nothing")
    #expect(outcome.status == 1)
    #expect(
      outcome.errors == "cnet: find the other end of nothing: there is no link nothing (ENODEV)\n")
    #expect(try sandbox.attempt("cnet peer").status == 64)
  }
}
