import TestSupport
import Testing

/// What `cnet batch --atomic` takes back when a later line fails.
@Suite("Undone", .makesNamespaces)
struct UndoTests {
  @Test(
    "Every change is taken back",
    arguments: [
      "address add 10.5.0.1/24 --dev v0", "address add fd05::1/64 --dev v0",
      "address delete 10.0.0.1/24 --dev v0", "address delete 10.0.0.2/24 --dev v0",
      "address delete fd00::1/64 --dev v0",
      "route add 10.5.0.0/16 --via 10.0.0.2", "route delete 10.1.0.0/16",
      "route delete fd01::/64", "route delete 10.2.0.0/16", "route delete 10.3.0.0/16",
      "route delete 10.0.0.0/24",
      // The kernel gives it the metric 1024; the one with metric 9 stays.
      "route add fd01::/64 --via fd00::9", "route delete 10.4.0.0/16",
      "netns add green", "netns delete blue", "bridge add br0", "ifb add i0 --netns blue",
      "tap add t0 --netns blue --address 10.7.0.1/24",
      "macvlan add v0 m0 --netns blue --address 10.7.0.1/24",
      "link set v0 --mtu 1000",
    ])
  func undone(command: String) throws {
    let sandbox = try Sandbox()
    try sandbox.run(
      """
      ip netns add blue; ip netns set blue 7
      ip link add v0 type veth peer name v1
      # Duplicate address detection would change the state behind the test's back.
      ip link set v0 addrgenmode none; ip link set v1 addrgenmode none
      ip link set v0 up; ip link set v1 up
      ip addr add 10.0.0.1/24 dev v0; ip addr add 10.0.0.2/24 dev v0
      ip addr add fd00::1/64 dev v0 nodad; ip addr add fd00::2/64 dev v0 nodad
      ip route add 10.1.0.0/16 via 10.0.0.9 metric 5 mtu 1400
      ip route add 10.2.0.0/16 nexthop via 10.0.0.8 weight 3 nexthop via 10.0.0.9 dev v0
      ip route add 10.3.0.0/16 via 10.77.0.1 dev v0 onlink
      ip -6 route add fd01::/64 via fd00::9 metric 9
      ip nexthop add id 7 via 10.0.0.9 dev v0; ip route add 10.4.0.0/16 nhid 7
      """)
    // The order of addresses is not kept: a lost one comes last.
    let state = """
      for n in '' $(ls /run/netns); do
        printf '%s\\n' link addr 'route show table all' | ip ${n:+-n $n} -d -batch -
      done | sed 's/ forever.*//' | sort; stat -L -c %i /run/netns/*
      """
    let before = try sandbox.run(state)
    let outcome = try sandbox.attempt(
      "printf '%s\\n' '\(command)' 'link set nosuch --up' | cnet batch --atomic")
    #expect(outcome.status == 1)
    #expect(outcome.errors.hasPrefix("cnet: line 2: "), "\(outcome.errors)")
    #expect(!outcome.errors.contains("left behind"), "\(outcome.errors)")
    // The kernel makes the route of a new IPv6 address a little later.
    var after = try sandbox.run(state)
    for _ in 0..<50 where after != before { after = try sandbox.run("sleep 0.02; " + state) }
    #expect(after == before)
  }

  /// Below 1280 bytes the kernel forgets all that it knows of IPv6 on the link.
  /// Adds a link-local address to v0 where it can be told from the kernel's own.
  private static func madeByHand(_ address: String) -> String {
    Kernel.tellsWhoMadeAnAddress ? "ip addr add \(address) dev v0 nodad" : "true"
  }

