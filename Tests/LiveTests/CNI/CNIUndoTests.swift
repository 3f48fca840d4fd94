import Foundation
import TestSupport
import Testing

/// What an ADD takes back that failed, beside others and when it is killed meanwhile.
@Suite("CNI, undoing", .makesNamespaces, .runsCNI)
struct CNIUndoTests {
  @Test("Killed at each file that the undo removes: recover or the next ADD clean up", .hasStrace)
  func killed() throws {
    let host = try CNIHost()
    let before = try host.state()
    let good = configuration(
      "cnet-ptp", #""ipMasq": true, "ipam": {"type": "host-local", "subnet": "10.2.0.0/24"}"#)
    try host.sandbox.run("cat > /run/configuration <<'EOF'\n\(good)\nEOF")
    var kills = 0
    for number in 1...10 {
      for cure in ["recover", "ADD"] {
        // The result cannot be written.
        let outcome = try host.sandbox.attempt(
          """
          ARGS= strace -f -o /dev/null -e trace=unlink,unlinkat \
            -e inject=unlink,unlinkat:signal=KILL:when=\(number) \
            /run/call /run/plugins/cnet-ptp ADD </run/configuration >/dev/full
          """)
        #expect(outcome.status != 0)
        guard outcome.status == 137 else {
          #expect(try host.state() == before)
          #expect(kills >= 2)
          return
        }
        kills += 1
        if cure == "recover" {
          try host.sandbox.run("cnet recover")
        } else {
          try host.done("cnet-ptp", "ADD", good)
          try host.done("cnet-ptp", "DEL", good)
        }
        #expect(try host.state() == before, "\(cure) after a kill at removal \(number)")
      }
    }
  }

  @Test(
    "The undo of one ADD leaves another the bridge and the gateway that it has seen", .hasStrace,
    arguments: ["", "ip link add br0 type bridge"])
  func beside(preparation: String) throws {
    let host = try CNIHost()
    let good = configuration(
      "cnet-bridge",
      #""bridge": "br0", "isGateway": true, "ipam": {"type": "host-local", "subnet": "10.2.0.0/24"}"#
    )
    try host.sandbox.run(
      """
      cat > /run/configuration <<'EOF'
      \(good)
      EOF
      cat > /run/bridge <<'EOF'
      command=$1 name=$2; shift 2
      ARGS= exec "$@" /run/call /run/plugins/cnet-bridge $command $name /run/netns/$name </run/configuration
      EOF
      for n in c2 c3; do ip netns add $n; done
      # Which message makes the pair, when the bridge and the gateway are there.
      sh /run/bridge ADD c3
      sh /run/bridge ADD c2 strace -f -o /run/strace -e trace=sendto
      for n in c2 c3; do sh /run/bridge DEL $n; done
      ip link delete br0
      \(preparation)
      """)
    let number = try host.sandbox.run(
      "grep sendto /run/strace | grep -n 'RTM_NEWLINK.*veth' | head -n 1 | cut -d : -f 1"
    ).trimmingCharacters(in: .whitespacesAndNewlines)
    // The first has done all but to write its result, which nobody takes. Meanwhile the second is at
    // making its pair.
    let outcome = try host.sandbox.attempt(
      """
      mkfifo /run/full; exec 3<>/run/full
      dd if=/dev/zero of=/run/full bs=4096 oflag=nonblock 2>/dev/null
      sh /run/bridge ADD c1 >/run/full 3<&- & first=$!
      until ip -o link show master br0 2>/dev/null | grep -q .; do sleep 0.02; done; sleep 0.1
      sh /run/bridge ADD c2 strace -f -o /dev/null -e trace=sendto \
        -e inject=sendto:delay_enter=600000:when=\(number) >/run/result 3<&- & second=$!
      sleep 0.3; exec 3<&-
      wait $first; echo first $?; wait $second; echo second $?; cat /run/result
      ip netns exec c2 ping -c 1 -w 10 10.2.0.1 || { ip -d addr; ip -n c2 neigh; exit 1; }
      """)
    #expect(outcome.status == 0, "\(outcome.output)")
    #expect(outcome.output.contains("first 1\nsecond 0\n"), "\(outcome.output)")
    #expect(try host.sandbox.run("ip addr show br0").contains("10.2.0.1/24"))
  }

  @Test(
    "What an ADD that fails had changed of a bridge that was there",
    arguments: [
      """
      ip addr add 10.99.0.1/24 dev br9; ip addr add 10.99.0.9/24 dev br9
      ip addr add 10.98.0.1/24 dev br9 label br9:x; ip addr add fd00:2::9/64 dev br9
      ip route add 10.97.0.0/16 via 10.99.0.5
      """, "sysctl -qw net.ipv6.conf.br9.disable_ipv6=1", "ip link set br9 down",
    ])
  func bridge(preparation: String) throws {
    let host = try CNIHost()
    try host.sandbox.run(
      """
      sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
      ip link add br9 address 02:00:00:00:00:b9 type bridge
      ip link add type veth; ip link set veth0 master br9 up; ip link set veth1 up; ip link set br9 up
      \(preparation)
      """)
    let members = #"""
      "bridge": "br9", "isGateway": true, "forceAddress": true, "promiscMode": true, "ipam": {
        "type": "host-local", "ranges": [[{"subnet": "10.2.0.0/24"}], [{"subnet": "fd00:2::/64"}]]}
      """#
    let look = "sysctl net.ipv6.conf.br9.disable_ipv6"
    let before = try host.state() + host.sandbox.run(look)
    try host.sandbox.run(
      "cat > /run/configuration <<'EOF'\n\(configuration("cnet-bridge", members))\nEOF")
    let add = "ARGS= /run/call /run/plugins/cnet-bridge ADD </run/configuration"
    #expect(try host.sandbox.attempt("\(add) >/dev/full").status == 1)
    #expect(try host.state() + host.sandbox.run(look) == before)
    // What it had changed.
    try host.sandbox.run(add)
    let after = try host.sandbox.run("ip addr show br9")
    for text in ["PROMISC", ",UP", "10.2.0.1/24", "fd00:2::1/64"] {
      #expect(after.contains(text), "\(after)")
    }
    #expect(!after.contains("10.99"))
  }

  @Test("IPv6, switched off before an ADD that fails, is off again; the host's lo is left alone")
  func disabledIPv6() throws {
    let host = try CNIHost()
    let list = "sysctl -a -r 'ipv6.conf.*.disable_ipv6'"
    let look = "\(list); ip netns exec c1 \(list)"
    try host.sandbox.run(
      """
      sysctl -qw net.ipv6.conf.all.forwarding=1
      for of in all default; do
        sysctl -qw net.ipv6.conf.$of.disable_ipv6=1
        ip netns exec c1 sysctl -qw net.ipv6.conf.$of.disable_ipv6=1
      done
      ip -n c1 link set lo up
      """)
    let members = #""ipam": {"type": "host-local", "subnet": "fd00:2::/64"}"#
    try host.sandbox.run(
      "cat > /run/configuration <<'EOF'\n\(configuration("cnet-ptp", members))\nEOF")
    let before = try host.state() + host.sandbox.run(look)
    let add = "ARGS= /run/call /run/plugins/cnet-ptp ADD </run/configuration"
    #expect(try host.sandbox.attempt("\(add) >/dev/full").status == 1)
    #expect(try host.state() + host.sandbox.run(look) == before)

    try host.sandbox.run(add)
    #expect(try host.sandbox.run("sysctl -n net.ipv6.conf.lo.disable_ipv6") == "1\n")
    for address in ["fd00:2::1", "fd00:2::3"] {
      try host.sandbox.run("ip netns exec c1 ping -6 -c 1 -w 5 \(address)")
    }
  }
}
