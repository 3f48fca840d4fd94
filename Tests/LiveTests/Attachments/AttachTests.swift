import TestSupport
import Testing

@Suite("cnet attach and detach", .makesNamespaces)
struct AttachTests {
  private static let two = """
    cat > /run/two.json <<'J'
    {"attachments": [
      {"kind": "veth", "name": "eth0", "bridge": "br0", "addresses": ["10.0.0.2/24", "fd00::2/64"],
       "gateway": ["10.0.0.1", "fd00::1"], "nodad": true,
       "sysctls": {"net.ipv4.conf.eth0.arp_ignore": "1", "net.ipv4.ip_forward": "1"}},
      {"kind": "macvlan", "name": "net1", "parent": "nic0", "addresses": ["10.8.0.2/24"],
       "routes": [{"dst": "10.9.0.0/16", "gw": "10.8.0.1", "metric": 7}]}]}
    J

    """

  @Test("A file of two interfaces: they work, carry their owner's name, and are gone afterwards")
  func whole() throws {
    let sandbox = try Sandbox.withBridge()
    let before = try sandbox.traces()
    try sandbox.run(Self.two + "cnet attach web --netns c1 --config /run/two.json")
    try sandbox.run(
      "ip netns exec c1 ping -c 1 -W 2 10.0.0.1; ip netns exec c1 ping -c 1 -W 2 fd00::1")
    let list = try JSON(parsing: sandbox.run("cnet attachment list --json"))
    #expect(list.array.map { $0["interface"].string } == ["eth0", "net1"])
    #expect(
      list.array.allSatisfy { $0["phase"].string == "done" && $0["container"].string == "web" })
    let host = try #require(list[0]["host"].string)
    #expect(
      try sandbox.run("cat /sys/class/net/\(host)/ifalias || ip link show \(host)").contains(
        "cnet:web/eth0"))
    #expect(try sandbox.run("ip -n c1 link show net1").contains("alias cnet:web/net1"))
    #expect(
      try sandbox.run("ip -n c1 route").contains("10.9.0.0/16 via 10.8.0.1 dev net1 metric 7"))
    let parameters = "net.ipv4.conf.eth0.arp_ignore net.ipv4.ip_forward"
    #expect(try sandbox.run("ip netns exec c1 sysctl -n \(parameters)") == "1\n1\n")

    try sandbox.run("cnet detach web")
    #expect(try sandbox.traces() == before)
  }

  @Test("A second time changes nothing, not even what is on the link besides")
  func twice() throws {
    let sandbox = try Sandbox.withBridge()
    let attach = "cnet attach web --netns c1 --config /run/two.json"
    try sandbox.run(Self.two + attach + "; ip -n c1 addr add 10.77.0.1/32 dev eth0")
    let once = try sandbox.traces() + sandbox.run("cat /run/cnet/*")
    let sent = try sandbox.run("cnet attach web --netns c1 --config /run/two.json --trace 2>&1")
    #expect(try sandbox.traces() + sandbox.run("cat /run/cnet/*") == once)
    #expect(!sent.contains("> RTM_NEW") && !sent.contains("> RTM_DEL"), "\(sent)")
    let other = try sandbox.attempt(
      "cnet attach web --netns c1 --kind veth --name eth0 --address 10.0.0.3/24")
    #expect(other.status == 1)
    #expect(
      other.errors == """
        cnet: attach web: eth0 is attached with another description (EEXIST)
        hint: detach web first

        """)
    #expect(try sandbox.traces() + sandbox.run("cat /run/cnet/*") == once)
  }

  @Test(
    "However a destination is written, a second time changes nothing",
    arguments: [
      "0.0.0.0/0,via=10.0.0.1", "::/0,via=fd00::1", "0.0.0.0/0", "10.1.0.0/16,via=10.0.0.1",
      "fd01::/64,via=fd00::1", "10.1.0.0/16,metric=7", "fd01::/64,metric=7",
    ])
  func destinations(route: String) throws {
    let sandbox = try Sandbox.withBridge()
    let attach = """
      cnet attach web --netns c1 --kind veth --name eth0 --bridge br0 --nodad \
        --address 10.0.0.2/24 --address fd00::2/64 --route \(route)
      """
    try sandbox.run(attach)
    let sent = try sandbox.run("\(attach) --trace 2>&1")
    #expect(!sent.contains("> RTM_NEW") && !sent.contains("> RTM_DEL"), "\(sent)")
    // But another metric is another route.
    guard route.contains("metric") else { return }
    let sentAfterDamage = try sandbox.run(
      """
      route=$(ip -n c1 -4 route show 10.1.0.0/16; ip -n c1 -6 route show fd01::/64)
      ip -n c1 route del $route; ip -n c1 route add $(echo "$route" | sed 's/metric 7/metric 8/')
      \(attach) --trace 2>&1
      """)
    #expect(sentAfterDamage.contains("> RTM_NEW"))
  }

  @Test("What somebody took away in between is made again")
  func again() throws {
    let sandbox = try Sandbox.withBridge()
    let attach = "cnet attach web --netns c1 --config /run/two.json"
    try sandbox.run(Self.two + attach)
    let look =
      "ip -n c1 -o addr show scope global | awk '{print $2, $3, $4}'; ip -n c1 -4 route; ip -n c1 -6 route"
    func lines() throws -> [Substring] { try sandbox.run(look).split(separator: "\n").sorted() }
    let once = try lines()
    for damage in [
      "link del eth0", "link del net1", "addr del 10.0.0.2/24 dev eth0", "link set net1 down",
      "route del default",
    ] {
      try sandbox.run("ip -n c1 \(damage)\n\(attach)")
      #expect(try lines() == once, "\(damage)")
      #expect(try sandbox.run("ls -A /run/cnet") == "web@.lock\nweb@eth0\nweb@net1\n")
    }
  }

  @Test(
    "A step that fails is named, and all before it are undone",
    arguments: [
      (
        #"{"kind":"veth","name":"eth0","bridge":"nobr"}"#,
        "create veth cn.*: there is no bridge nobr"
      ),
      (#"{"kind":"veth","name":"lo"}"#, "create veth cn.*: the name lo is taken in c1"),
      (
        #"{"kind":"veth","name":"eth0","hostName":"nic0"}"#,
        "create veth nic0: the name nic0 is taken"
      ),
      (
        #"{"kind":"veth","name":"eth0","addresses":["10.5.0.2/24"],"routes":[{"dst":"10.5.0.0/24"}]}"#,
        "add route 10.5.0.0/24 to eth0 in c1: File exists"
      ),
      (
        #"{"kind":"veth","name":"eth0","hostAddresses":["10.5.0.1/24"],"hostRoutes":[{"dst":"10.5.0.0/24"}]}"#,
        "add route 10.5.0.0/24 to cn.*: File exists"
      ),
      (
        #"{"kind":"macvlan","name":"m1","parent":"nowhere"}"#,
        "create macvlan m1: there is no parent nowhere"
      ),
      (
        #"{"kind":"macvlan","name":"m1","parent":"nic0","mtu":9000}"#,
        "create macvlan m1: the MTU 9000 is above"
      ),
      (
        #"{"kind":"veth","name":"eth0","sysctls":{"net.ipv4.nosuch":"1"}}"#,
        "read net.ipv4.nosuch: No such file"
      ),
      (
        #"{"kind":"veth","name":"eth0","sysctls":{"net.ipv4.conf.eth0.rp_filter":"many"}}"#,
        "set net.ipv4.conf.eth0.rp_filter to many: Invalid argument"
      ),
      (
        #"{"kind":"device","name":"e9","device":"nosuch"}"#, "attach web: there is no device nosuch"
      ),
      (
        #"{"kind":"device","name":"e8","device":"d0"},{"kind":"device","name":"e9","device":"d0"}"#,
        "attach web: the device d0 is given twice"
      ),
      (
        #"{"kind":"device","name":"e9","device":"d0","routes":[{"dst":"10.5.0.0/24","gw":"10.66.0.1"},{"dst":"10.5.0.0/24","gw":"10.66.0.1"}]}"#,
        "add route 10.5.0.0/24 via 10.66.0.1 to e9 in c1: "
      ),
    ])
  func failure(last: String, error: String) throws {
    let sandbox = try Sandbox.withBridge()
    try sandbox.run(
      """
      ip link add d0 type veth peer name d1; ip link set d1 up; ip link set d0 up alias mine
      ip addr add 10.66.0.2/24 dev d0; ip addr add fd66::2/64 dev d0 nodad
      ip route add 10.67.0.0/16 via 10.66.0.1
      echo 0 > /proc/sys/net/ipv4/ip_forward
      cat > /run/three.json <<'J'
      {"attachments": [
        {"kind":"veth","name":"a0","bridge":"br0","addresses":["10.0.0.9/24"],
         "sysctls":{"net.ipv4.ip_forward":"1"}},
        {"kind":"macvlan","name":"b0","parent":"nic0"}, \(last)]}
      J
      """)
    let before = try sandbox.traces()
    let outcome = try sandbox.attempt("cnet attach web --netns c1 --config /run/three.json")
    #expect(outcome.status == 1)
    #expect(try Regex("^cnet: " + error).firstMatch(in: outcome.errors) != nil, "\(outcome.errors)")
    #expect(!outcome.errors.contains("left behind"), "\(outcome.errors)")
    #expect(try sandbox.traces() == before)
    #expect(
      try sandbox.run(
        "ls -A /run/cnet 2>/dev/null || true; ip netns exec c1 sysctl -n net.ipv4.ip_forward")
        == "0\n")
  }

  @Test(
    "What is half there, or gone, is detached without a word",
    arguments: [
      "true", "ip link del $(cnet attachment list | awk '/eth0/ {print $5}')",
      "ip -n c1 link del net1",
      "ip netns del c1", "ip -n c1 link set net1 down; ip -n c1 link set net1 name other",
      "rm /run/cnet/web@eth0; ip link del $(ip -br link | awk -F@ '/^cn/ {print $1}')",
      "cnet detach web",
    ])
  func halfGone(damage: String) throws {
    let sandbox = try Sandbox.withBridge()
    let before = try sandbox.run("ip -br link | awk '{print $1, $3}' | sort")
    try sandbox.run(Self.two + "cnet attach web --netns c1 --config /run/two.json\n" + damage)
    #expect(try sandbox.run("cnet detach web 2>&1") == "")
    #expect(try sandbox.run("ip -br link | awk '{print $1, $3}' | sort; ls -A /run/cnet") == before)
    let inside = try sandbox.run("ip -n c1 -br link 2>/dev/null || echo lo")
    #expect(inside.hasPrefix("lo") && inside.split(separator: "\n").count == 1, "\(inside)")
  }

  @Test("A host's name that is taken is passed over; one that was asked for is not")
  func collision() throws {
    let sandbox = try Sandbox.withBridge()
    let attach = "cnet attach web --netns c1 --kind veth --name eth0"
    let host = "cnet attachment list | awk '{print $5}'"
    let name = try sandbox.run("\(attach); \(host); cnet detach web").dropLast()
    #expect(name.hasPrefix("cn") && name.utf8.count <= 15)
    try sandbox.run("ip link add \(name) type bridge; \(attach)")
    let other = try sandbox.run(host).dropLast()
    #expect(other != name)
    let state = try sandbox.traces()
    try sandbox.run(attach)
    #expect(try sandbox.traces() == state)
    try sandbox.run("cnet detach web; ip link show \(name)")
    #expect(try sandbox.attempt("ip link show \(other)").status != 0)
  }

  @Test("Links of others that have the name of ours are left alone")
  func others() throws {
    let sandbox = try Sandbox.withBridge()
    let name = try sandbox.run(
      Self.two + """
        cnet attach web --netns c1 --config /run/two.json
        cnet attachment list | awk '/eth0/ {print $5}'
        """
    ).dropLast()
    // The namespace's path now leads to another, and the names to others' links.
    try sandbox.run(
      """
      ip link del \(name); ip netns del c1; ip netns add c1
      ip link add \(name) type veth peer name eth0 netns c1
      ip link add link nic0 net1 netns c1 type macvlan
      """)
    try sandbox.run(
      "cnet detach web; ip link show \(name); ip -n c1 link show net1; ip -n c1 link show eth0")
    // Nor when the record says that the work was cut short, before the alias could be written.
    try sandbox.run(
      """
      ip link del \(name); ip -n c1 link del net1
      cnet attach web --netns c1 --config /run/two.json
      h=$(cnet attachment list | awk '/eth0/ {print $5}')
      ip link del $h; ip -n c1 link del net1
      ip link add $h type veth peer name eth0 netns c1; ip link add link nic0 net1 netns c1 type macvlan
      sed -i s/phase=done/phase=begun/ /run/cnet/web@*
      cnet recover; ip link show $h; ip -n c1 link show net1; test -z "$(ls -A /run/cnet)"
      """)
  }

  @Test("An interface is not taken out of a namespace that is alive; what is gone is no hindrance")
  func elsewhere() throws {
    let sandbox = try Sandbox.withBridge()
    let outcome = try sandbox.attempt(
      """
      ip netns add c2
      cnet attach web --netns c1 --kind veth --name eth0
      cnet attach web --netns c2 --kind veth --name eth0
      """)
    #expect(
      outcome.errors == """
        cnet: attach web: eth0 is attached in another namespace, /run/netns/c1 (EEXIST)
        hint: detach web first

        """)
    try sandbox.run(
      """
      ip -n c1 link show eth0; ip -n c1 link del eth0
      cnet attach web --netns c2 --kind veth --name eth0; ip -n c2 link show eth0
      """)
  }

  @Test(
    "A namespace that was just deleted is gone for recover, though the kernel still has its links")
  func recoverAtOnce() throws {
    let sandbox = try Sandbox.withBridge()
    // The kernel takes namespaces apart one after another. Other tests look at all namespaces of the
    // machine meanwhile, and may hold one for that long.
    try sandbox.run(
      """
      late=0
      recovered() {
        for attempt in $(seq 40); do
          case $(cnet recover) in
          "web eth0") return 0 ;;
          "") late=$((late + 1)); sleep 0.1 ;;
          *) return 1 ;;
          esac
        done
        return 1
      }
      for i in $(seq 30); do
        ip netns add busy; ip link add b0 type veth peer name b1 netns busy
        ip link set b0 up; ip -n busy link set b1 up
        ip netns add c3; cnet attach web --netns c3 --kind veth --name eth0
        cnet netns delete busy; cnet netns delete c3
        recovered; test -z "$(ls -A /run/cnet)"
        while ip link show b0 >/dev/null 2>&1; do sleep 0.01; done
      done
      test "$late" -lt 15
      # One that is held where nobody looks is not gone.
      ip netns add c3; cnet attach web --netns c3 --kind veth --name eth0
      exec 7</run/netns/c3; cnet netns delete c3
      test -z "$(cnet recover)"; test -n "$(ls -A /run/cnet)"
      exec 7<&-; recovered
      """)
  }

  @Test("--dry-run prints the messages and touches nothing")
  func dryRun() throws {
    let sandbox = try Sandbox.withBridge()
    try sandbox.run(Self.two)
    let before = try sandbox.traces()
    let printed = try sandbox.run("cnet attach web --netns c1 --config /run/two.json --dry-run")
    #expect(printed.contains("veth") && printed.contains("macvlan") && printed.contains("10.8.0.2"))
    #expect(try sandbox.traces() == before)
    #expect(try sandbox.attempt("ls /run/cnet").status != 0)
  }

  @Test(
    "--dry-run of what would be made again touches nothing either, and is no error",
    arguments: ["veth", "macvlan --parent nic0", "device --device d0"])
  func dryRunAgain(kind: String) throws {
    let sandbox = try Sandbox.withBridge()
    let attach = "cnet attach web --netns c1 --name eth0 --kind \(kind)"
    try sandbox.run(
      """
      ip link add d0 type veth peer name d1; ip link set d1 up; ip link set d0 up
      \(attach); ip -n c1 link set eth0 down
      """)
    let before = try sandbox.traces()
    #expect(try sandbox.run("\(attach) --dry-run").contains("RTM_NEWLINK"))
    #expect(try sandbox.traces() == before)
    try sandbox.run("\(attach); ip -n c1 -br link show up | grep eth0; cnet detach web")
  }

  @Test("--dry-run restores nothing of a device whose attachment was cut short")
  func dryRunOfCutShort() throws {
    let sandbox = try Sandbox.withBridge()
    let attach = "cnet attach web --netns c1 --name eth0 --kind device --device d0"
    let filter = "/proc/sys/net/ipv4/conf/d0/arp_filter"
    let values = try sandbox.run(
      """
      ip link add d0 type veth peer name d1; ip link set d1 up; ip link set d0 up; echo 1 >\(filter)
      \(attach); cp /run/cnet/web@eth0 /run/record; cnet detach web
      sed s/^phase=done/phase=begun/ /run/record >/run/cnet/web@eth0
      ip link set d0 alias cnet:web/eth0; echo 0 >\(filter)
      \(attach) --dry-run >/dev/null; cat \(filter); cnet recover; cat \(filter)
      """)
    #expect(values == "0\nweb eth0\n1\n")
  }

  @Test("Our own namespace is not plumbed, nor one that is not there")
  func wrongNamespace() throws {
    let sandbox = try Sandbox.withBridge()
    let before = try sandbox.traces()
    for (namespace, why) in [
      ("/proc/self/ns/net", "the container's namespace is our own (EINVAL)"),
      ("nosuch", "no such namespace (ENOENT)"), ("pid:999999", "No such process (ESRCH)"),
    ] {
      let outcome = try sandbox.attempt(
        "cnet attach web --netns \(namespace) --kind veth --name eth0")
      #expect(outcome.status == 1)
      #expect(outcome.errors.hasSuffix("\(why)\n"), "\(outcome.errors)")
    }
    #expect(try sandbox.traces() == before)
  }

  @Test("IDs of any text, short and long, have files of their own")
  func identifiers() throws {
    let sandbox = try Sandbox.withBridge()
    let long = String(repeating: "é/", count: 300)
    for id in [
      "..", "a/b", "a b", "%2e", "-x@.lock", "web@eth0", "\u{301}x", long + "1", long + "2",
    ] {
      try sandbox.run(
        "ip netns add t; cnet attach --netns t --kind veth --name eth0 -- '\(id)'")
      #expect(try sandbox.run("cnet attachment list --json | jq -r '.[].container'") == "\(id)\n")
      try sandbox.run(
        "ls -A /run/cnet | wc -l | grep -qx 2; cnet detach -- '\(id)'; ip netns del t")
      #expect(try sandbox.run("ls -A /run/cnet") == "")
    }
    #expect(try sandbox.attempt("cnet attach '' --netns c1 --kind veth --name eth0").status == 1)
  }
}
