import RouteNetlink
import TestSupport
import Testing

/// `cnet explain` against networks that are broken on purpose, and ones that are not.
@Suite("Explained", .makesNamespaces, .kernelHas(Macvlan.self))
struct ExplainTests {
  @Test("A fault is named, nothing else is, and the printed command mends it", arguments: Fault.all)
  func fault(_ fault: Fault) throws {
    if fault.codes == ["bridge-netfilter"], !Fault.seesBridged { return }
    let sandbox = try Sandbox()
    try sandbox.run(fault.script)
    let found = try explain(sandbox, fault.question)
    #expect(found.codes == fault.codes, "\(found.findings)")
    #expect(found.status == (found.severities.contains("error") ? 1 : 0))
    if !fault.ping.isEmpty { #expect(try !arrives(fault.ping, sandbox)) }
    let fixes = found.findings.compactMap { $0["fix"].string }
    try #require(fixes.count == found.findings.count, "\(found.findings)")
    // One command may mend several.
    var done: Set<String> = []
    for fix in fixes where done.insert(fix).inserted { try sandbox.run(fix) }
    if !fault.ping.isEmpty { #expect(try arrives(fault.ping, sandbox, within: 20)) }
    // Carriers and IPv6 take a moment.
    var after = try explain(sandbox, fault.question)
    for _ in 0..<20 where !after.codes.isEmpty {
      after = try explain(sandbox, fault.question)
    }
    #expect(after.codes.isEmpty, "\(after.findings)")
    #expect(after.status == 0)
  }

  @Test(
    "Of what works nothing is said",
    arguments: [
      Topology.pair, Topology.bridge, Topology.routed,
      // Siblings.
      Topology.macvlans() + """
        ; ip -n blue addr add 10.9.0.2/24 dev m0; ip -n red addr add 10.9.0.3/24 dev m1
        """,
      // Point to point, as CNI's ptp does it.
      """
      ip netns add blue; sysctl -qw net.ipv4.ip_forward=1
      cnet veth add v0 eth0 --netns blue --host-address 10.1.0.1/32 --address 10.1.0.2/32 \
        --gateway 10.1.0.1
      ip route add 10.1.0.2 dev v0
      """,
      // Proxy ARP, as Calico does it.
      """
      ip netns add blue; sysctl -qw net.ipv4.ip_forward=1; ip netns add net
      ip link add up0 type veth peer name up1 netns net; ip -n net link set up1 up
      ip -n net addr add 192.0.2.254/24 dev up1
      ip addr add 192.0.2.1/24 dev up0; ip link set up0 up; ip route add default via 192.0.2.254
      cnet veth add v0 eth0 --netns blue --address 10.1.0.2/32 --gateway 169.254.1.1
      ip route add 10.1.0.2 dev v0; sysctl -qw net.ipv4.conf.v0.proxy_arp=1
      """,
      // What `cnet attach` makes.
      """
      ip netns add blue; ip netns add red; ip link add br0 type bridge; ip link set br0 up
      ip addr add 10.3.0.1/24 dev br0
      cnet attach c1 --netns blue --kind veth --name eth0 --bridge br0 --address 10.3.0.2/24 \
        --gateway 10.3.0.1
      cnet attach c2 --netns red --kind veth --name eth0 --host-address 10.4.0.1/24 \
        --address 10.4.0.2/24 --gateway 10.4.0.1 --sysctl net.ipv4.ip_forward=0
      sysctl -qw net.ipv4.ip_forward=1
      """,
      // What nobody uses is no fault.
      "ip link add v0 type veth peer name v1; ip link add br0 type bridge; ip netns add blue",
    ])
  func healthy(_ script: String) throws {
    let sandbox = try Sandbox()
    try sandbox.run(script)
    let found = try explain(sandbox, "")
    #expect(found.findings.isEmpty, "\(found.findings)")
    #expect(found.status == 0)
  }

  @Test("A host with an address beside its macvlans is told, and no more")
  func note() throws {
    let sandbox = try Sandbox()
    try sandbox.run(
      Topology.macvlans()
        + "\nip -n blue addr add 10.9.0.3/24 dev m0; ip addr add 10.9.0.1/24 dev p0")
    let found = try explain(sandbox, "p0", severities: ["note"])
    #expect(found.codes == ["macvlan-host"])
    #expect(found.status == 0)
    let path = try explain(sandbox, "--from blue --to 10.9.0.1")
    #expect(path.codes == ["macvlan-host"])
    #expect(path.status == 1)
  }

  @Test("What is held apart here is so wherever the wire leads", .tunsCanBeMade)
  func open() throws {
    let sandbox = try Sandbox()
    try sandbox.run(
      Topology.macvlans(mode: "private") + """

        ip -n blue addr add 10.9.0.3/24 dev m0; ip -n red addr add 10.9.0.2/24 dev m1
        ip addr add 10.9.0.1/24 dev p0
        ip -n lan link add br0 type bridge; ip -n lan link set br0 up
        ip -n lan link set p1 master br0; ip -n lan addr flush dev p1
        ip -n lan tuntap add t0 mode tap; ip -n lan link set t0 master br0 up
        """)
    for (address, code) in [("10.9.0.1", "macvlan-host"), ("10.9.0.2", "macvlan-mode")] {
      let found = try explain(sandbox, "--from blue --to \(address)", severities: ["error"])
      #expect(found.codes.contains(code) && found.status == 1, "\(found.findings)")
    }
    // Who is beyond cannot be seen.
    #expect(try explain(sandbox, "--from blue --to 10.9.0.77").status == 0)
  }

  @Test("A way is looked at alone, whatever else is broken")
  func pathAlone() throws {
    let sandbox = try Sandbox()
    try sandbox.run(
      Topology.bridge + "\nip netns add off; ip link add v2 type veth peer name eth0 netns off\n"
        + "ip link set v2 master br0 up; ip -n off addr add 10.9.0.4/24 dev eth0")
    #expect(try explain(sandbox, "--from blue --to 10.9.0.3").findings.isEmpty)
    #expect(try explain(sandbox, "blue").findings.isEmpty)
    #expect(try explain(sandbox, "--from blue --to 10.9.0.4").codes == ["peer-down"])
    #expect(try explain(sandbox, "").codes == ["peer-down"])
    #expect(try explain(sandbox, "off").codes == ["peer-down"])
  }

  @Test("Packets that go round, a way that only IPv6 lacks, an address that is elsewhere")
  func withoutRemedy() throws {
    var sandbox = try Sandbox()
    try sandbox.run(
      Topology.routed + """

        # It sends back what blue sends on.
        ip netns exec blue sysctl -qw net.ipv4.ip_forward=1
        ip -n blue route replace 10.6.0.0/24 via 10.9.0.1; ip route add 10.6.0.0/24 via 10.9.0.2
        """)
    var found = try explain(sandbox, "--from blue --to 10.6.0.2")
    #expect(found.codes == ["routing-loop"], "\(found.findings)")
    #expect(found.findings.first?["fix"].string == nil)

    sandbox = try Sandbox()
    try sandbox.run(
      Topology.pair + """

        ip addr add fd09::1/64 dev v0 nodad
        ip netns exec blue sysctl -qw net.ipv6.conf.all.disable_ipv6=1
        """)
    found = try explain(sandbox, "--from blue --to fd09::1")
    #expect(found.codes == ["no-route"], "\(found.findings)")
    #expect(found.findings.first?["evidence"].string?.contains("disable_ipv6") ?? false)

    sandbox = try Sandbox()
    try sandbox.run(
      Topology.bridge + """

        ip link add br1 type bridge; ip link set br1 up; ip link set v1 nomaster
        ip link set v1 master br1
        """)
    found = try explain(sandbox, "--from blue --to 10.9.0.3")
    #expect(found.codes == ["next-hop-missing"], "\(found.findings)")
    #expect(
      found.findings.first?["evidence"].string?.contains("eth0 in red on another has it") ?? false)
  }

  @Test("What the spanning tree will do by itself, and what a host does on purpose")
  func untouched() throws {
    var sandbox = try Sandbox()
    try sandbox.run(
      Topology.bridge + """

        ip link set br0 type bridge stp_state 1; ip link set v0 down; ip link set v0 up
        until ip -o link show dev v0 | grep -q LOWER_UP; do sleep 0.02; done
        """)
    var found = try explain(sandbox, "blue")
    #expect(found.codes == ["port-blocked"] && found.severities == ["warning"])
    #expect(found.findings.first?["fix"].string == nil)

    // Masquerading: who is asked has no way back but to the router.
    sandbox = try Sandbox()
    try sandbox.run(
      Topology.routed + """

        nft add table ip nat
        nft 'add chain ip nat post { type nat hook postrouting priority 100; }'
        nft add rule ip nat post oifname v1 masquerade
        ip -n red route del default
        ip netns exec blue ping -c1 -W2 10.7.0.2
        """)
    found = try explain(sandbox, "--from blue --to 10.7.0.2")
    #expect(found.findings.isEmpty, "\(found.findings)")
    try sandbox.run("nft flush chain ip nat post")
    #expect(try explain(sandbox, "--from blue --to 10.7.0.2").codes == ["no-route"])
  }

  @Test("Rules of a firewall that may be in the way are a note, and no error")
  func doubt() throws {
    let sandbox = try Sandbox()
    // As Docker makes it: what goes out is accepted, and what is answered.
    try sandbox.run(
      Topology.routed + """

        nft add table ip filter
        nft 'add chain ip filter FORWARD { type filter hook forward priority 0; policy drop; }'
        nft add rule ip filter FORWARD iifname v0 oifname != v0 accept
        nft add rule ip filter FORWARD oifname v0 ct state established,related accept
        """)
    for (from, address, works) in [("blue", "10.7.0.2", true), ("red", "10.9.0.2", false)] {
      let ping = try sandbox.attempt("ip netns exec \(from) ping -c1 -W1 \(address)")
      #expect((ping.status == 0) == works)
      let question = "--from \(from) --to \(address)"
      let found = try explain(sandbox, question, severities: ["error", "warning", "note"])
      #expect(found.codes == ["forward-policy"] && found.severities == ["note"])
      #expect(found.status == 0)
      let probed = try explain(sandbox, question + " --probe")
      #expect(probed.codes == (works ? [] : ["probe-unanswered"]))
    }
  }

  @Test("A neighbour that is there and did not answer is missed")
  func neighbor() throws {
    let sandbox = try Sandbox()
    try sandbox.run(
      Topology.pair + """

        # No rule looks at that.
        ip -n blue link set eth0 arp off
        ip neigh flush dev v0; ping -c1 -W4 10.9.0.2 >/dev/null || true
        ping -c1 -W4 10.9.0.99 >/dev/null || true
        """)
    let found = try explain(sandbox, "v0", severities: ["warning", "error"])
    #expect(found.codes == ["neighbor-failed"], "\(found.findings)")
    let notes = try explain(sandbox, "v0", severities: ["note"])
    #expect(notes.codes == ["neighbor-failed"])
    try sandbox.run("ip -n blue link set eth0 arp on")
    for finding in found.findings + notes.findings {
      try sandbox.run(finding["fix"].string ?? "false")
    }
    #expect(try arrives("10.9.0.2", sandbox))
    #expect(try explain(sandbox, "v0", severities: ["note", "warning", "error"]).findings.isEmpty)
  }

  @Test("Counters that go on rising", .hasPython)
  func counters() throws {
    let sandbox = try Sandbox()
    try sandbox.run(Topology.pair)
    // A protocol that nobody listens to.
    let found = try explain(
      sandbox, "blue",
      while: """
        import socket,time
        s=socket.socket(socket.AF_PACKET,socket.SOCK_RAW);s.bind(("v0",0))
        while True: s.send(b"\\xff"*6+b"\\x02\\0\\0\\0\\0\\1"+b"\\x88\\xb5"+b"x"*60);time.sleep(0.01)
        """)
    #expect(found.codes == ["counters-rising"], "\(found.findings)")
    #expect(found.status == 0)
    #expect(try explain(sandbox, "blue").findings.isEmpty)
  }

  @Test("A probe says what came back")
  func probe() throws {
    let sandbox = try Sandbox()
    try sandbox.run(Topology.routed)
    let severities: Set = ["note", "error", "warning"]
    var found = try explain(
      sandbox, "--from blue --to 10.7.0.2 --probe", severities: severities)
    #expect(found.codes == ["probe-answered"], "\(found.findings)")
    #expect(found.status == 0)
    try sandbox.run(
      "ip -n blue addr add fd09::2/64 dev eth0 nodad; ip addr add fd09::1/64 dev v0 nodad")
    found = try explain(sandbox, "--from blue --to fd09::1 --probe", severities: severities)
    #expect(found.codes == ["probe-answered"], "\(found.findings)")
    // Nothing that is read shows this.
    try sandbox.run("ip netns exec red sysctl -qw net.ipv4.icmp_echo_ignore_all=1")
    found = try explain(sandbox, "--from blue --to 10.7.0.2 --probe", severities: severities)
    #expect(found.codes == ["probe-unanswered"], "\(found.findings)")
    #expect(
      found.findings.first?["evidence"].string?.contains("the packet went to 10.9.0.1") ?? false)
    #expect(found.status == 1)
    try sandbox.run("ip neigh flush dev v1; ip -n red link set eth0 down")
    found = try explain(sandbox, "--to 10.7.0.2 --probe", severities: severities)
    #expect(found.codes.contains("probe-unanswered") && found.codes.contains("peer-down"))
  }

