import RouteNetlink
import TestSupport
import Testing

/// What `cnet KIND add` makes, as `ip` sees it.
@Suite("A verb a kind", .makesNamespaces)
struct KindVerbTests {
  /// Makes it in a namespace and returns what `ip` says of it there.
  private func make(_ command: String, _ name: String = "x0") throws -> (link: JSON, Sandbox) {
    let sandbox = try Sandbox()
    try sandbox.run(
      """
      ip netns add blue
      ip link add p0 type veth peer name p1; ip link set p0 up; ip link set p1 up
      cnet \(command) --netns blue
      """)
    let shown = try sandbox.run("ip -n blue -j -d addr show \(name)")
    return (try JSON(parsing: shown)[0], sandbox)
  }

  private func expectEnd(_ link: JSON, mac: Bool = true) {
    if mac { #expect(link["address"].string == "02:00:5e:10:00:09") }
    #expect(link["mtu"].int == 1400)
    #expect(link["flags"].strings.contains("UP"))
    let addresses = link["addr_info"].array
    #expect(addresses.contains { $0["local"].string == "10.0.0.9" && $0["prefixlen"].int == 24 })
  }

  private let end = "--mac 02:00:5e:10:00:09 --mtu 1400 --address 10.0.0.9/24"

  @Test(.kernelHas(Macvlan.self)) func macvlan() throws {
    let (link, _) = try make("macvlan add p0 x0 --mode vepa \(end)")
    #expect(link["linkinfo"]["info_kind"].string == "macvlan")
    #expect(link["linkinfo"]["info_data"]["mode"].string == "vepa")
    expectEnd(link)
  }

  @Test(.kernelHas(Macvtap.self)) func macvtap() throws {
    let (link, _) = try make("macvtap add p0 x0 --mode private \(end)")
    #expect(link["linkinfo"]["info_kind"].string == "macvtap")
    #expect(link["linkinfo"]["info_data"]["mode"].string == "private")
    expectEnd(link)
  }

  @Test(.kernelHas(IPVlan.self)) func ipvlan() throws {
    let (link, _) = try make(
      "ipvlan add p0 x0 --mode l3s --flag vepa --mtu 1400 --address 10.0.0.9/24")
    #expect(link["linkinfo"]["info_kind"].string == "ipvlan")
    #expect(link["linkinfo"]["info_data"]["mode"].string == "l3s")
    #expect(link["linkinfo"]["info_data"]["vepa"].bool == true)
    expectEnd(link, mac: false)
  }

  @Test(.kernelHas(VLAN.self)) func vlan() throws {
    let (link, _) = try make("vlan add p0 x0 --id 4094 --protocol 802.1ad \(end)")
    #expect(link["linkinfo"]["info_kind"].string == "vlan")
    #expect(link["linkinfo"]["info_data"]["id"].int == 4094)
    #expect(link["linkinfo"]["info_data"]["protocol"].string == "802.1ad")
    expectEnd(link)
  }

  @Test(.kernelHas(VXLAN.self)) func vxlan() throws {
    let (link, sandbox) = try make(
      """
      vxlan add x0 --id 16777215 --remote 10.9.0.2 --local 10.9.0.1 --dstport 4789 --dev p0 \
      --ttl 9 --no-learning \(end)
      """)
    let data = link["linkinfo"]["info_data"]
    #expect(data["id"].int == 16_777_215)
    #expect(data["remote"].string == "10.9.0.2")
    #expect(data["local"].string == "10.9.0.1")
    #expect(data["port"].int == 4789)
    #expect(data["ttl"].int == 9)
    #expect(data["learning"].bool == false)
    let index = try JSON(parsing: sandbox.run("ip -j link show p0"))[0]["ifindex"].int
    #expect(data["link_index"].int == index || data["link"].string == "if\(index ?? 0)")
    expectEnd(link)
  }

  @Test(.kernelHas(VXLAN.self)) func vxlanOverIPv6() throws {
    let (link, _) = try make("vxlan add x0 --id 5 --remote ff05::100 --dev p0 --learning")
    let data = link["linkinfo"]["info_data"]
    #expect(data["group6"].string == "ff05::100")
    #expect(data["learning"].bool == true)
    #expect(data["port"].int == 8472)
  }

  @Test(.kernelHas(Bridge.self)) func bridge() throws {
    let (link, _) = try make("bridge add x0 --stp \(end)")
    #expect(link["linkinfo"]["info_kind"].string == "bridge")
    #expect(link["linkinfo"]["info_data"]["stp_state"].int == 1)
    expectEnd(link)
  }

  /// A matter of the kernel's configuration (`CONFIG_BRIDGE_VLAN_FILTERING`).
  static let bridgesFilter: Bool =
    (try? Sandbox().run("ip link add b0 type bridge vlan_filtering 1")) != nil

  @Test(.enabled(if: bridgesFilter, "the kernel's bridges do not filter VLANs"))
  func filteringBridge() throws {
    let (link, _) = try make("bridge add x0 --vlan-filtering")
    #expect(link["linkinfo"]["info_data"]["vlan_filtering"].int == 1)
  }

  @Test(
    "An attribute that the kernel lacks is not taken for a kind",
    .enabled(if: !bridgesFilter, "the kernel's bridges filter VLANs"))
  func unknownAttribute() throws {
    let outcome = try Sandbox().attempt("cnet bridge add x0 --vlan-filtering")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("EOPNOTSUPP"))
    #expect(!outcome.errors.contains("no bridge"))
  }

