import Foundation
import TestSupport
import Testing

/// Containers of LXC, with the hook in their configuration.
@Suite(
  "The hook in the hands of LXC", .makesNamespaces,
  .enabled(if: Kernel.isRoot, "the container is run as root"),
  .enabled(
    if: Runtimes.missing(["lxc-execute", "busybox"]).isEmpty,
    "needs lxc-execute and busybox: apt-get install lxc busybox-static"))
struct LXCTests {
  /// `container HOOK VERSION`: a configuration. `start COMMAND`: its container.
  private static let setUp = """
    mkdir -p /run/root/bin /run/root/proc /run/root/sys /run/root/dev /run/containers/web
    cp /bin/busybox /run/root/bin
    cat > /run/web.json <<'J'
    {"attachments": [
      {"kind": "veth", "name": "eth0", "bridge": "br0", "addresses": ["10.0.0.2/24", "fd00::2/64"],
       "gateway": ["10.0.0.1", "fd00::1"]},
      {"kind": "macvlan", "name": "net1", "parent": "nic0", "addresses": ["10.8.0.2/24"]}]}
    J
    container() {
      cat > /run/containers/web/config <<C
    lxc.rootfs.path = dir:/run/root
    lxc.mount.auto = proc:mixed sys:ro
    lxc.pty.max = 0
    lxc.tty.max = 0
    lxc.console.path = none
    lxc.apparmor.profile = unconfined
    lxc.hook.version = $2
    lxc.net.0.type = empty
    lxc.net.0.flags = up
    lxc.$1 = $(command -v cnet) hook --config /run/web.json
    lxc.hook.post-stop = $(command -v cnet) hook
    C
    }
    start() { timeout 60 lxc-execute -P /run/containers -n web -- /bin/busybox sh -euc "$1" </dev/null; }
    look() {
      \(Sandbox.tracesScript)
    }
    same() {
      for try in $(seq 50); do [ "$(look)" = "$before" ] && break; sleep 0.1; done
      diff <(echo "$before") <(look)
    }

    before=$(look)
    """

  @Test(
    "The container pings its gateway in both families; nothing is left when it has ended",
    arguments: ["hook.start-host", "net.0.script.up"], ["0", "1"])
  func plain(hook: String, version: String) throws {
    let sandbox = try Sandbox.withBridge()
    let output = try sandbox.bash(
      Self.setUp + """

        container \(hook) \(version)
        start 'PATH=/bin; busybox ip -o addr; busybox ping -c 1 -W 5 10.0.0.1; busybox ping -6 -c 1 -W 5 fd00::1'
        same
        """)
    #expect(output.contains("eth0    inet 10.0.0.2/24"), "\(output)")
    #expect(output.contains("eth0    inet6 fd00::2/64"), "\(output)")
    #expect(output.contains("net1    inet 10.8.0.2/24"), "\(output)")
    #expect(output.components(separatedBy: " 0% packet loss").count == 3, "\(output)")
  }

  @Test("One that cannot have its interfaces does not start, and leaves as little")
  func refused() throws {
    let sandbox = try Sandbox.withBridge()
    let output = try sandbox.bash(
      Self.setUp + """

        sed -i s/nic0/nosuch/ /run/web.json
        container hook.start-host 1
        ! start 'echo started' 2>/run/errors
        same
        """)
    #expect(output == "")
  }

  @Test("A command that fails, or is killed, takes its interfaces with it all the same")
  func killed() throws {
    let sandbox = try Sandbox.withBridge()
    let output = try sandbox.bash(
      Self.setUp + """

        container hook.start-host 1
        ! start 'exit 3' 2>/run/errors
        same
        ! start 'kill -9 $$' 2>/run/errors
        same
        """)
    #expect(output == "")
  }
}
