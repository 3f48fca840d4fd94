import Foundation
import RouteNetlink
import TestSupport
import Testing

/// What works with few rights, and what is said where they do not suffice.
@Suite("Few rights", .makesNamespaces)
struct PrivilegeTests {
  /// Link work of every sort, in one namespace.
  private static let linkWork =
    [
      "veth add v0 v1 --address 10.0.0.2/24 --host-address 10.0.0.1/24",
      "macvlan add v0 m0 --mode bridge --address 10.9.0.1/24", "macvtap add v0 t0",
      "bridge add br7", "vxlan add vx0 --id 5", "ifb add i0",
      "link set v1 --down", "link set v1 --mtu 1400 --alias x --name w1 --master br7 --up",
      "link set m0 --down",
      "link list", "link show v0", "address add 10.4.0.1/24 --dev v0",
      "address delete 10.4.0.1/24 --dev v0", "address list",
      "route add 10.5.0.0/16 --via 10.0.0.2", "route list", "route delete 10.5.0.0/16",
      "neighbor list", "stat --count 1", "peer v0", "tree",
      "link delete m0 t0 br7 vx0 i0",
    ] + moreKinds + ["link delete v0"]

  /// The kinds that not every kernel has.
  private static let moreKinds = [
    (VLAN.name, "v0 k0 --id 7"), (IPVlan.name, "v0 k0"), (Dummy.name, "k0"), (Bond.name, "k0"),
    (VRF.name, "k0 --table 7"), (Geneve.name, "k0 --id 7 --remote 10.0.0.9"), (NLMon.name, "k0"),
    (Netkit.name, "k0 k1"), (WireGuard.name, "k0"),
  ].filter { Kernel.has(kind: $0.0) }.flatMap { ["\($0.0) add \($0.1)", "link delete k0"] }

