import RouteNetlink
import TestSupport
import Testing

/// `cnet macvlan shim`.
@Suite("Macvlan shims", .makesNamespaces, .kernelHas(Macvlan.self))
struct ShimTests {
  private static let host =
    Topology.macvlans() + """

      ip -n blue addr add 10.9.0.3/24 dev m0; ip -n red addr add 10.9.0.2/24 dev m1
      ip addr add 10.9.0.1/24 dev p0
      ip -n blue addr add fd09::3/64 dev m0 nodad; ip addr add fd09::1/64 dev p0 nodad
      # What IPv6 does by itself is over.
      until ip addr show p0 | grep -q fe80; do sleep 0.05; done
      for n in blue red lan; do
        until ip -n $n addr | grep -q fe80; do sleep 0.05; done
        while ip -n $n addr | grep -q tentative; do sleep 0.05; done
      done
      """

  @Test("Both ways, in both families, and nothing is asked on the wire")
  func works() throws {
    let sandbox = try Sandbox()
    try sandbox.run(Self.host)
    #expect(try sandbox.attempt("ping -c1 -W1 10.9.0.3").status != 0)
    try sandbox.run("cnet macvlan shim p0 10.9.0.3 fd09::3")
    try sandbox.run("ping -c1 -W2 10.9.0.3; ping -c1 -W2 fd09::3")
    try sandbox.run("ip -n blue neigh flush all; ip netns exec blue ping -c1 -W2 10.9.0.1")
    try sandbox.run("ip -n blue neigh flush all; ip netns exec blue ping -c1 -W2 fd09::1")
    // Whoever is on the wire still reaches the parent, and knows it by the parent's MAC.
    try sandbox.run("ping -c1 -W2 10.9.0.9; ip netns exec lan ping -c1 -W2 10.9.0.1")
    let parent = try JSON(parsing: sandbox.run("ip -j link show p0"))[0]["address"].string
    let known = try JSON(parsing: sandbox.run("ip -n lan -j neigh show 10.9.0.1"))[0]["lladdr"]
      .string
    #expect(known == parent)
    // One more.
    #expect(try sandbox.attempt("ping -c1 -W1 10.9.0.2").status != 0)
    try sandbox.run("cnet macvlan shim p0 10.9.0.2; ping -c1 -W2 10.9.0.2; ping -c1 -W2 10.9.0.3")
    // Once more is no harm.
    try sandbox.run("cnet macvlan shim p0 10.9.0.2 fd09::3")
  }

  @Test("On the parent's wire nobody notices it", .enabled(if: hasTcpdump, "no tcpdump"))
  func quiet() throws {
    let sandbox = try Sandbox()
    try sandbox.run(Self.host)
    let frames = try sandbox.run(
      """
      ip netns exec lan tcpdump -l -nn -e -i p1 >/run/frames 2>/run/log & t=$!
      until grep -q listening /run/log; do sleep 0.05; done
      cnet macvlan shim p0 10.9.0.3
      ping -c1 -W2 10.9.0.3 >&2; ip -n blue neigh flush all
      ip netns exec blue ping -c1 -W2 10.9.0.1 >&2
      # Those that it does not lead to are not answered, neither on the wire nor beside it.
      ip -n lan neigh flush all; ip netns exec lan ping -c1 -W2 10.9.0.1 >&2
      ! ip netns exec red ping -c1 -W1 10.9.0.1 >&2
      sleep 1; kill $t; cat /run/frames
      """)
    let mac = try JSON(parsing: sandbox.run("ip -j link show p0-shim"))[0]["address"].string
    let parent = try JSON(parsing: sandbox.run("ip -j link show p0"))[0]["address"].string
    #expect(frames.contains("Reply 10.9.0.1 is-at \(try #require(parent))"), "\(frames)")
    #expect(!frames.contains(try #require(mac)), "\(frames)")
    // With IPv6: its own address and no other, even where a router speaks up.
    try sandbox.run("cnet macvlan shim p0 fd09::3; ping -c1 -W2 fd09::3; ping -c1 -W2 10.9.0.3")
    let addresses = try JSON(parsing: sandbox.run("ip -j addr show p0-shim"))[0]["addr_info"].array
    #expect(addresses.compactMap { $0["local"].string } == ["fd09::1"])
    let conf = try sandbox.run("cd /proc/sys/net/ipv6/conf/p0-shim; cat accept_ra autoconf")
    #expect(conf == "0\n0\n")
  }

  private static let hasTcpdump =
    (try? Sandbox().attempt("command -v tcpdump").status == 0) ?? false

  @Test("It is taken away whole")
  func deleted() throws {
    let sandbox = try Sandbox()
    try sandbox.run(Self.host)
    let before = try sandbox.state()
    try sandbox.run("cnet macvlan shim p0 10.9.0.3 fd09::3; cnet macvlan shim p0 --delete")
    #expect(try sandbox.state() == before)
    let again = try sandbox.attempt("cnet macvlan shim p0 --delete")
    #expect(again.status == 1)
    #expect(again.errors == "cnet: delete the shim p0-shim: there is no shim p0-shim (ENODEV)\n")
  }

  @Test(
    "What is refused leaves nothing behind",
    arguments: [
      "10.9.0.3 10.9.0.77", "10.9.0.3 10.8.0.3", "10.9.0.9",
    ])
  func refused(addresses: String) throws {
    let sandbox = try Sandbox()
    try sandbox.run(Self.host + "\nip -n red addr add 10.8.0.3/24 dev m1")
    let before = try sandbox.state()
    let outcome = try sandbox.attempt("cnet macvlan shim p0 \(addresses)")
    #expect(outcome.status == 1)
    #expect(outcome.errors.split(separator: "\n").count { $0.hasPrefix("cnet: ") } == 1)
    #expect(try sandbox.state() == before)
  }

  @Test("A name that another link has, and wrong words")
  func taken() throws {
    let sandbox = try Sandbox()
    try sandbox.run(Self.host + "\nip link add p0-shim type veth peer name x0")
    let outcome = try sandbox.attempt("cnet macvlan shim p0 10.9.0.3")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("the name p0-shim is taken"))
    #expect(try sandbox.attempt("cnet macvlan shim p0 --delete").status == 1)
    for wrong in ["p0", "p0 10.9.0.3 --delete", "p0 nowhere"] {
      #expect(try sandbox.attempt("cnet macvlan shim \(wrong)").status == 64, "\(wrong)")
    }
    let dry = try sandbox.attempt("ip link delete p0-shim; cnet macvlan shim p0 10.9.0.3 --dry-run")
    #expect(dry.output.contains("RTM_NEWROUTE"), "\(dry)")
    #expect(try sandbox.attempt("ip link show p0-shim").status != 0)
  }
}
