import Foundation
import RouteNetlink
import TestSupport
import Testing

@Suite("cnet decode", .makesNamespaces, .kernelHas(Veth.self))
struct DecodeTests {
  /// Commands of ip, each with messages of its own. What the kernel refuses is captured all the same.
  static let commands = [
    "link add v0 type veth peer name v1",
    "link add v2 mtu 1400 address 02:00:00:00:00:02 numtxqueues 2 type veth peer name v3 up",
    "link set lo up", "link set v0 up", "link set v1 up mtu 1300 txqueuelen 100",
    "link set v0 alias text group 7", "link set v0 address 02:00:00:00:00:01",
    "link set v3 addrgenmode none", "link property add dev v0 altname a-longer-name-than-that",
    "link show dev a-longer-name-than-that",
    "link property del dev v0 altname a-longer-name-than-that",
    "link add br0 type bridge stp_state 1 vlan_filtering 1 forward_delay 400",
    "link set v2 master br0", "link set v2 type bridge_slave cost 10 guard on priority 3",
    "link set br0 type bridge ageing_time 1000 mcast_snooping 0", "link set br0 up",
    "link add m0 link v0 type macvlan mode bridge bcqueuelen 100",
    "link add mt0 link v0 type macvtap mode vepa",
    "link add vx0 type vxlan id 7 dstport 4789 local 10.0.0.1 group 239.0.0.1 dev v0 ttl 4",
    "link add ifb0 type ifb", "link add link v0 iv0 type ipvlan mode l3",
    "link add link v0 vl0 type vlan id 10 reorder_hdr off egress-qos-map 1:2",
    "link add ge0 type geneve id 7 remote 10.0.0.7", "link add bo0 type bond mode 802.3ad",
    "link add v4 type veth peer name v5", "link set v4 master bo0",
    "link add vrf0 type vrf table 10", "link set v5 master vrf0", "link add du0 type dummy",
    "link add nl0 type nlmon",
    "link add wg0 type wireguard",
    "-d -s link show", "-d link show type vxlan", "-d link show master br0",
    "addr add 10.0.0.1/24 brd + dev v0 label v0:x", "addr add fd00::1/64 dev v0 nodad",
    "addr add 10.9.0.1 peer 10.9.0.2 dev v0 scope link metric 7",
    "addr add 10.0.1.1/24 dev v0 valid_lft 1000 preferred_lft 500", "addr show",
    "addr del 10.0.1.1/24 dev v0",
    "route add 10.1.0.0/16 via 10.0.0.5 metric 7 mtu 1300 advmss 1200 congctl cubic",
    "route add default nexthop via 10.0.0.5 weight 2 nexthop via 10.0.0.6 dev v0 onlink",
    "route add 10.2.0.0/16 via inet6 fd00::9 dev v0", "route add blackhole 10.3.0.0/16 table 500",
    "-6 route add fd01::/64 via fd00::5 pref high expires 100",
    "-6 route add fd02::/64 nexthop via fd00::5 nexthop via fd00::6 weight 4",
    "route show table all", "-6 route show table all", "route get 10.1.2.3 from 10.0.0.1",
    "route del 10.1.0.0/16", "neigh add 10.0.0.9 lladdr 02:00:00:00:00:09 dev v0",
    "neigh add proxy 10.0.0.10 dev v0",
    "neigh replace fd00::10 lladdr 02:00:00:00:00:10 dev v0 router",
    "rule add pref 50 from 10.0.0.0/8 to 10.1.0.0/16 iif v0 fwmark 1/3 lookup 77 suppress_prefixlength 0",
    "rule add pref 51 ipproto 6 sport 1-5 dport 80 uidrange 0-9 prohibit", "rule show",
    "rule del pref 50",
    "-s neigh show", "neigh del 10.0.0.9 dev v0", "netns set blue 7",
    "link set v3 netns blue", "netns list-id", "link del v0",
  ]