  @Test("Names that a shell would take for more are quoted")
  func quoting() throws {
    let sandbox = try Sandbox()
    try sandbox.run(
      """
      ip link add 'a;b$(c)' type veth peer name "d'e"; ip link set 'a;b$(c)' up
      """)
    let found = try explain(sandbox, "")
    #expect(found.codes == ["link-down"])
    try sandbox.run(found.findings.first?["fix"].string ?? "false")
    #expect(try explain(sandbox, "").findings.isEmpty)
  }

  @Test("Names that could be options are none, whatever the command does with them")
  func options() throws {
    for (script, code) in [
      ("ip -n blue link set dev -x down", "peer-down"),
      ("ip -n blue link set dev -x mtu 1600", "mtu-mismatch"),
      (
        "ip -n blue addr flush dev -x; ip -n blue addr add 10.9.0.200/25 dev -x", "wrong-prefix"
      ),
      ("ip -n blue addr flush dev -x", "no-address"),
    ] {
      let sandbox = try Sandbox()
      try sandbox.run(
        Topology.pair + "\nip -n blue link set eth0 down; ip -n blue link set eth0 name -x\n"
          + "ip -n blue link set dev -x up\n" + script)
      let found = try explain(sandbox, "blue")
      #expect(found.codes == [code], "\(found.findings)")
      for finding in found.findings { try sandbox.run(finding["fix"].string ?? "false") }
      #expect(try explain(sandbox, "blue").findings.isEmpty)
    }
  }