  @Test(.kernelHas(Bridge.self)) func plainBridge() throws {
    let (link, _) = try make("bridge add x0 --down")
    let data = link["linkinfo"]["info_data"]
    #expect(data["stp_state"].int == 0)
    #expect(data["vlan_filtering"].int == 0)
    #expect(!link["flags"].strings.contains("UP"))
  }

  @Test(.kernelHas(Dummy.self)) func dummy() throws {
    let (link, _) = try make("dummy add x0 \(end)")
    #expect(link["linkinfo"]["info_kind"].string == "dummy")
    expectEnd(link)
  }

  @Test(.kernelHas(IFB.self)) func ifb() throws {
    let (link, _) = try make("ifb add x0 \(end) --queues 2")
    #expect(link["linkinfo"]["info_kind"].string == "ifb")
    #expect(link["num_tx_queues"].int == 2)
    expectEnd(link)
  }

  @Test(.kernelHas(VRF.self)) func vrf() throws {
    let (link, sandbox) = try make("vrf add x0 --table 77 \(end)")
    #expect(link["linkinfo"]["info_kind"].string == "vrf")
    #expect(link["linkinfo"]["info_data"]["table"].int == 77)
    expectEnd(link)
    // The names of tables are ip's.
    try sandbox.run("cnet vrf add x1 --table main")
    let named = try JSON(parsing: sandbox.run("ip -j -d link show x1"))[0]
    #expect(named["linkinfo"]["info_data"]["table"].int == 254)
  }

  @Test(.kernelHas(NLMon.self)) func nlmon() throws {
    let (link, _) = try make("nlmon add x0 --mtu 1400")
    #expect(link["linkinfo"]["info_kind"].string == "nlmon")
    #expect(link["link_type"].string == "netlink")
    #expect(link["flags"].strings.contains("UP"))
  }

  @Test(.kernelHas(Geneve.self)) func geneve() throws {
    let (link, _) = try make(
      "geneve add x0 --id 16777215 --remote 10.9.0.2 --dstport 6082 --ttl 9 --df inherit \(end)")
    let data = link["linkinfo"]["info_data"]
    #expect(data["id"].int == 16_777_215)
    #expect(data["remote"].string == "10.9.0.2")
    #expect(data["port"].int == 6082)
    #expect(data["ttl"].int == 9)
    #expect(data["df"].string == "inherit")
    expectEnd(link)
  }