  @Test("Every attribute of what ip sends and gets in fifty commands has a name and a value")
  func everyAttribute() throws {
    #expect(Self.commands.count >= 40)
    let sandbox = try Sandbox()
    let strace = "strace -f -e trace=network -xx -e write=all -e read=all"
    let script =
      ["ip netns add blue"]
      + Self.commands.map { command in
        """
        echo '=== \(command)'
        \(strace) -o /run/trace ip \(command) >/dev/null 2>&1 || true
        cnet decode /run/trace 2>&1
        """
      }
    let outcome = try sandbox.attempt(script.joined(separator: "\n"))
    #expect(outcome.status == 0, "\(outcome.output.suffix(300))")
    var command = ""
    var requests: Set<String> = []
    var attributes = 0
    for line in outcome.output.split(separator: "\n") {
      if line.hasPrefix("=== ") {
        command = String(line.dropFirst(4))
        continue
      }
      #expect(line.hasPrefix("> ") || line.hasPrefix("< "), "\(command): \(line)")
      if line.hasPrefix("> "), !line.hasPrefix(">  ") { requests.insert(command) }
      attributes += 1
      // A number in place of a name; a message that is not known; what does not fit its form.
      let isUnknown =
        line.firstMatch(of: /^[<>] +[A-Z][A-Z0-9_]*_\d+( |$)/) != nil
        || line.contains("type ") && line.contains(" length ") || line.contains("malformed")
        || line.contains("(missing)") || line.contains("payload")
      #expect(!isUnknown, "\(command): \(line)")
    }
    #expect(requests == Set(Self.commands))
    #expect(attributes > 2000)
    for part in [
      "IFLA_BR_FORWARD_DELAY 400", "RTA_VIA fd00::9", "rtnl_link_stats64 rx_packets",
      "rtnexthop len 16 flags 0x4", "NDA_LLADDR 02:00:00:00:00:09", "NETNSA_NSID 7",
      "IFLA_IFALIAS \"text\"", "VXLAN_ID 7", "RTAX_CC_ALGO \"cubic\"",
    ] { #expect(outcome.output.contains(part), "\(part)") }
  }

  @Test("What --dry-run prints is what decode makes of the same bytes")
  func sameCode() throws {
    let sandbox = try Sandbox()
    let printed = try sandbox.run(
      "ip link add v0 type veth; cnet address add 10.0.0.1/24 --dev v0 --dry-run")
    let decoded = try sandbox.run(
      """
      strace -e trace=network -xx -e write=all -e read=all -o /run/trace \
        cnet address add 10.0.0.1/24 --dev v0
      cnet decode /run/trace | sed -n '/^> RTM_NEWADDR/,/^[<>] [A-Z]/s/^> //p'
      """)
    func body(_ text: String) -> [Substring] {
      text.split(separator: "\n").filter { $0.hasPrefix("  ") }
    }
    #expect(!body(printed).isEmpty)
    #expect(body(decoded) == body(printed))
  }

  @Test("Standard input, and what cannot be read")
  func input() throws {
    let sandbox = try Sandbox()
    let hex = "20000000 12000103 01000000 00000000 00000000 00000000 00000000 00000000"
    for command in ["cnet decode", "cnet decode -", "cat >/run/h; cnet decode /run/h"] {
      #expect(
        try sandbox.run("echo \(hex) | { \(command); }")
          == """
          RTM_GETLINK length 32 flags request|root|match seq 1
            ifinfomsg family 0 type 0 index 0 flags 0x0 change 0x0

          """)
    }
    for (script, error) in [
      ("cnet decode /nothing", "cnet: read /nothing: No such file or directory (ENOENT)\n"),
      (
        "echo xyz | cnet decode",
        "cnet: read the messages: line 1: \"x\" is no hexadecimal digit (EBADMSG)\n"
      ),
    ] {
      let outcome = try sandbox.attempt(script)
      #expect(outcome.status == 1)
      #expect(outcome.errors == error)
    }
  }

  @Test(
    "A pcap file that tcpdump records on an nlmon device",
    .enabled(if: Kernel.has(kind: "nlmon"), "the running kernel has no link kind nlmon"))
  func nlmon() throws {
    let output = try Sandbox().run(
      """
      ip link add nlmon0 type nlmon; ip link set nlmon0 up
      tcpdump -i nlmon0 -U -w /run/pcap 2>/run/said & pid=$!
      until grep -q listening /run/said; do sleep 0.05; done
      ip link add seen0 type veth peer name seen1
      until grep -q seen1 /run/pcap; do sleep 0.05; done
      kill $pid; wait $pid
      cnet decode /run/pcap
      """)
    for line in [
      "> RTM_NEWLINK length 92 flags request|ack|excl|create", "IFLA_IFNAME \"seen0\"",
      "< NLMSG_ERROR",
    ] {
      #expect(output.contains(line), "\(line): \(output)")
    }
  }
}
