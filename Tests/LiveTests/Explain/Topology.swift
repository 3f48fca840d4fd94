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
