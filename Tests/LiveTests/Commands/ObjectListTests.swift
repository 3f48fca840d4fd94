import TestSupport
import Testing

/// `cnet … list --json` against `ip -j -d`.
@Suite("Addresses, routes and neighbours as JSON", .makesNamespaces)
struct ObjectListTests {
  /// A namespace with at least one of everything that is printed differently.
  static func populated() throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.run(
      """
      ip link set lo up
      ip link add v0 type veth peer name v1
      ip link set v0 up; ip link set v1 up
      ip addr add 10.0.0.1/24 broadcast + dev v0
      ip addr add 10.0.0.2/24 dev v0
      ip addr add 10.0.0.5 peer 10.9.0.1/32 dev v0 label v0:x
      ip addr add 10.0.3.5/24 dev v0 valid_lft 1000 preferred_lft 500 metric 77 noprefixroute
      ip addr add fd00::1/64 dev v0 nodad
      ip addr add fd00::2/64 dev v0 valid_lft 1000 preferred_lft 0
      ip addr add fd00::3/128 peer fd99::1/128 dev v0
      ip addr add fd00::9/64 dev v0 home mngtmpaddr
      ip addr add fd00::1/64 dev v1
      ip route add 10.1.0.0/16 via 10.0.0.9 metric 5 mtu 1400 advmss lock 1300 src 10.0.0.1
      ip route add default via 10.0.0.3
      ip route add blackhole 10.3.0.0/16
      ip route add unreachable 10.4.0.0/16 table 500
      ip route add 10.5.0.0/16 via inet6 fd00::7 dev v0
      ip route add 10.6.0.0/16 via 10.77.0.7 dev v0 onlink proto static
      ip route add 10.7.0.0/16 dev v0 tos 0x10 hoplimit 44 initcwnd 20 rto_min 250ms quickack 1 \
        congctl reno features ecn window 200 rtt 100ms rttvar 50ms reordering 4
      ip route add 10.8.0.0/16 nexthop via 10.0.0.8 weight 3 nexthop via 10.0.0.9 dev v0
      ip -6 route add fd01::/64 via fd00::5 metric 7 pref high
      ip -6 route add default via fd00::5 dev v0
      ip -6 route add fd02::/64 nexthop via fd00::5 nexthop via fd00::6 weight 4
      ip -6 route add prohibit fd03::/64
      ip -6 route add fd04::/64 dev v0 from fd00::/64 mtu lock 1300
      ip neigh add 10.0.0.9 lladdr 02:00:00:00:00:09 dev v0
      ip neigh add 10.0.0.10 lladdr 02:00:00:00:00:10 dev v0 nud stale
      ip neigh add 10.0.0.11 lladdr 02:00:00:00:00:10 dev v0 nud permanent router
      ip neigh add fd00::10 lladdr 02:00:00:00:00:10 dev v0 nud stale extern_learn
      ip neigh add fd00::11 lladdr 02:00:00:00:00:11 dev v0 nud noarp
      ip neigh add fd00::12 lladdr 02:00:00:00:00:11 dev v0 nud permanent protocol static
      """)
    return sandbox
  }

  @Test(
    "The same keys, nesting and values",
    arguments: [
      ("address list", "addr show"), ("address list --dev v0", "addr show dev v0"),
      ("route list -4", "-4 route show"), ("route list --family inet6", "-6 route show"),
      ("route list -4 --table all", "-4 route show table all"),
      ("route list -6 --table all", "-6 route show table all"),
      ("route list -4 --table 500", "-4 route show table 500"),
      ("route list -4 --table local", "-4 route show table local"),
      ("neighbor list", "neigh show"), ("neighbor list --dev v0", "neigh show dev v0"),
    ])
  func parity(ours: String, theirs: String) throws {
    let sandbox = try Self.populated()
    // Lifetimes and duplicate address detection go on meanwhile: ours lies between two of theirs.
    for _ in 0..<50 {
      let before = try canonicalJSON(sandbox.run("ip -j -d \(theirs)"))
      let own = try canonicalJSON(sandbox.run("cnet \(ours) --json"))
      let after = try canonicalJSON(sandbox.run("ip -j -d \(theirs)"))
      guard before == after else { continue }
      #expect(before.count > 20)
      #expect(own == before)
      return
    }
    Issue.record("the state never came to rest")
  }

  @Test("Without a family, both are listed: IPv4 first")
  func bothFamilies() throws {
    let sandbox = try Self.populated()
    let both = try JSON(parsing: sandbox.run("cnet route list --json")).array.count
    let one = try JSON(parsing: sandbox.run("cnet route list -4 --json")).array.count
    let other = try JSON(parsing: sandbox.run("cnet route list -6 --json")).array.count
    #expect(both == one + other)
    #expect(one > 5 && other > 5)
  }

  @Test("The tables for people hold what counts")
  func tables() throws {
    let sandbox = try Self.populated()
    let addresses = try sandbox.run("cnet address list --dev v0")
    #expect(addresses.contains("10.0.0.1/24"))
    #expect(addresses.contains("v0:x"))
    #expect(!addresses.contains("127.0.0.1"))
    #expect(!addresses.contains("\u{1B}"))
    let routes = try sandbox.run("cnet route list -4")
    #expect(routes.contains("10.1.0.0/16"))
    #expect(routes.contains("1400"))
    #expect(!routes.contains("127.0.0.0/8"))
    let neighbors = try sandbox.run("cnet neighbor list")
    #expect(neighbors.contains("02:00:00:00:00:09"))
    #expect(!neighbors.contains("NOARP"))
  }
}
