import Foundation
import TestSupport
import Testing

/// `cnet link list --json` beside `ip -j -d link`.
@Suite(.makesNamespaces) struct LinkParityTests {
  /// What `ip` prints and cnet leaves out, with the reason; cnet-link(1) lists the same.
  static let missing: [String: String] = [
    "xdp": "what is known of the program has to be asked of bpf(2)",
    "vfinfo_list": "SR-IOV functions are no business of containers' plumbing",
    "proto_down_reason": "the names of reasons are the administrator's",
    "event": "only notifications have it",
    "linkinfo/info_data": "kinds that cnet does not know, such as ipip",
    "linkinfo/info_data/user": "a tap's owner; a number to the kernel, a name to ip",
    "linkinfo/info_data/group": "the same",
    // What ip prints since versions after 6.1.
    "gso_ipv4_max_size": "ip 6.3", "gro_ipv4_max_size": "ip 6.3",
    "max_pacing_offload_horizon": "ip 6.13", "netns-immutable": "ip 6.16",
    "linkinfo/info_data/bclim": "ip 6.4", "linkinfo/info_data/localbypass": "ip 6.5",
    "linkinfo/info_data/mc_route": "ip 6.16", "linkinfo/info_data/reserved_bits": "ip 6.15",
    "linkinfo/info_data/label_policy": "ip 6.7", "linkinfo/info_data/fdb_n_learned": "ip 6.8",
    "linkinfo/info_data/fdb_max_learned": "ip 6.8", "linkinfo/info_data/mst_enabled": "ip 6.11",
    "linkinfo/info_data/mdb_offload_fail_notification": "ip 6.16",
    "linkinfo/info_data/fdb_local_vlan_0": "ip 6.18",
    "linkinfo/info_data/mcast_querier_ipv4_addr": "ip 6.16",
    "linkinfo/info_data/coupled_control": "ip 6.9",
    "linkinfo/info_data/broadcast_neighbor": "ip 6.18",
    "linkinfo/info_slave_data/mab": "ip 6.2",
    "linkinfo/info_slave_data/neigh_vlan_suppress": "ip 6.4",
    "linkinfo/info_slave_data/backup_nhid": "ip 6.6",
    "linkinfo/info_slave_data/actor_port_prio": "ip 6.18",
    "linkinfo/info_slave_data/churn_actor_state": "ip 7.1",
    "linkinfo/info_slave_data/churn_partner_state": "ip 7.1",
    "linkinfo/info_data/stp_mode": "ip 7.2",
    "linkinfo/info_slave_data/neigh_forward_grat": "ip 7.2",
  ]

