/// Small networks that work, as shell commands for a sandbox.
enum Topology {
  /// `v0` here and `eth0` in blue.
  static let pair = """
    ip netns add blue; ip link add v0 type veth peer name eth0 netns blue
    ip link set v0 up; ip -n blue link set eth0 up
    ip addr add 10.9.0.1/24 dev v0; ip -n blue addr add 10.9.0.2/24 dev eth0
    """

  /// Blue and red on `br0`, which has an address.
  static let bridge = """
    ip netns add blue; ip netns add red
    ip link add br0 type bridge; ip link set br0 up; ip addr add 10.9.0.1/24 dev br0
    sysctl -qw net.bridge.bridge-nf-call-iptables=0 2>/dev/null || true
    ip link add v0 type veth peer name eth0 netns blue
    ip link add v1 type veth peer name eth0 netns red
    ip link set v0 master br0 up; ip link set v1 master br0 up
    ip -n blue link set eth0 up; ip -n red link set eth0 up
    ip -n blue addr add 10.9.0.2/24 dev eth0; ip -n red addr add 10.9.0.3/24 dev eth0
    """

  /// Blue and red in networks of their own, with a router here.
  static let routed = """
    ip netns add blue; ip netns add red; sysctl -qw net.ipv4.ip_forward=1
    ip link add v0 type veth peer name eth0 netns blue
    ip link add v1 type veth peer name eth0 netns red
    ip link set v0 up; ip link set v1 up; ip -n blue link set eth0 up; ip -n red link set eth0 up
    ip addr add 10.9.0.1/24 dev v0; ip addr add 10.7.0.1/24 dev v1
    ip -n blue addr add 10.9.0.2/24 dev eth0; ip -n red addr add 10.7.0.2/24 dev eth0
    ip -n blue route add default via 10.9.0.1; ip -n red route add default via 10.7.0.1
    """

  /// The same with IPv6 alone.
  static let routed6 = """
    ip netns add blue; ip netns add red; sysctl -qw net.ipv6.conf.all.forwarding=1
    ip link add v0 type veth peer name eth0 netns blue
    ip link add v1 type veth peer name eth0 netns red
    ip link set v0 up; ip link set v1 up; ip -n blue link set eth0 up; ip -n red link set eth0 up
    ip addr add fd09::1/64 dev v0 nodad; ip addr add fd07::1/64 dev v1 nodad
    ip -n blue addr add fd09::2/64 dev eth0 nodad; ip -n red addr add fd07::2/64 dev eth0 nodad
    ip -n blue route add default via fd09::1; ip -n red route add default via fd07::1
    """

  /// From blue through r1 and r2 to red.
  static let routers = """
    for n in blue r1 r2 red; do ip netns add $n; done
    ip link add e0 netns blue type veth peer name n0 netns r1
    ip link add n1 netns r1 type veth peer name n2 netns r2
    ip link add n3 netns r2 type veth peer name e0 netns red
    while read -r n l a; do ip -n $n link set $l up; ip -n $n addr add $a/24 dev $l; done <<X
    blue e0 10.1.0.2
    r1 n0 10.1.0.1
    r1 n1 10.2.0.1
    r2 n2 10.2.0.2
    r2 n3 10.3.0.1
    red e0 10.3.0.2
    X
    for n in r1 r2; do ip netns exec $n sysctl -qw net.ipv4.ip_forward=1; done
    ip -n blue route add default via 10.1.0.1; ip -n red route add default via 10.3.0.1
    ip -n r1 route add 10.3.0.0/24 via 10.2.0.2; ip -n r2 route add 10.1.0.0/24 via 10.2.0.1
    """

  /// `m0` in blue and `m1` in red on `p0`, whose cable ends in lan, without addresses but there.
  static func macvlans(mode: String = "bridge") -> String {
    """
    ip netns add blue; ip netns add red; ip netns add lan
    ip link add p0 type veth peer name p1 netns lan; ip link set p0 up; ip -n lan link set p1 up
    ip link add link p0 name m0 netns blue type macvlan mode \(mode); ip -n blue link set m0 up
    ip link add link p0 name m1 netns red type macvlan mode \(mode); ip -n red link set m1 up
    ip -n lan addr add 10.9.0.9/24 dev p1
    """
  }
}
