import RouteNetlink
import TestSupport
import Testing

/// A command line that cannot be right, how it ends, and how the line on standard error begins.
private typealias Wrong = (line: String, status: Int32, problem: String)

@Suite("Wrong command lines", .makesNamespaces, .kernelHas(Macvlan.self))
struct WrongCommandLineTests {
  private static let lines: [Wrong] = [
    ("hook foo", 64, "hook: takes no argument: foo"),
    (
      "hook --set eth0 <<END\n{\"id\": \"a\", \"status\": \"created\", \"pid\": 1}\nEND", 64,
      "hook: --set eth0 is not written IFNAME.OPTION=VALUE"
    ),
    ("veth add '' eth0", 64, "veth add: <host> '': a name cannot be empty"),
    (
      "veth add sixteen-bytes-xx eth0", 64,
      "veth add: <host> 'sixteen-bytes-xx': a name has at most 15 bytes"
    ),
    ("veth add . eth0", 64, "veth add: <host> '.': '.' is not a name"),
    ("veth add .. eth0", 64, "veth add: <host> '..': '..' is not a name"),
    ("veth add a/b eth0", 64, "veth add: <host> 'a/b': a name holds no '/', ':' or white space"),
    ("veth add a:b eth0", 64, "veth add: <host> 'a:b': a name holds no '/', ':' or white space"),
    ("veth add 'a b' eth0", 64, "veth add: <host> 'a b': a name holds no '/', ':' or white space"),
    ("veth add web0 ''", 64, "veth add: <peer> '': a name cannot be empty"),
    (
      "veth add web0 sixteen-bytes-xx", 64,
      "veth add: <peer> 'sixteen-bytes-xx': a name has at most 15 bytes"
    ),
    ("veth add web0", 64, "veth add: <peer> is missing"),
    ("veth add", 64, "veth add: <host> is missing"),
    ("tree --format dot --json", 64, "tree: --json and --format dot exclude each other"),
    ("veth add web0 eth0 extra", 64, "veth add: unexpected argument 'extra'"),
    ("veth add web0 web0", 1, "create veth web0: both ends are called web0 (EINVAL)"),
    ("veth add p0 eth0", 1, "create veth p0: the name p0 is taken (EEXIST)"),
    (
      "veth add web0 taken --netns blue", 1,
      "create veth web0: the name taken is taken in blue (EEXIST)"
    ),
    (
      "veth add web0 eth0 --netns nowhere", 1,
      "open namespace nowhere: no such namespace (ENOENT)"
    ),
    (
      "veth add web0 eth0 --netns ''", 64,
      "veth add: --netns '': a namespace is written NAME, pid:PID, /path or fd:N"
    ),
    (
      "veth add web0 eth0 --netns ..", 64,
      "veth add: --netns '..': a namespace is written NAME, pid:PID, /path or fd:N"
    ),
    (
      "veth add web0 eth0 --netns pid:0", 64,
      "veth add: --netns 'pid:0': a namespace is written NAME, pid:PID, /path or fd:N"
    ),
    (
      "veth add web0 eth0 --netns pid:abc", 64,
      "veth add: --netns 'pid:abc': a namespace is written NAME, pid:PID, /path or fd:N"
    ),
    (
      "veth add web0 eth0 --netns pid:+1", 64,
      "veth add: --netns 'pid:+1': a namespace is written NAME, pid:PID, /path or fd:N"
    ),
    (
      "veth add web0 eth0 --netns pid:999999999", 1,
      "open the namespace of process 999999999: No such process (ESRCH)"
    ),
    (
      "veth add web0 eth0 --netns fd:99", 1,
      "open the namespace of descriptor 99: Bad file descriptor (EBADF)"
    ),
    (
      "veth add web0 eth0 --netns /no/such/file", 1,
      "open namespace /no/such/file: No such file or directory (ENOENT)"
    ),
    (
      "veth add web0 eth0 --netns /etc/passwd", 1,
      "open namespace /etc/passwd: not a network namespace (EINVAL)"
    ),
    (
      "veth add web0 eth0 --netns /proc/self/ns/mnt", 1,
      "open namespace /proc/self/ns/mnt: not a network namespace (EINVAL)"
    ),
    ("veth add web0 eth0 --netns", 64, "veth add: --netns needs a value"),
    (
      "veth add web0 eth0 --address 10.0.0.1/33", 64,
      "veth add: --address '10.0.0.1/33': an address is written 10.0.0.2/24 or fd00::2/64"
    ),
    (
      "veth add web0 eth0 --address fd00::1/129", 64,
      "veth add: --address 'fd00::1/129': an address is written 10.0.0.2/24 or fd00::2/64"
    ),
    (
      "veth add web0 eth0 --address 300.1.1.1/8", 64,
      "veth add: --address '300.1.1.1/8': an address is written 10.0.0.2/24 or fd00::2/64"
    ),
    (
      "veth add web0 eth0 --address 10.0.0.1/", 64,
      "veth add: --address '10.0.0.1/': an address is written 10.0.0.2/24 or fd00::2/64"
    ),
    (
      "veth add web0 eth0 --address 0.0.0.0/8", 1,
      "create veth web0: 0.0.0.0 is not an address for an interface (EINVAL)"
    ),
    (
      "veth add web0 eth0 --address 224.0.0.1/24", 1,
      "create veth web0: 224.0.0.1 is not an address for an interface (EINVAL)"
    ),
    (
      "veth add web0 eth0 --address 10.0.0.2/24 --address 10.0.0.2/24", 1,
      "create veth web0: 10.0.0.2/24 is given twice (EINVAL)"
    ),
    ("veth add web0 eth0 --address", 64, "veth add: --address needs a value"),
    (
      "veth add web0 eth0 --host-address 10.0.0.1/240", 64,
      "veth add: --host-address '10.0.0.1/240': an address is written 10.0.0.2/24 or fd00::2/64"
    ),
    (
      "veth add web0 eth0 --host-address 10.0.0.1/24 --host-address 10.0.0.1/24", 1,
      "create veth web0: 10.0.0.1/24 is given twice (EINVAL)"
    ),
    (
      "veth add web0 eth0 --address 10.0.0.2/24 --gateway 10.0.0.2", 1,
      "create veth web0: the gateway 10.0.0.2 is the interface's own address (EINVAL)"
    ),
    (
      "veth add web0 eth0 --address 10.0.0.2/24 --gateway 10.0.0.1 --gateway 10.0.0.254", 1,
      "create veth web0: two gateways of one family (EINVAL)"
    ),
    (
      "veth add web0 eth0 --gateway nowhere", 64,
      "veth add: --gateway 'nowhere': an address is written 10.0.0.1 or fd00::1"
    ),
    (
      "veth add web0 eth0 --gateway 10.0.0.1/24", 64,
      "veth add: --gateway '10.0.0.1/24': an address is written 10.0.0.1 or fd00::1"
    ),
    (
      "veth add web0 eth0 --route default", 64,
      "veth add: --route 'default': a default route needs a gateway; on a link without neighbours "
    ),
    (
      "veth add web0 eth0 --route 10.1.0.0/16,via=fd00::1", 64,
      "veth add: --route '10.1.0.0/16,via=fd00::1': the destination and the gateway are of"
    ),
    (
      "veth add web0 eth0 --route 10.1.0.0/16,via", 64,
      "veth add: --route '10.1.0.0/16,via': 'via' is neither via=IP nor metric=N"
    ),
    (
      "veth add web0 eth0 --route 10.1.0.0/16,metric=-1", 64,
      "veth add: --route '10.1.0.0/16,metric=-1': '-1' is not a metric"
    ),
    (
      "veth add web0 eth0 --route 10.1.0.0/16,color=red", 64,
      "veth add: --route '10.1.0.0/16,color=red': 'color=red' is neither via=IP nor metric=N"
    ),
    (
      "veth add web0 eth0 --route 10.4.0.1/8", 64,
      "veth add: --route '10.4.0.1/8': 10.4.0.1/8 has bits set behind its length: write 10.0.0.0/8"
    ),
    (
      "veth add web0 eth0 --address 10.0.0.2/24 --gateway 0.0.0.0", 1,
      "create veth web0: 0.0.0.0 is nobody's address, and no gateway (EINVAL)"
    ),
    (
      "veth add web0 eth0 --address 10.0.0.2/24 --route 10.4.0.0/16,via=224.0.0.1", 1,
      "create veth web0: 224.0.0.1 is nobody's address, and no gateway (EINVAL)"
    ),
    (
      "veth add web0 eth0 --route ,via=10.0.0.1", 64,
      "veth add: --route ',via=10.0.0.1': '' is not a destination:"
    ),
    (
      "veth add web0 eth0 --address 10.0.0.2/24 --gateway 10.0.0.1 --down", 1,
      "create veth web0: routes need the interface up (EINVAL)"
    ),
    (
      "veth add web0 eth0 --mac 01:00:5e:00:00:01", 64,
      "veth add: --mac '01:00:5e:00:00:01': this is a multicast address"
    ),
    (
      "veth add web0 eth0 --mac 00:00:00:00:00:00", 64,
      "veth add: --mac '00:00:00:00:00:00': the MAC is all zero"
    ),
    (
      "veth add web0 eth0 --mac ff:ff:ff:ff:ff:ff", 64,
      "veth add: --mac 'ff:ff:ff:ff:ff:ff': this is a multicast address"
    ),
    (
      "veth add web0 eth0 --mac 02:00:5e", 64,
      "veth add: --mac '02:00:5e': a MAC is written 02:00:5e:10:00:01"
    ),
    (
      "veth add web0 eth0 --host-mac 03:00:00:00:00:01", 64,
      "veth add: --host-mac '03:00:00:00:00:01': this is a multicast address"
    ),
    (
      "veth add web0 eth0 --mtu 67", 64,
      "veth add: --mtu '67': an MTU is a number of bytes from 68 to 65535"
    ),
    (
      "veth add web0 eth0 --mtu 65536", 64,
      "veth add: --mtu '65536': an MTU is a number of bytes from 68 to 65535"
    ),
    (
      "veth add web0 eth0 --mtu big", 64,
      "veth add: --mtu 'big': an MTU is a number of bytes from 68 to 65535"
    ),
    (
      "veth add web0 eth0 --queues 0", 64,
      "veth add: --queues '0': queues are a number from 1 to 4096"
    ),
    (
      "veth add web0 eth0 --queues 4097", 64,
      "veth add: --queues '4097': queues are a number from 1 to 4096"
    ),
    (
      "veth add web0 eth0 --bridge nobridge", 1,
      "create veth web0: there is no bridge nobridge (ENODEV)"
    ),
    ("veth add web0 eth0 --bridge p0", 1, "create veth web0: p0 is not a bridge (EINVAL)"),
    ("veth add web0 eth0 --colour red", 64, "veth add: unknown option '--colour'"),
    ("veth add web0 eth0 -x", 64, "veth add: unknown option '-x'"),
    ("veth del web0", 64, "unknown command 'del' for 'cnet veth': it has add"),
    ("veth", 64, "no command is given for 'cnet veth': it has add"),
    (
      "vet add web0 eth0", 64,
      "unknown command 'vet' for 'cnet'"
    ),
    ("-n nowhere veth add web0 eth0", 1, "open namespace nowhere: no such namespace (ENOENT)"),
    (
      "-n veth add web0 eth0", 64,
      "unknown command 'add' for 'cnet'"
    ),
    ("-n", 64, "-n needs a namespace and a command"),
    ("macvlan add nolink m0", 1, "create macvlan m0: there is no parent nolink (ENODEV)"),
    (
      "macvlan add p0 m0 --mode hub", 64,
      "macvlan add: --mode 'hub': one of 'private', 'vepa', 'bridge', 'passthru' or 'source'"
    ),
    (
      "macvlan add p0 m0 --source-mac 02:00:00:00:00:01", 64,
      "macvlan add: --source-mac needs --mode source"
    ),
    (
      "macvlan add p0 m0 --mode source --source-mac 01:00:00:00:00:01", 64,
      "macvlan add: --source-mac '01:00:00:00:00:01': this is a multicast address"
    ),
    ("macvlan add p0 m0 --nopromisc", 64, "macvlan add: --nopromisc needs --mode passthru"),
    ("macvlan add p0 m0 --nodst", 64, "macvlan add: --nodst needs --mode source"),
    (
      "macvlan add p0 m0 --mtu 1501", 1,
      "create macvlan m0: the MTU 1501 is above the 1500 of its parent p0 (EINVAL)"
    ),
    ("macvlan add p0 m0 --bcqueuelen -1", 64, "macvlan add: --bcqueuelen needs a value"),
    ("macvlan add lo m0", 1, "create macvlan m0: Invalid argument (EINVAL)"),
    ("macvlan add port m0", 1, "create macvlan m0: Device or resource busy (EBUSY)"),
    ("macvlan add p0 p1", 1, "create macvlan p1: File exists (EEXIST)"),
    ("macvlan add p0", 64, "macvlan add: <name> is missing"),
    ("macvtap add nolink t0", 1, "create macvtap t0: there is no parent nolink (ENODEV)"),
    ("vlan add p0 v0", 64, "vlan add: --id <n> is missing"),
    ("vlan add p0 v0 --id 4095", 64, "vlan add: --id is a number from 0 to 4094"),
    ("vlan add p0 v0 --id -1", 64, "vlan add: --id needs a value"),
    ("vxlan add vx0", 64, "vxlan add: --id <n> is missing"),
    ("vxlan add vx0 --id 16777216", 64, "vxlan add: --id is a number from 0 to 16777215"),
    (
      "vxlan add vx0 --id 5 --remote nowhere", 64,
      "vxlan add: --remote 'nowhere': an address is written 10.0.0.1 or fd00::1"
    ),
    (
      "vxlan add vx0 --id 5 --dstport 65536", 64,
      "vxlan add: --dstport '65536': not a number that it takes"
    ),
    ("ipvlan add p0 i0 --mode l4", 64, "ipvlan add: --mode 'l4': one of 'l2', 'l3' or 'l3s'"),
    ("bridge add p0", 1, "create bridge p0: File exists (EEXIST)"),
    ("bridge add a/b", 64, "bridge add: <name> 'a/b': a name holds no '/', ':' or white space"),
    ("link show nolink", 1, "show nolink: there is no link nolink (ENODEV)"),
    ("link move p0", 64, "link move: --netns <ns> is missing"),
    ("link move p0 --netns nowhere", 1, "open namespace nowhere: no such namespace (ENOENT)"),
    (
      "link move p0 --netns blue --name taken", 1,
      "move p0 to blue: the name taken is taken there (EEXIST)"
    ),
    (
      "link move p0 --netns blue --name a/b", 64,
      "link move: --name 'a/b': a name holds no '/', ':' or white space"
    ),
    (
      "link move nolink --netns blue", 1,
      "move nolink to blue: there is no link nolink (ENODEV)"
    ),
    ("link show nolink --json", 1, "show nolink: there is no link nolink (ENODEV)"),
    (
      "link show nolink -n blue", 1, "show nolink: there is no link nolink in blue (ENODEV)"
    ),
    (
      "link set nolink --up -n blue", 1,
      "change nolink in blue: there is no link nolink (ENODEV)"
    ),
    ("link list --master nolink", 1, "list links: there is no master nolink (ENODEV)"),
    (
      "peer --netns blue nolink", 1,
      "find the other end of nolink in blue: there is no link nolink (ENODEV)"
    ),
    ("stat nolink", 1, "count nolink: there is no link nolink (ENODEV)"),
    ("stat blue/nolink", 1, "count nolink: there is no link nolink in blue (ENODEV)"),
    ("veth add a0 b0 --bridge nolink", 1, "create veth a0: there is no bridge nolink (ENODEV)"),
    (
      "link move lo --netns blue", 1,
      "move lo to blue: the loopback device cannot leave its namespace (EINVAL)"
    ),
    ("link delete nolink", 1, "delete nolink: there is no link nolink (ENODEV)"),
    ("link delete p0 nolink", 1, "delete p0, nolink: there is no link nolink (ENODEV)"),
    ("link delete", 64, "link delete: name links, or a group with --group"),
    ("link delete --group 77", 1, "delete group 77: no link is in that group (ENODEV)"),
    (
      "link delete --group many", 64,
      "link delete: --group 'many': a group is a number, or a name from /etc/iproute2/group"
    ),
    ("link delete lo", 1, "delete lo: Operation not supported (EOPNOTSUPP)"),
    ("link set nolink --up", 1, "change nolink: there is no link nolink (ENODEV)"),
    ("link set p0 --up --down", 64, "link set: --up and --down exclude each other"),
    ("link set p0", 64, "link set: say what to change, such as --up or --mtu"),
    (
      "link set p0 --mtu 67", 1,
      "change p0: the MTU 67 is outside what p0 takes, 68 to 65535 bytes (EINVAL)"
    ),
    (
      "link set p0 --mac 01:00:00:00:00:00", 64,
      "link set: --mac '01:00:00:00:00:00': this is a multicast address"
    ),
    ("link set p0 --name p1", 1, "change p0: the name p1 is taken (EEXIST)"),
    ("link set p0 --master nobridge", 1, "change p0: there is no master nobridge (ENODEV)"),
    ("link set p0 --master p1", 1, "change p0: Operation not supported (EOPNOTSUPP)"),
    (
      "link set p0 --master br0 --no-master", 64,
      "link set: --master and --no-master exclude each other"
    ),
    ("address add 10.0.0.1/24", 64, "address add: --dev <if> is missing"),
    (
      "address add 10.0.0.1/33 --dev p0", 64,
      "address add: <cidr> '10.0.0.1/33': an address is written 10.0.0.2/24 or fd00::2/64"
    ),
    (
      "address add 10.0.0.1/24 --dev nolink", 1,
      "add address 10.0.0.1/24 to nolink: there is no link nolink (ENODEV)"
    ),
    (
      "address add 10.9.9.9/24 --dev p0", 1,
      "add address 10.9.9.9/24 to p0: ipv4: Address already assigned (EEXIST)"
    ),
    (
      "address delete 10.0.0.77/24 --dev p0", 1,
      "delete address 10.0.0.77/24 of p0: p0 does not have it (EADDRNOTAVAIL)"
    ),
    ("address add --dev p0", 64, "address add: <cidr> is missing"),
    ("route add 10.1.0.0/16", 64, "route add: it needs --via or --dev"),
    ("route add default --dev nolink", 1, "add route default: there is no link nolink (ENODEV)"),
    ("route add default", 64, "route add: it needs --via or --dev"),
    (
      "route add 10.1.0.0/16 --via 192.0.2.1", 1,
      "add route 10.1.0.0/16 via 192.0.2.1: Nexthop has invalid gateway (ENETUNREACH)"
    ),
    (
      "route add 10.1.0.0/99 --dev p0", 64,
      "route add: <dst> '10.1.0.0/99': a destination is written 10.1.0.0/16, fd01::/64 or default"
    ),
    (
      "route add 10.1.0.0/16 --via fd00::1 --metric x", 64,
      "route add: --metric 'x': not a number that it takes"
    ),
    ("route delete 10.99.0.0/16", 1, "delete route 10.99.0.0/16: there is no such route (ESRCH)"),
    ("netns add blue", 1, "create namespace blue: File exists (EEXIST)"),
    ("netns add ..", 1, "create namespace ..: not a name for a namespace (EINVAL)"),
    ("netns add a/b", 1, "create namespace a/b: not a name for a namespace (EINVAL)"),
    (
      "netns add pid:1", 64,
      "netns add: 'pid:1' would be read as a process or a descriptor, not as a name"
    ),
    ("netns add ''", 1, "create namespace : not a name for a namespace (EINVAL)"),
    ("netns delete nowhere", 1, "delete namespace nowhere: No such file or directory (ENOENT)"),
    ("netns delete a/b", 1, "delete namespace a/b: not a name for a namespace (EINVAL)"),
    ("netns show nowhere", 1, "open namespace nowhere: no such namespace (ENOENT)"),
    ("netns exec nowhere true", 1, "open namespace nowhere: no such namespace (ENOENT)"),
    ("netns exec blue", 64, "netns exec: <command> ... is missing"),
    (
      "netns exec blue /no/such/program", 127,
      "run /no/such/program: No such file or directory (ENOENT)"
    ),
    ("batch /no/such/file", 1, "open /no/such/file: No such file or directory (ENOENT)"),
    ("attach", 64, "attach: <id> is missing"),
    ("neighbor list --dev nolink", 1, "list neighbors: there is no link nolink (ENODEV)"),
    (
      "--generate-completion-script=tcsh", 64,
      "Can't generate completion scripts for 'tcsh'"
    ),
    (
      "--frobnicate", 64,
      "unknown option '--frobnicate' for 'cnet'"
    ),
    (
      "frobnicate", 64,
      "unknown command 'frobnicate' for 'cnet'"
    ),
    ("watch --until 'namespace blue'", 64, "watch: to wait for a namespace takes --all"),
    ("link list --frobnicate", 64, "link list: unknown option '--frobnicate'"),
    ("link list extra", 64, "link list: unexpected argument 'extra'"),
    ("macvlan add p0 m0 --bclim", 64, "macvlan add: --bclim needs a value"),
    ("veth frobnicate", 64, "unknown command 'frobnicate' for 'cnet veth': it has add"),
    ("veth add web0 eth0 --mtu -1", 64, "veth add: --mtu needs a value"),
    (
      "veth add web0 eth0 --address 10.0.0.1/+8", 64,
      "veth add: --address '10.0.0.1/+8': an address is written 10.0.0.2/24 or fd00::2/64"
    ),
    (
      "veth add web0 eth0 --netns ../blue", 64,
      "veth add: --netns '../blue': a namespace is written NAME, pid:PID, /path or fd:N"
    ),
    ("link delete --group 0", 1, "delete group 0: Operation not permitted (EPERM)"),
    ("link delete --group default", 1, "delete group 0: Operation not permitted (EPERM)"),
    (
      "route add 10.0.0.1/8 --dev p0", 64,
      "route add: 10.0.0.1/8 has bits set behind its length: write 10.0.0.0/8"
    ),
    (
      "batch --atomic --keep-going /dev/null", 64,
      "batch: --keep-going and --atomic exclude each other"
    ),
    (
      "attach web --netns blue", 64,
      "attach: give either --config FILE or --kind KIND with its options"
    ),
    (
      "attach web --netns blue --config /nosuch", 1,
      "read /nosuch: No such file or directory (ENOENT)"
    ),
  ]