  /// All kinds that kernels may have, with options; what this kernel lacks is left out.
  static let everything = #"""
    try() { "$@" 2>/dev/null || true; }
    ip netns add blue
    ip link set lo up
    ip link add v0 type veth peer name v1
    ip link add v2 type veth peer name eth0 netns blue
    ip link add v8 type veth peer name v9
    try ip link add d0 type dummy
    try ip link add i0 type ifb
    try ip link add m0 link v0 type macvlan mode bridge bcqueuelen 3000
    try ip link add m1 link v0 type macvlan mode source nodst
    try ip link set m1 type macvlan macaddr add 02:00:00:00:00:07
    try ip link set m1 type macvlan macaddr add 02:00:00:00:00:08
    try ip link add m2 link v2 type macvlan mode passthru nopromisc
    try ip link add t0 link v0 type macvtap mode vepa
    try ip link add m4 link v0 netns blue type macvlan mode private
    try ip link add l0 link v1 name l0 type vlan id 5 gvrp on ingress-qos-map 1:2 egress-qos-map 3:4
    try ip link add l1 link v1 name l1 type vlan protocol 802.1ad id 6 reorder_hdr off
    try ip link add p0 link v9 type ipvlan mode l2 vepa
    try ip link add p1 link v9 type ipvlan mode l3s
    try ip link add br0 type bridge
    for o in "stp_state 1" "vlan_filtering 1" "vlan_protocol 802.1ad" "group_fwd_mask 0x4008" \
      "mcast_querier 1" "mcast_stats_enabled 1" "ageing_time 1000" "priority 4096" \
      "vlan_default_pvid 7" "vlan_stats_enabled 1" "no_linklocal_learn 1" "mcast_igmp_version 3" \
      "group_address 01:80:c2:00:00:05" "nf_call_iptables 1" "mcast_vlan_snooping 1"; do
      try ip link set br0 type bridge $o
    done
    try ip link set v1 master br0
    try ip link set v8 master br0
    for o in "hairpin on" "guard on" "cost 7" "priority 3" "mcast_router 2" "isolated on" \
      "group_fwd_mask 0x4018" "locked on" "neigh_suppress on" "mcast_to_unicast on" "flood off" \
      "learning off" "fastleave on" "backup_port v8" "proxy_arp on"; do
      try ip link set v1 type bridge_slave $o
    done
    try ip link add x1 type vxlan id 4 dstport 4789 remote 10.0.0.9 local 10.0.0.1 dev v0 ttl 5 \
      tos 0x10 ageing 20 maxaddress 30 udpcsum srcport 4000 5000 proxy rsc l2miss l3miss
    try ip link add x2 type vxlan id 5 dstport 4789 group 239.1.1.1 dev v0 ttl inherit \
      tos inherit df set nolearning gbp
    try ip link add x3 type vxlan id 6 dstport 4790 remote fd00::9 local fd00::1 flowlabel 0x123 \
      udp6zerocsumtx udp6zerocsumrx df inherit noudpcsum
    try ip link add x4 type vxlan dstport 4791 dev v0 external vnifilter
    try ip link add x5 type vxlan external dstport 4793 gpe
    try ip link add x6 type vxlan id 9 dstport 4794 remcsumtx remcsumrx group ff05::1 dev v0
    try ip link add vrf0 type vrf table 10
    try ip link add nlmon0 type nlmon
    try ip link add wg0 type wireguard
    try ip link add gn1 type geneve id 4 remote 10.0.0.9 ttl 5 tos 0x10 df set udpcsum
    try ip link add gn2 type geneve id 5 remote fd00::9 ttl inherit tos inherit flowlabel 0x123 \
      df inherit udp6zerocsumtx udp6zerocsumrx
    try ip link add gn3 type geneve external dstport 6083
    try ip link add gn4 type geneve id 6 remote 10.0.0.9 innerprotoinherit
    try ip link add bo0 type bond mode active-backup miimon 100 updelay 200 primary_reselect better
    try ip link add bo1 type bond mode balance-xor arp_interval 500 arp_validate active \
      arp_all_targets all arp_ip_target 10.0.0.8,10.0.0.9 xmit_hash_policy vlan+srcmac
    try ip link add bo2 type bond mode 802.3ad lacp_rate fast ad_select count ad_user_port_key 7 \
      ad_actor_system 02:00:00:00:00:09
    try ip link add bo3 type bond mode active-backup arp_interval 500 ns_ip6_target fd00::8,fd00::9
    ip link add bp0 type veth peer name bp1
    try ip link set bp0 master bo0
    try ip link set bo0 type bond active_slave bp0 primary bp0
    try ip link set bp0 type bond_slave queue_id 7
    try ip link set bp1 master bo2
    ip link add vp0 type veth peer name vp1
    try ip link set vp0 master vrf0
    try ip link add ipip0 type ipip remote 10.0.0.1 local 10.0.0.2
    try ip link add g6 type ip6gre remote fd00::1 local fd00::2
    try ip tuntap add t1 mode tap user 0 group 0
    try ip tuntap add t2 mode tun multi_queue pi vnet_hdr
    for n in v0 m0 v1 br0 t1 t2 x1; do try ip link set $n up; done
    ip link set v9 promisc on allmulticast on arp off mtu 1300 txqueuelen 0 up
    ip link set v8 addrgenmode none
    ip link set v9 addrgenmode random group 77
    ip link set v0 alias 'a "quoted" \ text'
    ip link property add dev v0 altname a-long-alternative-name altname b
    try ip link set v8 mode dormant
    """#

  /// One difference a line.
  struct Comparison {
    var differences: [String] = []
    var missing: Set<String> = []

    init(_ ours: String, _ theirs: String) throws {
      let ours = try Self.objects(ours)
      let theirs = try Self.objects(theirs)
      let names = { (list: [[String: Any]]) in list.map { "\($0["ifname"] ?? "")" } }
      if names(ours) != names(theirs) {
        differences.append("links: \(names(ours)) and \(names(theirs))")
      }
      for (our, their) in zip(ours, theirs) { compare(our, their, "", "\(our["ifname"] ?? "")") }
    }

    private static func objects(_ text: String) throws -> [[String: Any]] {
      let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
      return try #require(value as? [[String: Any]])
    }

    private mutating func compare(
      _ ours: [String: Any], _ theirs: [String: Any], _ path: String, _ link: String
    ) {
      for (key, our) in ours {
        guard let their = theirs[key] else {
          differences.append("\(link): \(path)\(key) is ours alone")
          continue
        }
        if let our = our as? [String: Any], let their = their as? [String: Any] {
          compare(our, their, "\(path)\(key)/", link)
        } else if key.hasSuffix("_timer"), let our = our as? Double, let their = their as? Double {
          // These run, and the garbage collector's begins again every ten seconds.
          if key != "gc_timer", abs(our - their) > 2 {
            differences.append("\(link): \(key) \(our) and \(their)")
          }
        } else if Self.text(our) != Self.text(their) {
          differences.append("\(link): \(path)\(key) is \(Self.text(our)) and \(Self.text(their))")
        }
      }
      missing.formUnion(theirs.keys.filter { ours[$0] == nil }.map { path + $0 })
    }

    /// As JSON, so that `1`, `"1"` and `true` stay different.
    private static func text(_ value: Any) -> String {
      let data = try? JSONSerialization.data(
        withJSONObject: value, options: [.fragmentsAllowed, .sortedKeys])
      return data.map { String(decoding: $0, as: UTF8.self) } ?? "\(value)"
    }
  }

  @Test func everyKeyHasTheValueThatIPGives() throws {
    let sandbox = try Sandbox()
    try sandbox.run(Self.everything)
    for prefix in ["", "ip netns exec blue "] {
      let ours = try sandbox.run("\(prefix)cnet link list --json")
      let theirs = try sandbox.run("\(prefix)ip -json -details link show")
      let comparison = try Comparison(ours, theirs)
      #expect(comparison.differences == [])
      #expect(comparison.missing.subtracting(Self.missing.keys) == [])
      if prefix.isEmpty {
        #expect(ours.contains("\"v9\""))
        // A tap, where this user may make one, shows that what is missing is noticed.
        #expect(
          comparison.missing.contains("linkinfo/info_data/user") == theirs.contains("\"t1\""))
      }
    }
  }

  @Test func oneLinkIsAnArrayToo() throws {
    let sandbox = try Sandbox()
    try sandbox.run(Self.everything)
    for name in ["lo", "v0", "v2", "br0", "a-long-alternative-name"] {
      let comparison = try Comparison(
        sandbox.run("cnet link show \(name) --json"),
        sandbox.run("ip -json -details link show dev \(name)"))
      #expect(comparison.differences == [])
      #expect(comparison.missing.subtracting(Self.missing.keys) == [])
    }
  }

  @Test(arguments: ["type macvlan", "type veth", "master br0", "type bridge"])
  func filtersAsIPDoes(_ filter: String) throws {
    let sandbox = try Sandbox()
    try sandbox.run(Self.everything)
    let ours = filter.replacing("type ", with: "--kind ").replacing("master ", with: "--master ")
    let comparison = try Comparison(
      sandbox.run("cnet link list \(ours) --json"),
      sandbox.run("ip -json -details link show \(filter)"))
    #expect(comparison.differences == [])
  }

  @Test func aKindThatTheKernelLacksHasNoLinks() throws {
    let sandbox = try Sandbox()
    #expect(try sandbox.run("cnet link list --kind nonsense --json") == "[]\n")
    #expect(try sandbox.run("cnet link list --kind nonsense") == "")
  }

  @Test func controlCharactersDoNotReachTheTerminal() throws {
    let sandbox = try Sandbox()
    let alias = "red \u{1B}[31m bell \u{7} csi \u{9B}31m tab\t quote\" back\\slash é"
    try sandbox.run("ip link add v0 type veth peer name v1")
    try sandbox.run("ip link set v0 alias \"$(printf 'x\\377y')\"; ip link set v1 alias '\(alias)'")
    for command in ["link list --json", "link show v1 --json", "link show v1", "link list"] {
      let output = try sandbox.run("cnet \(command)")
      for scalar in output.unicodeScalars where scalar != "\n" {
        #expect(scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value), "\(command)")
      }
    }
    let v1 = try JSON(parsing: sandbox.run("cnet link show v1 --json"))[0]
    #expect(v1["ifalias"].string == alias)
    // Not UTF-8, which JSON has to be.
    let v0 = try JSON(parsing: sandbox.run("cnet link show v0 --json"))[0]
    #expect(v0["ifalias"].string == "x\u{FFFD}y")
    // A name may hold such bytes too, and is no reason to say nothing of the others.
    try sandbox.run("ip link set v0 name \"$(printf 'n\\377')\"")
    #expect(try sandbox.run("cnet link list").contains("n\u{FFFD}"))
    #expect(try sandbox.run("cnet link list --json").contains("\"n\u{FFFD}\""))
  }

  @Test(.enabled(if: Kernel.isRoot, "needs root, to become somebody else"))
  func listingNeedsNoPrivilege() throws {
    let sandbox = try Sandbox()
    let output = try sandbox.run(
      """
      cp "$(command -v cnet)" /run/cnet
      setpriv --reuid=65534 --regid=65534 --clear-groups /run/cnet link list
      """)
    #expect(output.contains("lo"))
  }

  @Test func theTableNamesParentsAndPeers() throws {
    let sandbox = try Sandbox()
    try sandbox.run(
      """
      ip netns add blue; ip link add v0 type veth peer name v1; ip link add br0 type bridge
      ip link set v1 master br0; ip link add far type veth peer name eth0 netns blue
      """)
    let rows = try sandbox.run("cnet link list").split(separator: "\n").map {
      $0.split(separator: " ").map(String.init)
    }
    #expect(
      rows.first == ["INDEX", "NAME", "KIND", "STATE", "MTU", "MAC", "LINK", "MASTER", "NSID"])
    let v1 = try #require(rows.first { $0.contains("v1") && $0.contains("br0") })
    #expect(v1[2...4] == ["veth", "down", "1500"])
    #expect(v1.suffix(2) == ["v0", "br0"])
    let far = try #require(rows.first { $0.count > 1 && $0[1] == "far" })
    #expect(far.last == "0")
    let block = try sandbox.run("cnet link show v0")
    #expect(block.contains("peer") && block.contains("68 to 65535"))
  }
}