  @Test("CAP_NET_ADMIN alone does link work", .enabled(if: Kernel.isRoot, "needs root to give it"))
  func networkAdministration() throws {
    let sandbox = try Sandbox()
    let only =
      "setpriv --reuid=65534 --regid=65534 --clear-groups --bounding-set=-all,+net_admin "
      + "--inh-caps=-all,+net_admin --ambient-caps=-all,+net_admin"
    for command in Self.linkWork {
      let outcome = try sandbox.attempt("\(only) cnet \(command)")
      #expect(outcome.status == 0, "\(command): \(outcome.errors)")
    }
    try sandbox.run("ip netns add blue; ip link add v0 type veth peer name v1")
    // Into another namespace one goes only with more.
    let outcome = try sandbox.attempt("\(only) cnet veth add a0 a1 --netns blue")
    #expect(outcome.status == 1)
    #expect(
      outcome.errors.hasSuffix(
        "\nhint: needs CAP_SYS_ADMIN in the user namespace that the network namespace belongs to\n"),
      "\(outcome.errors)")
  }

  @Test("A user is root in `unshare -Urn`", .nobodyMayRun)
  func userNamespace() throws {
    let outcome = CommandResult(
      running: """
        PATH='\(Sandbox.products)':$PATH setpriv --reuid=65534 --regid=65534 --clear-groups \
          unshare -Urn bash -ec '
            \(Self.linkWork.map { "cnet \($0) >/dev/null" }.joined(separator: "\n"))
            unshare -n sleep 100 & trap "kill $!" EXIT
            until test "$(readlink /proc/$!/ns/net)" != "$(readlink /proc/self/ns/net)"; do sleep 0.01; done
            cnet veth add a0 a1 --netns pid:$! --address 10.0.0.2/24 --host-address 10.0.0.1/24
            cnet macvlan add a0 m0 --netns pid:$!
            cnet link move m0 --netns pid:$! 2>/dev/null && exit 9
            cnet -n pid:$! link list
            cnet explain a0 || test $? = 1
            cnet -n pid:$! link delete m0
            cnet link delete a0
          ' 2>&1
        """)
    #expect(outcome.status == 0, "\(outcome.output)")
    #expect(outcome.output.contains("m0"))
  }

  @Test("A user attaches with a /run of the user's own", .nobodyMayRun)
  func ownRun() throws {
    let outcome = try Sandbox().attempt(
      """
      chmod 755 /run; mkdir -m 700 /run/cnet
      setpriv --reuid=65534 --regid=65534 --clear-groups unshare -Urnm bash -ec '
        unshare -n sleep 100 & trap "kill $!" EXIT
        until test "$(readlink /proc/$!/ns/net)" != "$(readlink /proc/self/ns/net)"; do sleep 0.01; done
        attach="cnet attach web --netns pid:$! --kind veth --name eth0"
        $attach && exit 9
        cnet detach web && exit 9
        mount -t tmpfs tmpfs /run
        $attach
        ls /run/cnet
        cnet detach web
        ls -A /run/cnet
      ' 2>&1
      """)
    #expect(outcome.status == 0)
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == 6, "\(outcome.output)")
    #expect(lines.first?.hasSuffix("(EACCES)") == true)
    #expect(
      lines.dropFirst().first?.hasSuffix(
        "with `unshare -Urnm` and `mount -t tmpfs tmpfs /run` there is a /run for you alone")
        == true)
    // An empty /run would only hide what there is to detach.
    #expect(lines.dropFirst(3).first?.hasSuffix("and nobody else may write to it") == true)
    #expect(lines.suffix(2) == ["web@.lock", "web@eth0"])
  }

  @Test("What runtimes and scripts call, with a /run of the user's own", .nobodyMayRun)
  func calls() throws {
    let outcome = try Sandbox().attempt(
      #"""
      cat >/run/work <<'END'
      mount -t tmpfs tmpfs /run
      unshare -n sleep 100 & holder=$!
      trap "kill $holder" EXIT
      until test "$(readlink /proc/$holder/ns/net)" != "$(readlink /proc/self/ns/net)"; do sleep 0.01; done
      hook() {
        cnet hook --set eth0.kind=veth \
          <<<'{"ociVersion":"1.0","id":"web","status":"'$1'","pid":'$holder'}'
      }
      ln -s "$(command -v cnet)" /run/cnet-ptp
      plugin() {
        CNI_COMMAND=$1 CNI_CONTAINERID=web CNI_IFNAME=eth1 CNI_NETNS=/proc/$holder/ns/net \
          /run/cnet-ptp <<<'\#(configuration("cnet-ptp", Self.addressed))'
      }
      there() { cnet -n pid:$holder link list | grep -c 'eth[01]' || true; }
      hook created
      plugin ADD >/run/result
      grep -c 10.2.0.2/24 /run/result
      there
      plugin DEL
      hook stopped
      there
      cnet pod add pod --kind veth --name eth0
      cnet -n pod link list | grep -c eth0
      cnet pod delete pod
      ls /run/netns
      cnet batch <<<$'veth add b0 b1\nlink delete b0'
      : >/run/seen
      timeout 20 cnet watch --until 'link w0 up' >/run/seen & watcher=$!
      until grep -q . /run/seen; do
        cnet link set lo --mtu $((60000 + RANDOM % 1000)); sleep 0.05
      done
      cnet bridge add w0
      wait $watcher
      grep -c w0 /run/seen
      END
      chmod 755 /run
      setpriv --reuid=65534 --regid=65534 --clear-groups unshare -Urnm bash -eu /run/work 2>&1
      """#)
    #expect(outcome.status == 0, "\(outcome.output)")
    // The address, both links, none of them, the pod's, and the bridge that was watched for.
    #expect(outcome.output == "1\n2\n0\n1\n1\n", "\(outcome.output)")
  }

  @Test(
    "What is missing is named", .enabled(if: Kernel.isRoot, "needs root to give its rights away"),
    arguments: [
      ("veth add a b", "CAP_NET_ADMIN"), ("macvlan add v0 m0", "CAP_NET_ADMIN"),
      ("bridge add br7", "CAP_NET_ADMIN"), ("link set v0 --mtu 1400", "CAP_NET_ADMIN"),
      ("link delete v0", "CAP_NET_ADMIN"), ("link delete v0 v1", "CAP_NET_ADMIN"),
      ("link delete --group 7", "CAP_NET_ADMIN"),
      ("address add 10.0.0.1/24 --dev v0", "CAP_NET_ADMIN"),
      ("address delete 10.6.0.1/24 --dev v0", "CAP_NET_ADMIN"),
      ("route add 10.5.0.0/16 --via 10.6.0.2", "CAP_NET_ADMIN"),
      ("route delete 10.6.0.0/24", "CAP_NET_ADMIN"),
      ("veth add a b --netns blue", "CAP_SYS_ADMIN"), ("-n blue link list", "CAP_SYS_ADMIN"),
      ("link move v0 --netns blue", "CAP_SYS_ADMIN"), ("netns add red", "CAP_SYS_ADMIN"),
      ("netns delete blue", "CAP_SYS_ADMIN"), ("netns exec blue true", "CAP_SYS_ADMIN"),
      ("attach c --netns blue --kind veth --name eth0", "CAP_SYS_ADMIN"),
      ("hook --set eth0.kind=veth", "CAP_SYS_ADMIN"),
      ("watch --all --for 50ms", "CAP_NET_BROADCAST"),
    ])
  func missing(command: String, capability: String) throws {
    let sandbox = try Sandbox()
    try sandbox.run(
      """
      ip netns add blue; ip link add v0 type veth peer name v1; ip address add 10.6.0.1/24 dev v0
      ip link set v0 up; ip link set v0 group 7; chmod 755 /run /run/netns
      """)
    let before = try sandbox.state()
    let outcome = try sandbox.attempt(
      """
      ip netns exec blue setpriv --reuid=65534 --regid=65534 --clear-groups sleep 100 >/dev/null 2>&1 &
      trap "kill $!" EXIT
      until test "$(readlink /proc/$!/ns/net)" = "net:[$(stat -L -c %i /run/netns/blue)]"; do sleep 0.01; done
      echo '{"ociVersion":"1.0","id":"web","status":"created","pid":'$!'}' |
        setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all cnet \(command)
      """)
    #expect(outcome.status == 1, "\(outcome)")
    #expect(outcome.errors.contains("(EPERM)"), "\(outcome.errors)")
    #expect(outcome.errors.contains("hint: needs \(capability) in "), "\(outcome.errors)")
    #expect(try sandbox.state() == before)
  }

  @Test("What could not be looked at is no all-clear", .enabled(if: Kernel.isRoot, "needs root"))
  func explain() throws {
    let sandbox = try Sandbox()
    let nobody = "setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all"
    let outcome = try sandbox.attempt(
      """
      ip netns add blue; chmod 755 /run /run/netns; ip link set lo up
      \(nobody) cnet explain 2>/run/errors; \(nobody) cnet explain --json 2>/dev/null
      cat /run/errors >&2
      """)
    #expect(
      outcome.output.hasPrefix("nothing found in what may be looked at\n{"), "\(outcome.output)")
    #expect(outcome.output.contains("\"complete\":false"), "\(outcome.output)")
    #expect(outcome.errors.contains("the links of blue are not known: "), "\(outcome.errors)")
  }

  @Test("What a plugin lacks is named", .runsCNI, .nobodyMayRun)
  func plugin() throws {
    let host = try CNIHost()
    let outcome = try host.sandbox.attempt(
      """
      chmod 755 /run /run/netns /run/plugins
      setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all \
        /run/call /run/plugins/cnet-ptp ADD <<'END'
      \(configuration("cnet-ptp", Self.addressed))
      END
      """)
    #expect(outcome.status == 1)
    let error = try JSON(parsing: outcome.output)
    #expect(error["code"].int == 100)
    let message = error["msg"].string?.replacing(/\d+/, with: "N")
    #expect(message == "CNI_NETNS: enter namespace net:[N]: Operation not permitted (EPERM)")
    #expect(error["details"].string?.hasPrefix("needs CAP_SYS_ADMIN in ") == true, "\(outcome)")
  }

  private static let addressed =
    #""ipam": {"type": "static", "addresses": [{"address": "10.2.0.2/24", "gateway": "10.2.0.1"}]}"#

  @Test(
    "Tun and tap devices also need /dev/net/tun", .nobodyMayRun, .tunsCanBeMade,
    .enabled(if: Kernel.isRoot, "needs root to make another"))
  func tun() throws {
    let outcome = try Sandbox().attempt(
      """
      mknod -m 600 /run/tun c 10 200; mount --bind /run/tun /dev/net/tun
      nobody='setpriv --reuid=65534 --regid=65534 --clear-groups'
      $nobody unshare -Urn cnet tap add t0
      chmod 666 /dev/net/tun
      $nobody cnet tap add t0
      $nobody unshare -Urn cnet tap add t0 || echo none
      """)
    #expect(outcome.output == "")
    #expect(
      outcome.errors == """
        cnet: create tap t0: Permission denied (EACCES)
        hint: needs to read and write /dev/net/tun
        cnet: create tap t0: Operation not permitted (EPERM)
        hint: needs CAP_NET_ADMIN in the user namespace that the network namespace belongs to

        """)
  }

  @Test("Somebody else's process", .nobodyMayRun)
  func foreignProcess() throws {
    let outcome = try Sandbox().attempt(
      "setpriv --reuid=65534 --regid=65534 --clear-groups unshare -Ur cnet -n pid:$$ link list")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("(EACCES)"), "\(outcome.errors)")
    #expect(
      outcome.errors.hasSuffix(
        "\nhint: needs CAP_SYS_PTRACE in the user namespace that the process belongs to\n"),
      "\(outcome.errors)")
  }

  @Test("A name for a namespace, where the mounts are somebody else's", .nobodyMayRun)
  func foreignMounts() throws {
    let outcome = try Sandbox().attempt(
      """
      mkdir -m 777 /run/netns; chmod 755 /run
      setpriv --reuid=65534 --regid=65534 --clear-groups unshare -Urn cnet netns add blue
      """)
    #expect(outcome.status == 1)
    #expect(
      outcome.errors.hasSuffix(
        "\nhint: needs CAP_SYS_ADMIN in the user namespace that the mount namespace belongs to\n"),
      "\(outcome.errors)")
  }

  @Test("Root of a user namespace whose network is somebody else's", .nobodyMayRun)
  func foreignNetwork() throws {
    let outcome = try Sandbox().attempt(
      """
      setpriv --reuid=65534 --regid=65534 --clear-groups unshare -Ur cnet bridge add br7
      """)
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("hint: needs CAP_NET_ADMIN in "), "\(outcome.errors)")
  }

  @Test(
    "Set-user-ID or set-group-ID it does nothing",
    .enabled(if: Kernel.isRoot, "needs root to set it"))
  func setID() throws {
    let sandbox = try Sandbox()
    let outcome = try sandbox.attempt(
      """
      mkdir -m 755 /run/bin; cp "$(command -v cnet)" /run/bin/cnet
      ln -s cnet /run/bin/cnet-ptp; chmod 755 /run
      for mode in 4755 2755; do
        chmod $mode /run/bin/cnet
        for call in 'cnet --version' 'cnet netns add blue' 'cnet hook' 'cnet-ptp'; do
          setpriv --reuid=65534 --regid=65534 --clear-groups /run/bin/$call </dev/null
          echo $?
        done
      done
      """)
    #expect(outcome.output == String(repeating: "1\n", count: 8))
    #expect(
      outcome.errors
        == String(
          repeating: "cnet: it must not be set-user-ID or set-group-ID; see SECURITY.md\n", count: 8
        ))
  }

  @Test("No name gets out of /run/netns")
  func names() throws {
    let sandbox = try Sandbox()
    try sandbox.run("mkdir /run/other; touch /run/other/x; ip netns add blue")
    for name in ["../other/x", "..", ".", "./blue", "blue/../../other/x", "$(printf 'a%0256d' 0)"] {
      for command in [
        "netns add \(name)", "netns delete \(name)", "netns show \(name)", "-n \(name) link list",
        "veth add a b --netns \(name)", "pod add \(name)", "netns exec \(name) true",
      ] {
        let outcome = try sandbox.attempt("cnet \(command)")
        #expect(outcome.status == 1 || outcome.status == 64, "\(command): \(outcome)")
      }
    }
    #expect(try sandbox.run("ls /run/other /run/netns; ip -br link").contains("x\n"))
    #expect(try sandbox.run("ls /run/netns") == "blue\n")
  }
}
