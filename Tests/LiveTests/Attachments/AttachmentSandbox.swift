import TestSupport

extension Sandbox {
  /// With a bridge br0 that has a port already, a NIC nic0 and a container's namespace c1. Nothing in it
  /// changes by itself: no link makes an address of its own, and every carrier is there.
  static func withBridge() throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.run(
      """
      echo 1 > /proc/sys/net/ipv6/conf/default/addr_gen_mode
      ip link add br0 address 02:00:00:00:00:01 type bridge
      ip addr add 10.0.0.1/24 dev br0; ip addr add fd00::1/64 dev br0 nodad
      ip link add bp0 type veth peer name bp1; ip link set bp0 master br0 up; ip link set bp1 up
      ip link add nic0 type veth peer name nic1; ip link set nic0 up; ip link set nic1 up
      ip link set br0 up
      ip netns add c1
      until ip -br link show br0 | grep -q ' UP '; do sleep 0.01; done
      """)
    return sandbox
  }

  /// Links, addresses, routes, named namespaces, mounts and records: what an attachment could leave
  /// behind. Without the timers of bridges and what follows from a carrier (link-local addresses, too), which
  /// is worked out in the background, and in no order, which the kernel promises for none.
  func traces() throws -> String { try run(Self.tracesScript) }

  static var tracesScript: String {
    """
    for n in '' $(ls /run/netns); do
      echo "namespace $n"
      printf '%s\\n' link addr 'route show table all' | ip ${n:+-n $n} -o -batch - |
        grep -v -E -e ' inet6 fe80::' -e '^((local|anycast|multicast) )?(fe80::|ff00::/8)' |
        sed -E -e 's/ state [A-Z]+ / /' -e 's/,LOWER_UP|NO-CARRIER,//g' -e 's/ linkdown//g' | sort
    done
    grep -c /run /proc/self/mountinfo
    ls -A /run/cnet 2>/dev/null || true
    """
  }

  /// Runs a script with bash.
  func bash(_ script: String) throws -> String { try run("bash -eu <<'END'\n\(script)\nEND") }
}
