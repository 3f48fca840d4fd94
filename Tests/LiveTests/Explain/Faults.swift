import TestSupport
import Testing

/// A fault made on purpose, and what is to be said of it.
struct Fault: CustomTestStringConvertible {
  /// What is wrong.
  var testDescription: String
  /// The codes of the errors and warnings that it is named with, in their order.
  var codes: [String]
  /// A packet that does not arrive as long as it is there: arguments of ping, after the namespace
  /// that it is sent from. Empty where packets arrive by luck.
  var ping: String
  /// How `cnet explain` is asked.
  var question: String
  /// Shell commands that make it.
  var script: String

  private init(
    _ description: String, _ codes: [String], ping: String = "", _ question: String,
    _ script: String
  ) {
    testDescription = description
    self.codes = codes
    self.ping = ping
    self.question = question
    self.script = script
  }

  /// Whether the kernel has the hook through which a firewall sees what is bridged.
  static let seesBridged = (try? Sandbox().attempt("ls /proc/sys/net/bridge").status == 0) ?? false

  static let all: [Fault] = [
    Fault(
      "A link of a pair in one namespace is down", ["link-down"], "v0",
      """
      ip link add v0 type veth peer name v1; ip link set v0 up
      ip addr add 10.9.0.1/24 dev v0
      """),
    Fault(
      "A link with an address is down", ["link-down"], ping: "10.9.0.2", "--to 10.9.0.2",
      """
      \(Topology.pair)
      ip -n blue link set eth0 down; ip link set v0 down
      """),
    Fault(
      "The peer in another namespace is down", ["peer-down"], ping: "10.9.0.2", "v0",
      """
      \(Topology.pair)
      ip -n blue link set eth0 down
      """),
    Fault(
      "The parent is down", ["peer-down", "parent-down"], ping: "blue 10.9.0.2", "-n blue m0",
      """
      \(Topology.macvlans())
      ip -n blue addr add 10.9.0.3/24 dev m0; ip -n red addr add 10.9.0.2/24 dev m1
      ip link set p0 down
      """),
    Fault(
      "Held without a carrier", ["no-carrier"], ping: "blue 10.9.0.2", "--from blue --to 10.9.0.2",
      """
      \(Topology.macvlans())
      ip -n blue addr add 10.9.0.3/24 dev m0; ip -n red addr add 10.9.0.2/24 dev m1
      ip -n blue link set m0 protodown on
      until ip -n blue -o link show dev m0 | grep -q 'NO-CARRIER.*state'; do sleep 0.05; done
      until ! ip netns exec blue ping -c1 -W1 10.9.0.2 >/dev/null; do sleep 0.05; done
      """),
    Fault(
      "The default route's link has no carrier", ["peer-down", "default-route-down"],
      ping: "10.99.0.1", "--to 10.99.0.1",
      """
      \(Topology.pair)
      ip -n blue addr add 10.99.0.1/32 dev lo; ip -n blue link set lo up
      ip route add default via 10.9.0.2
      ip -n blue link set eth0 down
      """),
    Fault(
      "The address is on a bridge's port", ["port-address"], ping: "blue 10.9.0.1",
      "--from blue --to 10.9.0.1",
      """
      \(Topology.bridge)
      ip addr del 10.9.0.1/24 dev br0; ip addr add 10.9.0.1/24 dev v0
      """),
    Fault(
      "A bridge is down", ["link-down"], ping: "blue 10.9.0.3", "--from blue --to 10.9.0.3",
      """
      \(Topology.bridge)
      ip addr flush dev br0; ip link set br0 down
      """),
    Fault(
      "A port is disabled", ["port-blocked"], ping: "blue 10.9.0.3", "--from blue --to 10.9.0.3",
      """
      \(Topology.bridge)
      bridge link set dev v1 state 0
      """),
    Fault(
      "Two ports are isolated", ["port-isolated"], ping: "blue 10.9.0.3",
      "--from blue --to 10.9.0.3",
      """
      \(Topology.bridge)
      bridge link set dev v0 isolated on; bridge link set dev v1 isolated on
      """),
    Fault(
      "A passthru macvlan takes all that comes to its parent", ["passthru-taken"],
      ping: "lan 10.9.0.1", "p0",
      """
      ip netns add lan; ip netns add blue
      ip link add p0 type veth peer name p1 netns lan; ip link set p0 up
      ip -n lan link set p1 up
      ip addr add 10.9.0.1/24 dev p0; ip -n lan addr add 10.9.0.9/24 dev p1
      ip link add link p0 name m0 netns blue type macvlan mode passthru
      ip -n blue link set m0 up
      ip -n blue addr add 10.9.0.3/24 dev m0
      """),
    Fault(
      "Siblings in mode private", ["macvlan-mode"], ping: "blue 10.9.0.2",
      "--from blue --to 10.9.0.2",
      """
      \(Topology.macvlans(mode: "private"))
      ip -n blue addr add 10.9.0.3/24 dev m0; ip -n red addr add 10.9.0.2/24 dev m1
      """),
    Fault(
      "Siblings in mode vepa", ["macvlan-mode"], ping: "blue 10.9.0.2", "p0",
      """
      \(Topology.macvlans(mode: "vepa"))
      ip -n blue addr add 10.9.0.3/24 dev m0; ip -n red addr add 10.9.0.2/24 dev m1
      """),
    Fault(
      "The host cannot reach its macvlan", ["macvlan-host"], ping: "10.9.0.3", "--to 10.9.0.3",
      """
      \(Topology.macvlans())
      ip -n blue addr add 10.9.0.3/24 dev m0; ip addr add 10.9.0.1/24 dev p0
      """),
    Fault(
      "Nor by IPv6", ["macvlan-host"], ping: "fd09::3", "--to fd09::3",
      """
      \(Topology.macvlans())
      ip -n blue addr add fd09::3/64 dev m0 nodad; ip addr add fd09::1/64 dev p0 nodad
      """),
    Fault(
      "The ends of a pair have different MTUs", ["mtu-mismatch"], ping: "10.9.0.2 -s 1400", "v0",
      """
      \(Topology.pair)
      ip -n blue link set eth0 mtu 1300
      """),
    Fault(
      "A pair behind a bridge is narrower", ["mtu-mismatch"], ping: "blue 10.9.0.3 -s 1400",
      "--from blue --to 10.9.0.3",
      """
      \(Topology.bridge)
      ip link set v1 mtu 1300; ip -n red link set eth0 mtu 1300; ip link set br0 mtu 1500
      """),
    Fault(
      "Two have one MAC", ["duplicate-mac"], ping: "blue 10.9.0.3", "blue",
      """
      \(Topology.bridge)
      ip -n blue link set eth0 address 02:00:00:00:09:09
      ip -n red link set eth0 address 02:00:00:00:09:09
      """),
    Fault(
      "Two have one address", ["duplicate-address"], "br0",
      """
      \(Topology.bridge)
      ip -n red addr flush dev eth0; ip -n red addr add 10.9.0.2/24 dev eth0
      """),
    Fault(
      "Duplicate address detection failed", ["ipv6-dad-failed"], "-n red eth0",
      """
      \(Topology.bridge)
      ip netns exec red sysctl -qw net.ipv6.conf.all.accept_dad=1 net.ipv6.conf.eth0.accept_dad=1
      ip -n blue addr add fd09::2/64 dev eth0 nodad; ip -n red addr add fd09::2/64 dev eth0
      until ip -n red addr show dev eth0 dadfailed | grep -q fd09; do sleep 0.05; done
      """),
    Fault(
      "Duplicate address detection does not end", ["ipv6-tentative"], ping: "fd09::2",
      "-n blue eth0",
      """
      \(Topology.pair)
      ip netns exec blue sysctl -qw net.ipv6.conf.all.accept_dad=1 net.ipv6.conf.eth0.accept_dad=1
      ip netns exec blue sysctl -qw net.ipv6.conf.eth0.dad_transmits=60
      ip addr add fd09::1/64 dev v0 nodad; ip -n blue addr add fd09::2/64 dev eth0
      """),
    Fault(
      "Duplicate address detection does not end, on the way of a packet", ["ipv6-tentative"],
      ping: "fd09::2", "--to fd09::2",
      """
      \(Topology.pair)
      ip netns exec blue sysctl -qw net.ipv6.conf.all.accept_dad=1 net.ipv6.conf.eth0.accept_dad=1
      ip netns exec blue sysctl -qw net.ipv6.conf.eth0.dad_transmits=60
      ip addr add fd09::1/64 dev v0 nodad; ip -n blue addr add fd09::2/64 dev eth0
      """),
    Fault(
      "Only an address of its own making", ["link-local-only"], ping: "blue 10.9.0.1",
      "-n blue eth0",
      """
      \(Topology.pair)
      ip -n blue addr flush dev eth0; ip -n blue addr add 169.254.7.7/16 dev eth0
      """),
    Fault(
      "No address", ["no-address"], ping: "blue 10.9.0.1", "-n blue eth0",
      """
      \(Topology.pair)
      ip -n blue addr flush dev eth0
      """),
    Fault(
      "A prefix that is too long", ["wrong-prefix"], ping: "10.9.0.200", "blue",
      """
      \(Topology.pair)
      ip -n blue addr flush dev eth0; ip -n blue addr add 10.9.0.200/25 dev eth0
      """),
    Fault(
      "The ends are in different networks", ["wrong-prefix"], ping: "blue 10.9.0.1", "blue",
      """
      \(Topology.pair)
      ip -n blue addr flush dev eth0; ip -n blue addr add 10.8.0.2/24 dev eth0
      """),
    Fault(
      "A prefix that is too long, on the way of the answer", ["wrong-prefix"], ping: "10.9.0.200",
      "--to 10.9.0.200",
      """
      \(Topology.pair)
      ip -n blue addr flush dev eth0; ip -n blue addr add 10.9.0.200/25 dev eth0
      """),
    Fault(
      "A prefix that is too long, on the way of the packet", ["wrong-prefix"],
      ping: "blue 10.9.0.1", "--from blue --to 10.9.0.1",
      """
      \(Topology.pair)
      ip -n blue addr flush dev eth0; ip -n blue addr add 10.9.0.200/25 dev eth0
      """),
    Fault(
      "A blackhole", ["reject-route"], ping: "blue 10.7.0.2", "--from blue --to 10.7.0.2",
      """
      \(Topology.routed)
      ip -n blue route add blackhole 10.7.0.0/24
      """),
    Fault(
      "An unreachable route in the way of what is forwarded", ["reject-route"],
      ping: "blue 10.7.0.2", "--from blue --to 10.7.0.2",
      """
      \(Topology.routed)
      ip route add unreachable 10.7.0.2/32 metric 7
      """),
    Fault(
      "A prohibiting route of IPv6, in a table of its own", ["reject-route"], ping: "fd09::2",
      "--to fd09::2",
      """
      \(Topology.pair)
      ip addr add fd09::1/64 dev v0 nodad; ip -n blue addr add fd09::2/64 dev eth0 nodad
      ip -6 rule add pref 50 to fd09::/64 lookup 77; ip -6 route add prohibit fd09::2 table 77
      """),
    Fault(
      "A rule that prohibits", ["policy-rule"], ping: "10.9.0.2", "--to 10.9.0.2",
      """
      \(Topology.pair)
      ip rule add pref 100 to 10.9.0.2 prohibit
      """),
    Fault(
      "A rule that rejects what a router forwards from one source", ["policy-rule"],
      ping: "blue 10.7.0.2", "--from blue --to 10.7.0.2",
      """
      \(Topology.routed)
      ip rule add pref 100 from 10.9.0.0/24 iif v0 unreachable
      """),
    Fault(
      "A rule that sends packets another way", ["policy-rule"], ping: "blue 10.7.0.2",
      "--from blue --to 10.7.0.2",
      """
      \(Topology.routed)
      ip netns add off; ip link add w0 type veth peer name eth0 netns off; ip link set w0 up
      ip -n off link set eth0 up; ip addr add 10.6.0.1/24 dev w0
      ip -n off addr add 10.6.0.2/24 dev eth0
      ip rule add pref 100 from 10.9.0.2 lookup 77; ip route add default via 10.6.0.2 table 77
      """),
    Fault(
      "A rule that sends only the answer another way", ["policy-rule"], ping: "blue 10.7.0.2",
      "--from blue --to 10.7.0.2",
      """
      \(Topology.routed)
      ip netns add off; ip link add w0 netns red type veth peer name eth0 netns off
      ip -n red link set w0 up; ip -n off link set eth0 up
      ip -n red addr add 10.6.0.1/24 dev w0; ip -n off addr add 10.6.0.2/24 dev eth0
      ip -n red rule add pref 100 from 10.7.0.2 lookup 77
      ip -n red route add default via 10.6.0.2 table 77
      """),
    Fault(
      "A shim leads to a macvlan that was made anew", ["neighbor-stale"], ping: "10.9.0.3",
      "--to 10.9.0.3",
      """
      \(Topology.macvlans())
      ip -n blue addr add 10.9.0.3/24 dev m0; ip addr add 10.9.0.1/24 dev p0
      cnet macvlan shim p0 10.9.0.3; ip -n blue link del m0
      ip link add link p0 name m0 netns blue type macvlan mode bridge
      ip -n blue link set m0 up; ip -n blue addr add 10.9.0.3/24 dev m0
      """),
    Fault(
      "An entry of somebody's that stays leads to a MAC of yore", ["neighbor-stale"],
      ping: "blue 10.9.0.1", "",
      """
      \(Topology.pair)
      ip -n blue neigh replace 10.9.0.1 lladdr 02:00:00:00:00:77 dev eth0 nud permanent
      """),
    Fault(
      "No route", ["no-route"], ping: "blue 10.7.0.2", "--from blue --to 10.7.0.2",
      """
      \(Topology.routed)
      ip -n blue route del default
      """),
    Fault(
      "No route back", ["no-route"], ping: "blue 10.7.0.2", "--from blue --to 10.7.0.2",
      """
      \(Topology.routed)
      ip -n red route del default
      """),
    Fault(
      "The router does not forward", ["forwarding-off"], ping: "blue 10.7.0.2",
      "--from blue --to 10.7.0.2",
      """
      \(Topology.routed)
      sysctl -qw net.ipv4.ip_forward=0
      """),
    Fault(
      "The router forwards, but not what comes in there", ["forwarding-off"], ping: "blue 10.7.0.2",
      "--from blue --to 10.7.0.2",
      """
      \(Topology.routed)
      sysctl -qw net.ipv4.conf.v0.forwarding=0
      """),
    Fault(
      "Nobody asks for a way, and it would not be there", ["forwarding-off"], ping: "blue 10.7.0.2",
      "",
      """
      \(Topology.routed)
      sysctl -qw net.ipv4.ip_forward=0
      """),
    Fault(
      "The way back is another", ["rp-filter"], ping: "blue 10.7.0.2", "--from blue --to 10.7.0.2",
      """
      \(Topology.routed)
      ip link add w0 type veth peer name w1 netns blue; ip link set w0 up
      ip -n blue link set w1 up
      ip addr add 10.6.0.1/24 dev w0; ip -n blue addr add 10.6.0.2/24 dev w1
      ip -n blue addr add 10.5.0.2/32 dev eth0
      ip -n blue route replace default via 10.9.0.1 src 10.5.0.2
      ip route add 10.5.0.2/32 via 10.6.0.2
      sysctl -qw net.ipv4.conf.all.rp_filter=1; sysctl -qw net.ipv4.conf.v0.rp_filter=1
      ip netns exec blue sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.eth0.rp_filter=0
      ip netns exec blue sysctl -qw net.ipv4.conf.w1.rp_filter=0
      """),
    Fault(
      "ARP goes unanswered", ["arp-ignore"], ping: "10.9.0.2", "--to 10.9.0.2",
      """
      \(Topology.pair)
      ip netns exec blue sysctl -qw net.ipv4.conf.all.arp_ignore=8
      """),
    Fault(
      "Nobody answers for what is beyond", ["proxy-arp-off"], ping: "blue 10.7.0.2",
      "--from blue --to 10.7.0.2",
      """
      \(Topology.routed)
      ip -n blue route del default; ip -n blue addr flush dev eth0
      ip -n blue addr add 10.9.0.2/8 dev eth0
      """),
    Fault(
      "Nobody is the gateway", ["next-hop-missing"], ping: "blue 10.7.0.2",
      "--from blue --to 10.7.0.2",
      """
      \(Topology.routed)
      ip -n blue route replace default via 10.9.0.77
      """),
    Fault(
      "The firewall sees what is bridged", ["bridge-netfilter"], ping: "blue 10.9.0.3",
      "--from blue --to 10.9.0.3",
      """
      \(Topology.bridge)
      sysctl -qw net.bridge.bridge-nf-call-iptables=1
      nft add table ip filter
      nft 'add chain ip filter FORWARD { type filter hook forward priority 0; policy drop; }'
      """),
    Fault(
      "A firewall of the bridge's own passes nothing", ["forward-policy"], ping: "blue 10.9.0.3",
      "--from blue --to 10.9.0.3",
      """
      \(Topology.bridge)
      nft add table bridge filter
      nft 'add chain bridge filter forward { type filter hook forward priority 0; policy drop; }'
      """),
    Fault(
      "The firewall of the one who is asked takes nothing in", ["local-policy"],
      ping: "blue 10.7.0.2", "--from blue --to 10.7.0.2",
      """
      \(Topology.routed)
      ip netns exec red nft add table inet filter
      ip netns exec red nft \
        'add chain inet filter in { type filter hook input priority 0; policy drop; }'
      """),
    Fault(
      "A namespace's firewall lets nothing out, and nobody asks for a way", ["local-policy"],
      ping: "blue 10.9.0.3", "blue",
      """
      \(Topology.bridge)
      ip netns exec blue nft add table ip filter
      ip netns exec blue nft \
        'add chain ip filter out { type filter hook output priority 0; policy drop; }'
      """),
    Fault(
      "IPv6 is not forwarded, and nobody asks for a way", ["forwarding-off"],
      ping: "blue fd07::2", "blue",
      """
      \(Topology.routed6)
      sysctl -qw net.ipv6.conf.all.forwarding=0
      """),
    Fault(
      "IPv6 is not forwarded", ["forwarding-off"], ping: "blue fd07::2",
      "--from blue --to fd07::2",
      """
      \(Topology.routed6)
      sysctl -qw net.ipv6.conf.all.forwarding=0
      """),
    Fault(
      "No way back after three hops", ["no-route"], ping: "blue 10.3.0.2",
      "--from blue --to 10.3.0.2",
      """
      \(Topology.routers)
      ip -n r2 route del 10.1.0.0/24
      """),
    Fault(
      "IPv6 is off", ["no-address"], "blue",
      """
      ip netns add blue; ip link add v0 type veth peer name eth0 netns blue
      ip link set v0 up; ip -n blue link set eth0 up; ip addr add fd09::1/64 dev v0 nodad
      ip netns exec blue sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1
      """),
    Fault(
      "The bridge that a namespace is on is down", ["link-down"], ping: "blue 10.9.0.3", "blue",
      """
      \(Topology.bridge)
      ip addr flush dev br0; ip link set br0 down
      """),
    Fault(
      "The firewall of the one who asks lets nothing out", ["local-policy"],
      ping: "blue 10.7.0.2", "--from blue --to 10.7.0.2",
      """
      \(Topology.routed)
      ip netns exec blue nft add table ip filter
      ip netns exec blue nft \
        'add chain ip filter out { type filter hook output priority 0; policy drop; }'
      """),
    Fault(
      "The firewall forwards nothing", ["forward-policy"], ping: "blue 10.7.0.2",
      "--from blue --to 10.7.0.2",
      """
      \(Topology.routed)
      nft add table inet filter
      nft 'add chain inet filter forward { type filter hook forward priority 0; policy drop; }'
      """),
  ]
}
