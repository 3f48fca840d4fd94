import TestSupport
import Testing

@Suite("cnet route", .makesNamespaces)
struct RouteCommandTests {
  private func sandbox() throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.run(
      """
      ip link add v0 type veth peer name v1
      # Duplicate address detection would change the state behind the test's back.
      ip link set v0 addrgenmode none; ip link set v1 addrgenmode none
      ip link set v0 up; ip link set v1 up
      ip addr add 10.0.0.1/24 dev v0; ip addr add fd00::1/64 dev v0 nodad
      # The kernel makes routes of its own when it notices the carrier.
      for n in v0 v1; do
        until ip link show $n | grep -q 'state UP'; do sleep 0.01; done
      done
      """)
    // A busy machine takes its time over that.
    _ = try sandbox.state()
    return sandbox
  }

  private let show = "ip -d -4 route show table all; ip -d -6 route show table all"

  @Test(
    "What is added is what ip adds, and delete takes it away",
    arguments: [
      ("10.1.0.0/16 --via 10.0.0.2", "10.1.0.0/16 via 10.0.0.2"),
      ("10.1.0.1 --dev v0", "10.1.0.1 dev v0"), ("default --via 10.0.0.2", "default via 10.0.0.2"),
      ("0.0.0.0/0 --dev v0 --metric 7", "default dev v0 metric 7"),
      ("10.1.0.0/16 --via 10.0.0.2 --table 500", "10.1.0.0/16 via 10.0.0.2 table 500"),
      ("10.1.0.0/16 --via 10.0.0.2 --table local", "10.1.0.0/16 via 10.0.0.2 table local"),
      (
        "10.1.0.0/16 --dev v0 --src 10.0.0.1 --mtu 1400",
        "10.1.0.0/16 dev v0 src 10.0.0.1 mtu 1400"
      ),
      (
        "10.1.0.0/16 --via 10.77.0.1 --dev v0 --onlink",
        "10.1.0.0/16 via 10.77.0.1 dev v0 onlink"
      ),
      ("10.1.0.0/16 --via fd00::7 --dev v0", "10.1.0.0/16 via inet6 fd00::7 dev v0"),
      ("fd01::/64 --via fd00::2 --metric 9", "fd01::/64 via fd00::2 metric 9"),
      ("default --via fd00::2", "default via fd00::2"), ("::/0 --dev v0", "::/0 dev v0"),
    ])
  func addAndDelete(ours: String, theirs: String) throws {
    let sandbox = try sandbox()
    let before = try sandbox.run(show)
    try sandbox.run("cnet route add \(ours)")
    let after = try sandbox.run(show)
    #expect(after != before)
    let selector = ours.split(separator: " --src")[0].split(separator: " --onlink")[0]
    try sandbox.run("cnet route delete \(selector)")
    #expect(try sandbox.run(show) == before)
    let family = theirs.hasPrefix("10") || theirs.contains("10.0") || theirs.contains("metric 7")
    try sandbox.run("ip \(family ? "-4" : "-6") route add \(theirs)")
    #expect(try sandbox.run(show) == after)
  }

  @Test("Any type can be deleted")
  func deleteBlackhole() throws {
    let sandbox = try sandbox()
    try sandbox.run("ip route add blackhole 10.3.0.0/16; cnet route delete 10.3.0.0/16")
    #expect(try !sandbox.run("ip route").contains("10.3"))
  }

  @Test("Of two, the one that is meant goes")
  func deleteOneOfTwo() throws {
    let sandbox = try sandbox()
    try sandbox.run(
      """
      ip route add 10.1.0.0/16 dev v0 metric 5; ip route add 10.1.0.0/16 dev v0 metric 6
      cnet route delete 10.1.0.0/16 --metric 6
      """)
    let left = try sandbox.run("ip route show 10.1.0.0/16")
    #expect(left.contains("metric 5"))
    #expect(!left.contains("metric 6"))
  }

  @Test(
    "What cannot be is refused, and nothing changes",
    arguments: [
      ("add 10.1.0.0/16 --via 10.99.0.1", 1, "add route 10.1.0.0/16 via 10.99.0.1"),
      ("add 10.0.0.0/24 --dev v0 --metric 0 --src 10.0.0.9", 1, "EINVAL"),
      ("add 10.1.0.0/16 --dev nosuch", 1, "there is no link nosuch (ENODEV)"),
      ("delete 10.1.0.0/16", 1, "there is no such route (ESRCH)"),
      ("add 10.1.0.0/16", 64, "--via or --dev"), ("add 10.1.0.5/16 --dev v0", 64, "10.1.0.0/16"),
      ("add fd01::/64 --via 10.0.0.2", 64, "families"),
      ("add 10.1.0.0/16 --via 10.0.0.2 --onlink", 64, "--onlink needs"),
      ("add 10.1.0.0/16 --via 0.0.0.0", 64, "0.0.0.0"),
      ("add 10.1.0.0/16 --via 10.0.0.2 --src fd00::1", 64, "families"),
      ("add 10.1.0.0/16 --via 10.0.0.2 --table nosuch", 64, "a table is"),
      ("add 10.1.0.0/16 --via 10.0.0.2 --table 0", 64, "a table is"),
      ("add nonsense --dev v0", 64, "nonsense"), ("list -4 -6", 64, "exclude"),
    ])
  func refused(command: String, status: Int32, text: String) throws {
    let sandbox = try sandbox()
    let before = try sandbox.run(show)
    let outcome = try sandbox.attempt("cnet route \(command)")
    #expect(outcome.status == status)
    #expect(outcome.errors.hasPrefix("cnet: "))
    #expect(outcome.errors.contains(text))
    #expect(try sandbox.run(show) == before)
  }
}