  @Test(
    "An MTU too small for IPv6 gives back what IPv6 had", arguments: ["eui64", "none"],
    ["--mtu 1000", "--mtu 1000 --down --name v9", "--down"])
  func smallMTU(addressMode: String, change: String) throws {
    let sandbox = try Sandbox()
    try sandbox.run(
      """
      ip link add v0 type veth peer name v1
      ip link set v0 addrgenmode \(addressMode); ip link set v0 up; ip link set v1 up
      sysctl -qw net.ipv6.conf.v0.accept_ra=2 net.ipv6.conf.v0.hop_limit=33
      \(Self.madeByHand("fe80::77/64")); ip addr add fd00::1/64 dev v0 nodad
      ip -6 route add fd01::/64 via fd00::9
      ip -6 route add fd02::/64 nexthop via fd00::8 nexthop via fd00::9
      ip addr add 10.0.0.1/24 dev v0
      ip route add 10.2.0.0/16 nexthop via 10.0.0.8 weight 3 nexthop via 10.0.0.9 dev v0
      """)
    let state = """
      ip -d link show v0 | grep -o 'addrgenmode [a-z0-9]*'
      (ip addr show v0; ip -4 route show table all; ip -6 route show table all) | sed 's/ forever.*//' | sort
      sysctl net.ipv6.conf.v0 2>/dev/null | sort
      """
    var before = ""
    for _ in 0..<50 {
      let now = try sandbox.run("sleep 0.05; " + state)
      if now == before { break }
      before = now
    }
    let outcome = try sandbox.attempt(
      "printf 'link set v0 \(change)\nlink set nosuch --up\n' | cnet batch --atomic")
    #expect(outcome.status == 1)
    #expect(!outcome.errors.contains("left behind"), "\(outcome.errors)")
    var after = try sandbox.run(state)
    for _ in 0..<50 where after != before { after = try sandbox.run("sleep 0.02; " + state) }
    #expect(after == before)
  }

  @Test(
    "What goes with it is back too",
    arguments: [
      "link set v0 --down", "link set v2 --up", "address delete fd66::2/64 --dev v0",
      "link set v4 --no-master",
    ])
  func goesWithIt(command: String) throws {
    let sandbox = try Sandbox()
    try sandbox.run(
      """
      for of in all default; do echo 1 >/proc/sys/net/ipv6/conf/$of/accept_dad; done
      for n in 0 2 4; do
        ip link add v$n type veth peer name w$n; ip link set v$n addrgenmode none; ip link set w$n up
      done
      ip link set v0 up; \(Self.madeByHand("fe80::1/64")); ip addr add fd66::2/64 dev v0
      ip addr add fd67::2/64 dev v2 nodad
      ip link add br0 type bridge; ip link set v4 master br0
      bridge link set dev v4 isolated on learning off cost 77 priority 7
      until ! ip addr show v0 | grep -q tentative; do sleep 0.05; done
      ip -6 route add fd70::/48 via fd66::1 src fd66::2
      """)
    let state = """
      ip -6 route | grep -v ^fe80; ip -6 -o addr show scope global | awk '{print $2, $4}'; ip -o addr show v0 | grep -o fe80::1 || true
      ip -d link show v4 | grep -o -E 'isolated on|learning off|cost 77|priority 7'
      """
    let before = try sandbox.run(state)
    let outcome = try sandbox.attempt(
      "printf '\(command)\nlink set nosuch --up\n' | cnet batch --atomic")
    #expect(outcome.errors == "cnet: line 2: change nosuch: there is no link nosuch (ENODEV)\n")
    var after = try sandbox.run(state)
    for _ in 0..<50 where after != before { after = try sandbox.run("sleep 0.02; " + state) }
    #expect(after == before)
  }

  @Test("A secondary address that became the primary steps back")
  func promoted() throws {
    let sandbox = try Sandbox()
    try sandbox.run(
      """
      sysctl -qw net.ipv4.conf.all.promote_secondaries=1
      ip link add v0 type veth peer name v1; ip link set v0 up
      ip addr add 10.0.0.1/24 dev v0; ip addr add 10.0.0.2/24 dev v0
      """)
    // That there is no carrier is noticed later.
    let state = "ip -o -4 addr show v0; ip -d -4 route show table all | sed 's/ linkdown//'"
    let before = try sandbox.run(state)
    let outcome = try sandbox.attempt(
      "printf 'address delete 10.0.0.1/24 --dev v0\nlink set nosuch --up\n' | cnet batch --atomic")
    #expect(outcome.status == 1)
    #expect(!outcome.errors.contains("left behind"), "\(outcome.errors)")
    #expect(try sandbox.run(state) == before)
  }

  @Test("A batch that deletes a namespace lets it go")
  func namespaceEnds() throws {
    let sandbox = try Sandbox()
    try sandbox.run(
      """
      ip netns add blue
      cnet batch <<'END'
      veth add v0 eth0 --netns blue
      netns delete blue
      netns add red
      END
      """)
    #expect(try sandbox.run("ls /run/netns") == "red\n")
  }

  @Test("A batch does not become another program")
  func exec() throws {
    let outcome = try Sandbox().attempt(
      "ip netns add blue; echo 'netns exec blue true' | cnet batch")
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("netns exec"))
  }
}