  /// `p0` and `p1` are a pair, `port` is a port of the bridge `br0`, `taken` is in `blue`.
  private static let setUp = """
    ip netns add blue
    ip link add p0 type veth peer name p1
    ip link set p0 up
    ip link set p1 up
    ip address add 10.9.9.9/24 dev p0
    ip link add br0 type bridge
    ip link add port type veth peer name portpeer
    ip link set port master br0
    ip -n blue link add taken type veth peer name taken1
    """

  @Test("Each gives one clear line and the right status, and changes nothing")
  func refuses() throws {
    let sandbox = try Sandbox()
    try sandbox.run(Self.setUp)
    let before = try sandbox.state()
    for (line, status, problem) in Self.lines {
      let outcome = try sandbox.attempt("cnet \(line)")
      #expect(outcome.status == status, "cnet \(line)")
      #expect(outcome.output.isEmpty, "cnet \(line)")
      let said = outcome.errors.split(separator: "\n", omittingEmptySubsequences: false)
      // One line and its end; a second one may be a hint.
      let isClear =
        said.count == 2 || (said.count == 3 && said[1].hasPrefix("hint: ") && said[1].count > 20)
      #expect(isClear && said.last == "", "cnet \(line): \(outcome.errors)")
      #expect(said[0].hasPrefix("cnet: \(problem)"), "cnet \(line): \(outcome.errors)")
      // A line that cannot be read ends before anything is looked at.
      if status != 64 { #expect(try sandbox.state() == before, "cnet \(line)") }
    }
    #expect(try sandbox.state() == before)
    #expect(try sandbox.run("ls /run/netns") == "blue\n")
  }

  @Test("What was typed cannot move a terminal's cursor or make two lines")
  func controls() throws {
    let sandbox = try Sandbox()
    for name in ["a\\033[31mb", "a\\nb", "a\\rb", "a\\302\\233b"] {
      for verb in ["link show", "netns delete", "link set --up"] {
        let outcome = try sandbox.attempt("cnet \(verb) \"$(printf '\(name)')\"")
        #expect(outcome.status != 0)
        let line = outcome.errors.dropLast()
        #expect(outcome.errors.hasSuffix("\n"))
        #expect(line.hasPrefix("cnet: "))
        #expect(!line.unicodeScalars.contains { $0.properties.generalCategory == .control })
      }
    }
  }
}
