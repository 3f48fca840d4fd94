import Foundation
import TestSupport
import Testing

/// Containers of real runtimes, with the hook in their configuration.
@Suite(
  "The hook in the hands of runtimes", .makesNamespaces,
  .enabled(if: Kernel.isRoot, "the runtimes are run as root"))
struct RuntimeTests {
  /// `bundle DIRECTORY COMMAND [JQ]`: a bundle that runs a shell command, in a control group of its own:
  /// who ends the group ends all that is in it. `look`: all that a container could leave behind.
  private static let setUp = """
    umount /sys/fs/cgroup/unified 2>/dev/null || true
    ip link set lo up
    mkdir -p /run/root/bin; cp /bin/busybox /run/root/bin
    bundle() {
      mkdir -p $1; rm -f $1/config.json
      (cd $1; runc spec)
      jq --arg cnet "$(command -v cnet)" --arg run "$2" '
        .process.terminal = false | .root.path = "/run/root" |
        .linux.cgroupsPath = "/cnet-'$$-${1##*/}'" |
        .process.args = ["/bin/busybox", "sh", "-euc", $run] |
        .process.env = ["PATH=/bin"] |
        .process.capabilities |= map_values(. + ["CAP_NET_RAW"]) |
        .hooks = {createRuntime: [{path: $cnet, args: ["cnet", "hook"]}],
          poststop: [{path: $cnet, args: ["cnet", "hook"]}]} | '"${3:-.}" \\
        $1/config.json > $1/new
      mv $1/new $1/config.json
    }
    start() { # RUNTIME BUNDLE NAME
      timeout 60 $1 --root /run/$1 run --bundle $2 $3 </dev/null
    }
    look() {
      \(Sandbox.tracesScript)
      command -v nft >/dev/null && nft list ruleset
    }
    before=$(look)
    """

  @Test(
    "The container pings its gateway in both families; nothing is left when it has ended",
    .enabled(if: Runtimes.missing(["crun", "runc", "jq", "busybox"]).isEmpty, "no crun or runc"),
    arguments: ["crun", "runc"])
  func plain(runtime: String) throws {
    let sandbox = try Sandbox.withBridge()
    let output = try sandbox.bash(
      Self.setUp + """

        bundle /run/b 'busybox ip -o addr; busybox ping -c 1 -W 5 10.0.0.1; busybox ping -6 -c 1 -W 5 fd00::1' '.annotations = {
          "cnet.eth0.kind": "veth", "cnet.eth0.bridge": "br0",
          "cnet.eth0.address": "10.0.0.2/24,fd00::2/64", "cnet.eth0.gateway": "10.0.0.1,fd00::1",
          "cnet.net1.kind": "macvlan", "cnet.net1.parent": "nic0",
          "cnet.net1.address": "10.8.0.2/24"}'
        start \(runtime) /run/b web
        for try in $(seq 50); do [ "$(look)" = "$before" ] && break; sleep 0.1; done
        diff <(echo "$before") <(look)
        # One that cannot have its interfaces does not start, and leaves as little.
        sed -i s/nic0/nosuch/ /run/b/config.json
        ! start \(runtime) /run/b web 2>/run/errors
        for try in $(seq 50); do [ "$(look)" = "$before" ] && break; sleep 0.1; done
        diff <(echo "$before") <(look)
        """)
    #expect(output.contains("10.0.0.2/24") && output.contains("10.8.0.2/24"), "\(output)")
    #expect(output.components(separatedBy: " 0% packet loss").count == 3, "\(output)")
  }