  @Test(.kernelHas(Bond.self)) func bond() throws {
    let (link, sandbox) = try make(
      """
      bond add x0 --mode active-backup --miimon 100 --updelay 200 --downdelay 300 \
      --fail-over-mac active --primary-reselect failure --min-links 2 \(end)
      """)
    let data = link["linkinfo"]["info_data"]
    #expect(link["linkinfo"]["info_kind"].string == "bond")
    #expect(data["mode"].string == "active-backup")
    #expect(data["miimon"].int == 100)
    #expect(data["updelay"].int == 200)
    #expect(data["downdelay"].int == 300)
    #expect(data["fail_over_mac"].string == "active")
    #expect(data["primary_reselect"].string == "failure")
    #expect(data["min_links"].int == 2)
    // Without a port it has no carrier, but it is up.
    expectEnd(link)
    try sandbox.run(
      """
      cnet bond add x1 --arp-interval 500 --arp-target 10.9.0.2 --arp-target 10.9.0.3
      cnet bond add x2 --mode 802.3ad --lacp-rate fast --ad-select count \
        --xmit-hash-policy layer3+4
      cnet link set p0 --down; cnet link set p0 --master x2
      """)
    let links = try JSON(parsing: sandbox.run("ip -j -d link")).array
    let arp = links.first { $0["ifname"].string == "x1" }?["linkinfo"]["info_data"]
    #expect(arp?["mode"].string == "balance-rr")
    #expect(arp?["arp_interval"].int == 500)
    #expect(arp?["arp_ip_target"].strings == ["10.9.0.2", "10.9.0.3"])
    let lacp = links.first { $0["ifname"].string == "x2" }?["linkinfo"]["info_data"]
    #expect(lacp?["ad_lacp_rate"].string == "fast")
    #expect(lacp?["ad_select"].string == "count")
    #expect(lacp?["xmit_hash_policy"].string == "layer3+4")
    #expect(lacp?["miimon"].int == 100)
    #expect(links.first { $0["ifname"].string == "p0" }?["master"].string == "x2")
  }

