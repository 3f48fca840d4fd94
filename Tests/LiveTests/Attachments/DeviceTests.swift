import Foundation
import TestSupport
import Testing

@Suite(
  "A device that is moved in whole", .makesNamespaces,
  .enabled(if: Runtimes.missing(["jq"]).isEmpty, "needs jq: apt-get install jq"))
struct DeviceTests {
  /// A device that has all that one can have. `look INTERFACE [NAMESPACE]`: what `ip` says of it, without
  /// the index of its other end, which follows from the namespace, a bridge's timers, and the queue,
  /// which it has from the first time that it is up. `kept`: that without what is the
  /// attachment's: the name, the alias, and the address that the kernel makes.
  private static let setUp = """
    ip link add d0 address 02:00:00:00:0d:00 type veth peer name d1; ip link set d1 up
    ip link set d0 mtu 1400 txqueuelen 500 alias mine up
    ip link property add dev d0 altname uplink altname a-rather-long-alternative-name
    ip addr add 10.66.0.2/24 broadcast + dev d0; ip addr add 10.66.0.3/24 dev d0
    ip addr add 10.68.0.1 peer 10.68.0.9/32 dev d0; ip addr add 10.69.0.1/24 dev d0 label d0:a
    ip addr add fd66::2/64 dev d0 nodad; ip addr add fd67::2/128 dev d0 nodad
    ip addr add fd66::3/64 dev d0 nodad
    ip route add 10.67.0.0/16 via 10.66.0.1 metric 7
    ip route add default via 10.66.0.1 src 10.66.0.3
    ip route add 10.70.0.0/16 dev d0 table 77
    ip route add fd68::/48 via fd66::1; ip route add default via fd66::1 metric 9
    until ip -br link show d0 | grep -q ' UP '; do sleep 0.01; done
    look() {
      for what in 'link show' 'addr show' '-4 route show table all' '-6 route show table all'; do
        ip -d -j ${2:+-n $2} $what dev $1
      done | jq -S 'map(del(.link, .link_index, .link_netnsid, .qdisc))
        | walk(if type == "object" then with_entries(select(.key | endswith("_timer") | not)) else . end)'
    }
    kept() {
      jq -S 'map(del(.ifname, .ifalias, .inet6_addr_gen_mode)
        | if .addr_info then .addr_info |= map(del(.label) | select(.scope != "link")) else . end
        | select(.dst == null or (.dst | startswith("fe80:") | not)))'
    }
    same() { # WHAT
      for try in $(seq 50); do [ "$(look d0)" = "$before" ] && return; sleep 0.1; done
      echo "$1:"; diff <(echo "$before") <(look d0) || true
    }
    before=$(look d0)

    """

  @Test("It keeps MTU, MAC, up state, altnames, addresses and routes; back it is as it was")
  func thereAndBack() throws {
    let sandbox = try Sandbox.withBridge()
    let report = try sandbox.bash(
      Self.setUp + """
        cnet attach web --netns c1 --kind device --name eth0 --device uplink
        ! ip link show d0 2>/dev/null
        ip -n c1 link show a-rather-long-alternative-name | grep -q eth0
        diff <(kept <<<"$before") <(look eth0 c1 | kept)
        cnet detach web; same "moved back"
        # Neither does what somebody changed inside stay.
        cnet attach web --netns c1 --kind device --name eth0 --device d0
        ip -n c1 link set eth0 down
        ip -n c1 link set eth0 name other mtu 1300 address 02:00:00:00:0d:01 txqueuelen 7
        ip -n c1 addr add 10.99.0.1/24 dev other
        cnet detach web; same "moved back after changes"
        # One that was down, and had nothing, is down again.
        ip addr flush dev d0; ip link set d0 down; before=$(look d0)
        cnet attach web --netns c1 --kind device --name eth0 --device d0 --address 10.0.0.9/24
        cnet detach web; same "what was down"
        # A port is a port of its bridge again, where that is still there.
        ip link set d0 master br0 up
        until ip -d link show d0 | grep -q 'state forwarding'; do sleep 0.01; done
        before=$(look d0)
        cnet attach web --netns c1 --kind device --name eth0 --device d0
        cnet detach web; same "a port"
        ip link add br9 type bridge; ip link set d0 master br9
        cnet attach web --netns c1 --kind device --name eth0 --device d0
        ip link del br9; cnet detach web; ip -br link show d0 | grep -q 02:00:00:00:0d:00
        ls /run/cnet
        """)
    #expect(report == "")
  }

  @Test(
    "When it cannot be moved, nothing has changed",
    arguments: [
      ("d0", "eth0", "ip -n c1 link add eth0 type bridge", "EEXIST"),
      ("d0", "eth0", "ip -n c1 link add uplink type bridge", "EEXIST"),
      ("d0", "eth0", "ip netns del c1", "ENOENT"),
      ("br0", "eth0", "true", "EINVAL"), ("lo", "eth0", "true", "EINVAL"),
    ])
  func refused(device: String, name: String, damage: String, error: String) throws {
    let sandbox = try Sandbox.withBridge()
    let report = try sandbox.bash(
      Self.setUp + """
        \(damage)
        device=\(device); before=$(look $device; look d0); inside=$(ip -n c1 -o link 2>&1 || true)
        status=0
        cnet attach web --netns c1 --kind device --name \(name) --device \(device) 2>/run/errors || status=$?
        [ $status = 1 ] || echo "status $status"
        grep -q '(\(error))$' /run/errors || cat /run/errors
        diff <(echo "$before") <(look $device; look d0)
        diff <(echo "$inside") <(ip -n c1 -o link 2>&1 || true)
        ls -A /run/cnet 2>/dev/null || true
        """)
    #expect(report == "")
  }
}