  @Test("All requests are traced", .enabled(if: hasStrace, "no strace"))
  func trace() throws {
    let sandbox = try Sandbox()
    try sandbox.run(Topology.routed)
    let traced = try sandbox.attempt(
      "strace -f -qqq -e trace=sendto,sendmsg -o /run/sent "
        + "cnet explain --from blue --to 10.7.0.2 --trace")
    #expect(traced.status == 0)
    let sent = try sandbox.run("grep -c 'nlmsg_len' /run/sent").split(separator: "\n").first
    let shown = traced.errors.split(separator: "\n").count {
      $0.hasPrefix("> ") && !$0.hasPrefix(">  ")
    }
    #expect(sent.flatMap { Int($0) } == shown, "\(traced.errors)")
    #expect(traced.errors.contains("RTM_GETROUTE"))
  }

  private static let hasStrace =
    (try? Sandbox().attempt("command -v strace").status == 0) ?? false

  @Test(
    "IPv6 that one link alone forwards", .enabled(if: hasForceForwarding, "no force_forwarding"))
  func forceForwarding() throws {
    let sandbox = try Sandbox()
    try sandbox.run(
      Topology.routed6 + """

        sysctl -qw net.ipv6.conf.all.forwarding=0 net.ipv6.conf.v0.force_forwarding=1
        """)
    // The answer comes in by the other.
    #expect(try !arrives("blue fd07::2", sandbox))
    var found = try explain(sandbox, "--from blue --to fd07::2")
    #expect(found.codes == ["forwarding-off"], "\(found.findings)")
    #expect(found.findings.first?["subject"].string == "v1")
    try sandbox.run("sysctl -qw net.ipv6.conf.v1.force_forwarding=1")
    #expect(try arrives("blue fd07::2", sandbox))
    found = try explain(sandbox, "--from blue --to fd07::2")
    #expect(found.findings.isEmpty && found.status == 0, "\(found.findings)")
    #expect(try explain(sandbox, "").findings.isEmpty)
  }

  private static let hasForceForwarding =
    (try? Sandbox().attempt("ls /proc/sys/net/ipv6/conf/all/force_forwarding").status == 0) ?? false

  @Test("What is asked wrongly")
  func usage() throws {
    let sandbox = try Sandbox()
    for wrong in ["--from blue", "eth0 --to 10.0.0.1", "--to 224.0.0.1", "--to nowhere"] {
      #expect(try sandbox.attempt("cnet explain \(wrong)").status == 64, "\(wrong)")
    }
    let outcome = try sandbox.attempt("cnet explain nothing")
    #expect(outcome.status == 1)
    #expect(
      outcome.errors
        == "cnet: explain nothing: there is no link and no namespace of that name (ENODEV)\n")
  }
}