  @Test(
    "linux.netDevices: the runtime does not know it, the hook moves the device in and back",
    .enabled(if: Runtimes.missing(["crun", "runc", "jq", "busybox"]).isEmpty, "no crun or runc"),
    arguments: ["crun", "runc"])
  func netDevices(runtime: String) throws {
    let sandbox = try Sandbox.withBridge()
    let output = try sandbox.bash(
      Self.setUp + """

        ip netns add lan; ip link add d0 type veth peer name d1 netns lan
        ip -n lan addr add 10.66.0.1/24 dev d1; ip -n lan link set d1 up
        ip link set d0 up; ip addr add 10.66.0.2/24 dev d0; ip addr add fd66::2/64 dev d0 nodad
        until ip -br link show d0 | grep -q ' UP '; do sleep 0.01; done
        before=$(ip -br addr show dev d0; ip route show dev d0)
        # A namespace that outlives the container: with it the kernel would delete a veth.
        bundle /run/b 'busybox ip -o addr; busybox ping -c 1 -W 5 10.66.0.1' '
          (.linux.namespaces[] | select(.type == "network")).path = "/run/netns/c1" |
          .linux.netDevices = {"d0": {"name": "net5"}}'
        start \(runtime) /run/b web
        for try in $(seq 50); do
          after=$(ip -br addr show dev d0; ip route show dev d0)
          [ "$after" = "$before" ] && break; sleep 0.1
        done
        diff <(echo "$before") <(echo "$after")
        """)
    #expect(output.contains("net5    inet 10.66.0.2/24"), "\(output)")
    #expect(output.contains("net5    inet6 fd66::2/64"), "\(output)")
    #expect(output.contains(" 0% packet loss"), "\(output)")
  }

  @Test(
    "Two containers in a pod reach each other on localhost, a third reaches them by address",
    .enabled(if: Runtimes.missing(["crun", "runc", "jq", "busybox"]).isEmpty, "no crun or runc"))
  func pod() throws {
    let sandbox = try Sandbox.withBridge()
    let output = try sandbox.bash(
      Self.setUp + """

        cnet pod add shop --kind veth --name eth0 --bridge br0 --address 10.0.0.2/24 >/dev/null
        inPod='(.linux.namespaces[] | select(.type == "network")).path = "/run/netns/shop" | del(.hooks)'
        bundle /run/server 'echo hello > /run/word; while true; do busybox nc -l -p 8080 < /run/word; done' "$inPod | .root.readonly = true
          | .mounts += [{destination: \\"/run\\", type: \\"tmpfs\\", source: \\"tmpfs\\"}]"
        start crun /run/server server >/dev/null 2>&1 & server=$!
        ask='for try in 1 2 3 4 5 6 7 8 9 10; do
          if w=$(busybox nc -w 2 ADDRESS 8080 </dev/null) && [ "$w" = hello ]; then echo WHO $w; exit 0; fi
          busybox sleep 0.3
        done; exit 1'
        ask() { local text=${ask/ADDRESS/$1}; echo "${text/WHO/$2}"; }
        bundle /run/inside "$(ask 127.0.0.1 inside)" "$inPod"
        start crun /run/inside inside
        bundle /run/outside "$(ask 10.0.0.2 outside)" '.annotations = {"cnet.eth0.kind": "veth",
          "cnet.eth0.bridge": "br0", "cnet.eth0.address": "10.0.0.3/24"}'
        start crun /run/outside outside
        crun --root /run/crun kill server KILL; wait $server || true
        cnet pod delete shop >/dev/null
        for try in $(seq 50); do [ "$(look)" = "$before" ] && break; sleep 0.1; done
        diff <(echo "$before") <(look)
        """)
    #expect(output == "inside hello\noutside hello\n")
  }

  @Test(
    "A pid that another process has got meanwhile is not plumbed",
    .enabled(if: Kernel.isRoot, "needs root"))
  func recycledPid() throws {
    let sandbox = try Sandbox.withBridge()
    // Its namespace is our own: what the state speaks of has ended.
    let outcome = try sandbox.attempt(
      #"""
      sleep 100 & pid=$!
      echo '{"ociVersion":"1.0","id":"web","status":"created","pid":'$pid',"bundle":"/run","annotations":{"cnet.eth0.kind":"veth"}}' | cnet hook
      status=$?; kill $pid; exit $status
      """#)
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("the container's namespace is our own"), "\(outcome.errors)")
    #expect(try sandbox.run("ls -A /run/cnet 2>/dev/null || true") == "")
  }
}