  @Test("The port that a bond prefers, here and in another namespace", .kernelHas(Bond.self))
  func primary() throws {
    let (_, sandbox) = try make("bond add x0 --mode active-backup")
    try sandbox.run(
      """
      ip link add q0 netns blue type veth peer name q1 netns blue
      cnet bond add x1 --mode active-backup --primary p0; ip link set p0 down master x1
      cnet bond add x2 --mode balance-alb --primary q0 --netns blue; ip -n blue link set q0 master x2
      """)
    for (namespace, bond, port) in [("", "x1", "p0"), ("-n blue", "x2", "q0")] {
      let shown = try JSON(parsing: sandbox.run("ip \(namespace) -j -d link show \(bond)"))[0]
      #expect(shown["linkinfo"]["info_data"]["primary"].string == port)
    }
    let outcome = try sandbox.attempt(
      "cnet bond add x3 --mode active-backup --primary p1 --netns blue")
    #expect(outcome.status == 1)
    #expect(
      outcome.errors == "cnet: create bond x3: there is no link p1 in blue (ENODEV)\n",
      "\(outcome.errors)")
  }

  @Test(.kernelHas(WireGuard.self)) func wireguard() throws {
    let (link, _) = try make(
      "wireguard add x0 --mtu 1400 --address 10.0.0.9/24 --route 10.5.0.0/16")
    #expect(link["linkinfo"]["info_kind"].string == "wireguard")
    expectEnd(link, mac: false)
  }

  @Test(.tunsCanBeMade) func tun() throws {
    let (link, _) = try make(
      "tun add x0 --mtu 1400 --address 10.0.0.9/24 --owner root --group 0 --pi --multi-queue")
    let data = link["linkinfo"]["info_data"]
    #expect(link["linkinfo"]["info_kind"].string == "tun")
    #expect(data["type"].string == "tun")
    #expect(data["pi"].bool == true)
    #expect(data["multi_queue"].bool == true)
    #expect(data["vnet_hdr"].bool == false)
    #expect(data["persist"].bool == true)
    #expect(data["user"].exists)
    expectEnd(link, mac: false)
  }

  @Test("Everything through a link that has no neighbours", .tunsCanBeMade)
  func defaultRoute() throws {
    let (_, sandbox) = try make("tun add x0 --nodad --route 0.0.0.0/0 --route ::/0,metric=7")
    let routes = try sandbox.run("ip -n blue route; ip -n blue -6 route show default")
    #expect(
      routes.split(separator: "\n").map { $0.split(separator: " ").prefix(5) } == [
        ["default", "dev", "x0", "scope", "link"], ["default", "dev", "x0", "metric", "7"],
      ], "\(routes)")
  }

  @Test(.tunsCanBeMade) func tap() throws {
    let (link, sandbox) = try make("tap add x0 --vnet-hdr \(end)")
    let data = link["linkinfo"]["info_data"]
    #expect(data["type"].string == "tap")
    #expect(data["vnet_hdr"].bool == true)
    #expect(data["pi"].bool == false)
    #expect(!data["user"].exists)
    expectEnd(link)
    // A second one of that name would otherwise be the same.
    let outcome = try sandbox.attempt("cnet tap add x0 --netns blue")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("create tap x0: File exists (EEXIST)"))
    #expect(outcome.errors.contains("hint: the name x0 is taken"))
  }

  @Test(.kernelHas(Netkit.self)) func netkit() throws {
    let sandbox = try Sandbox()
    try sandbox.run(
      """
      ip netns add blue
      cnet netkit add n0 eth0 --netns blue --mode l2 --host-address 10.0.0.1/24 --mac \
        02:00:5e:10:00:09 --host-mac 02:00:5e:10:00:08 --mtu 1400 --address 10.0.0.2/24 \
        --gateway 10.0.0.1 --policy forward --peer-policy forward
      ping -c 1 -W 2 10.0.0.2
      """)
    let near = try JSON(parsing: sandbox.run("cnet link show n0 --json"))[0]
    #expect(near["address"].string == "02:00:5e:10:00:08")
    #expect(near["linkinfo"]["info_kind"].string == "netkit")
    let data = near["linkinfo"]["info_data"]
    #expect(data["mode"].string == "l2")
    #expect(data["type"].string == "primary")
    #expect(data["policy"].string == "forward")
    let far = try JSON(parsing: sandbox.run("ip -n blue -j -d addr show eth0"))[0]
    #expect(far["address"].string == "02:00:5e:10:00:09")
    #expect(far["mtu"].int == 1400)
    #expect(try sandbox.run("ip -n blue route").contains("default via 10.0.0.1 dev eth0"))
    #expect(try sandbox.run("cnet link show n0").contains("peer"))

    // Without a mode, IP packets go through it.
    try sandbox.run(
      """
      cnet netkit add n1 eth1 --netns blue --host-address 10.1.0.1/24 --address 10.1.0.2/24
      ping -c 1 -W 2 10.1.0.2
      cnet netkit add n2 eth2 --netns blue --peer-policy blackhole --host-address 10.2.0.1/24 \
        --address 10.2.0.2/24
      """)
    // Its answer is dropped.
    #expect(try sandbox.attempt("ping -c 1 -W 1 10.2.0.2").status == 1)
    // Whole or not at all.
    let before = try sandbox.state()
    let outcome = try sandbox.attempt(
      "cnet netkit add n3 eth3 --netns blue --address 10.3.0.2/24 --route 10.3.0.0/24")
    #expect(outcome.status == 1)
    #expect(outcome.errors.hasPrefix("cnet: add route 10.3.0.0/24 to eth3 in blue: "))
    #expect(try sandbox.state() == before)
    #expect(
      try sandbox.attempt("cnet netkit add n4 eth0 --netns blue").errors.contains(
        "the name eth0 is taken in blue"))
  }

  @Test("Gateway and route go with the link")
  func routes() throws {
    let (_, sandbox) = try make(
      """
      macvlan add p0 x0 --address 10.0.0.9/24 --gateway 10.0.0.1 \
      --route 10.5.0.0/16,via=10.0.0.2,metric=8
      """)
    let routes = try sandbox.run("ip -n blue route")
    #expect(routes.contains("default via 10.0.0.1 dev x0"))
    #expect(routes.contains("10.5.0.0/16 via 10.0.0.2 dev x0 metric 8"))
  }

  /// A kind that the kernel lacks.
  static let missing: String? = ["dummy", "ifb"].first { !Kernel.has(kind: $0) }

  @Test(
    "A kind that the kernel lacks is said to be lacking",
    .enabled(if: missing != nil, "the running kernel has them all"))
  func unknownKind() throws {
    let kind = try #require(Self.missing)
    let outcome = try Sandbox().attempt("cnet \(kind) add x0")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("hint: this kernel has no \(kind)"))
  }

  @Test(
    "And so is a kind of pair",
    .enabled(if: !Kernel.has(kind: "netkit"), "the running kernel has netkit"))
  func unknownPair() throws {
    let outcome = try Sandbox().attempt("cnet netkit add n0 n1")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("hint: this kernel has no netkit"))
  }

  @Test(
    "What makes no sense is refused, and nothing changes",
    arguments: [
      ("vlan add p0 x0 --id 4095", "0 to 4094"), ("vlan add p0 x0", "--id"),
      ("vlan add p0 x0 --id -1", "--id"), ("vlan add p0 x0 --id 5 --protocol 802.3", "802.3"),
      ("vxlan add x0 --id 16777216", "0 to 16777215"),
      ("vxlan add x0 --id 5 --remote 10.0.0.2 --local fd00::1", "different families"),
      ("vxlan add x0 --id 5 --dstport 0", "1 to 65535"),
      ("vxlan add x0 --id 5 --ttl 0", "1 to 255"),
      ("vxlan add x0 --id 5 --ttl 256", "256"),
      ("vxlan add x0 --id 5 --local 239.0.0.1", "--local"),
      ("vxlan add x0 --id 5 --remote 239.0.0.1", "needs --dev"),
      ("vxlan add x0 --id 5 --remote fe80::1", "needs --dev"),
      ("ipvlan add p0 x0 --mode l4", "l4"), ("ipvlan add p0 x0 --flag bright", "bright"),
      ("ipvlan add p0 x0 --mac 02:00:5e:10:00:09", "--mac"),
      ("macvtap add p0 x0 --source-mac 02:00:5e:10:00:09", "--mode source"),
      ("bridge add a/b", "'/'"), ("dummy add", "name"), ("ifb add ..", "'..'"),
      ("bridge add x0 --mac 01:00:5e:10:00:09", "multicast"),
      ("vrf add x0", "--table"), ("vrf add x0 --table 0", "a table is"),
      ("vrf add x0 --table nosuch", "a table is"),
      ("nlmon add x0 --mac 02:00:5e:10:00:09", "--mac"),
      ("geneve add x0 --id 5", "--remote"), ("geneve add x0 --remote 10.0.0.2", "--id"),
      ("geneve add x0 --id 16777216 --remote 10.0.0.2", "0 to 16777215"),
      ("geneve add x0 --id 5 --remote 239.0.0.1", "one other end"),
      ("geneve add x0 --id 5 --remote fe80::1", "which link"),
      ("geneve add x0 --id 5 --remote 10.0.0.2 --df maybe", "maybe"),
      ("geneve add x0 --id 5 --remote 10.0.0.2 --ttl 0", "1 to 255"),
      ("geneve add x0 --id 5 --remote 10.0.0.2 --dstport 0", "1 to 65535"),
      ("bridge add x%d", "pattern"), ("veth add x0 x%d", "pattern"),
      ("wireguard add x0 --mac 02:00:5e:10:00:09", "--mac"),
      ("tun add x0 --mac 02:00:5e:10:00:09", "--mac"), ("tun add x0 --queues 2", "--multi-queue"),
      ("tap add x0 --queues 2", "--multi-queue"), ("tap add x0 --owner no-such", "no user no-such"),
      ("tap add x0 --group no-such", "no group no-such"),
      ("tap add x0 --owner 4294967295", "no user 4294967295"),
      ("netkit add x0 x1 --mac 02:00:5e:10:00:09", "--mode l2"),
      ("netkit add x0 x1 --host-mac 02:00:5e:10:00:09", "--mode l2"),
      ("netkit add x0 x1 --mode l4", "l4"), ("netkit add x0 x1 --policy maybe", "maybe"),
      ("bond add x0 --mode best", "best"), ("bond add x0 --xmit-hash-policy layer8", "layer8"),
      ("bond add x0 --miimon 100 --arp-interval 100", "exclude each other"),
      ("bond add x0 --updelay 100", "need --miimon"),
      ("bond add x0 --mode 802.3ad --arp-interval 100", "has no --arp-interval"),
      ("bond add x0 --lacp-rate fast", "needs --mode 802.3ad"),
      ("bond add x0 --primary p0", "--mode balance-rr has no --primary"),
      ("bond add x0 --arp-target 0.0.0.0", "nobody's address"),
      ("bond add x0 --arp-target 10.0.0.1 --arp-target 10.0.0.1", "given twice"),
    ])
  func usage(command: String, text: String) throws {
    let sandbox = try Sandbox()
    try sandbox.run("ip link add p0 type veth peer name p1")
    let before = try sandbox.state()
    let outcome = try sandbox.attempt("cnet \(command)")
    #expect(outcome.status == 64)
    #expect(outcome.errors.hasPrefix("cnet: "))
    #expect(outcome.errors.contains(text))
    #expect(outcome.errors.split(separator: "\n").count == 1)
    #expect(try sandbox.state() == before)
  }
}
