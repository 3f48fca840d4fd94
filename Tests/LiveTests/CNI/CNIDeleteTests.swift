import Foundation
import TestSupport
import Testing

/// A DEL in places and at moments that are unlike those of the ADD.
@Suite("CNI, deleting", .makesNamespaces, .runsCNI)
struct CNIDeleteTests {
  private let good = configuration(
    "cnet-ptp", #""ipMasq": true, "ipam": {"type": "host-local", "subnet": "10.2.0.0/24"}"#)

  /// Until the background's strace sees the n-th send begin, or has ended.
  private func waits(for send: Int) -> String {
    """
    while kill -0 $! && [ "$(cat /run/strace | grep -c 'sendto(')" -lt \(send) ]; do sleep 0.02; done 2>/dev/null
    """
  }

  @Test(
    "Rules that somebody else takes away meanwhile are gone as well", .hasNFT, .hasStrace,
    arguments: [
      "nft delete table ip cnet", "nft flush chain ip cnet postrouting",
      // What another process makes of it in the next moment.
      "nft flush chain ip cnet postrouting; nft add rule ip cnet postrouting accept",
    ])
  func rules(damage: String) throws {
    let host = try CNIHost()
    let delete = "/run/call /run/plugins/cnet-ptp DEL </run/configuration"
    try host.sandbox.run("cat > /run/configuration <<'EOF'\n\(good)\nEOF")
    try host.done("cnet-ptp", "ADD", good)
    let number = try host.sandbox.run(
      """
      ARGS= strace -f -o /run/strace -e trace=sendto \(delete)
      grep sendto /run/strace | grep -n BATCH_BEGIN | head -n 1 | cut -d : -f 1
      """
    )
    let send = try #require(Int(number.trimmingCharacters(in: .whitespacesAndNewlines)))
    try host.done("cnet-ptp", "ADD", good)
    let outcome = try host.sandbox.attempt(
      """
      rm /run/strace
      ARGS= strace -f -o /run/strace -e trace=sendto \
        -e inject=sendto:delay_enter=500000:when=\(send) \(delete) &
      \(waits(for: send))
      \(damage); wait $!
      """)
    #expect(outcome.status == 0, "\(outcome.output)")
    // It came too late the first time.
    #expect(try host.sandbox.run("grep -c BATCH_BEGIN /run/strace") != "1\n")
    #expect(!(try host.sandbox.run("nft list ruleset").contains("cnet:net/abc/eth0")))
    #expect(try host.sandbox.run("ls -A /run/cnet") == "")
  }

  @Test("A path that leads to our own namespace by now is that of a namespace that is gone")
  func recycled() throws {
    let host = try CNIHost()
    // Not to be taken for the container's.
    try host.sandbox.run("ip link add eth0 type veth peer name eth0p")
    let mac = try host.sandbox.run("ip -br link show eth0").split(separator: " ")
      .first { $0.contains(":") }
    let before = try host.state()
    try host.done("cnet-ptp", "ADD", good)
    try host.sandbox.run("ip netns delete c1; ip netns add c1")
    for previous in [
      nil,
      #"{"interfaces": [{"name": "eth0", "mac": "\#(mac ?? "")", "sandbox": "/proc/self/ns/net"}]}"#,
    ] {
      let last = configuration(
        "cnet-ptp", #""ipMasq": true, "ipam": {"type": "host-local", "subnet": "10.2.0.0/24"}"#,
        previous: previous)
      try host.done("cnet-ptp", "DEL", last, namespace: "/proc/self/ns/net")
      #expect(try host.state() == before)
    }
  }

  @Test("Nor is another container's interface taken, whose MAC is not what the runtime keeps")
  func others() throws {
    let host = try CNIHost()
    let result = try host.done("cnet-ptp", "ADD", good)
    try host.sandbox.run(
      "rm -r /run/cnet; ip netns delete c1; ip netns add c1; ip -n c1 link add eth0 type veth")
    let last = configuration(
      "cnet-ptp", #""ipMasq": true, "ipam": {"type": "host-local", "subnet": "10.2.0.0/24"}"#,
      previous: result)
    try host.done("cnet-ptp", "DEL", last)
    try host.sandbox.run("ip -n c1 link show eth0")
  }

  @Test("Rules are taken from the namespace that they are in, whoever detaches", .hasNFT)
  func elsewhere() throws {
    let host = try CNIHost()
    try host.sandbox.run(
      """
      ip netns add host2
      cat > /run/configuration <<'EOF'
      \(good)
      EOF
      ARGS= nsenter --net=/run/netns/host2 /run/call /run/plugins/cnet-ptp ADD </run/configuration
      """)
    let list = "nsenter --net=/run/netns/host2 nft list ruleset"
    #expect(try host.sandbox.run(list).contains("cnet:net/abc/eth0"))
    try host.sandbox.run("cnet detach net/abc")
    #expect(try host.sandbox.run(list) == "")
    #expect(try host.sandbox.run("ls -A /run/cnet; ls /var/lib/cni/networks/net/10* || true") == "")
  }

  @Test("Of two at once without a record, both succeed", .hasStrace)
  func twoAtOnce() throws {
    let host = try CNIHost()
    let before = try host.state()
    // Before 0.4.0 runtimes keep no result.
    let good = configuration(
      "cnet-macvlan",
      #""master": "nic0", "ipam": {"type": "host-local", "subnet": "10.2.0.0/24"}"#,
      version: "0.3.1")
    let delete = "/run/call /run/plugins/cnet-macvlan DEL </run/configuration"
    try host.sandbox.run("cat > /run/configuration <<'EOF'\n\(good)\nEOF")
    func addUnrecorded() throws {
      try host.done("cnet-macvlan", "ADD", good)
      try host.sandbox.run("rm -r /run/cnet")
    }
    try addUnrecorded()
    let number = try host.sandbox.run(
      """
      ARGS= strace -f -o /run/strace -e trace=sendto \(delete)
      # RTM_DELLINK: strace does not know the protocol of a socket in another namespace.
      grep sendto /run/strace | grep -n nlmsg_type=0x11 | head -n 1 | cut -d : -f 1
      """
    )
    let send = try #require(Int(number.trimmingCharacters(in: .whitespacesAndNewlines)))
    try addUnrecorded()
    let outcome = try host.sandbox.attempt(
      """
      export ARGS=
      rm /run/strace
      strace -f -o /run/strace -e trace=sendto \
        -e inject=sendto:delay_enter=500000:when=\(send) \(delete) & first=$!
      \(waits(for: send))
      kill -0 $first || echo alone
      \(delete); echo $?; wait $first; echo $?
      """)
    #expect(outcome.output == "0\n0\n", "\(outcome)")
    #expect(try host.state() == before)
  }
}
