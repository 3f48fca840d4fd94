import ContainerNetwork
import Netlink
import NetworkNamespace
import RouteNetlink
import TestSupport
import Testing

/// What the README promises: how few messages and system calls the common things take.
@Suite(.makesNamespaces) struct MessageCountTests {
  /// Counts the calls that `strace` sees a command make.
  private func sends(_ sandbox: Sandbox, _ command: String) throws -> (
    sends: [String], rest: String
  ) {
    let trace = try sandbox.run(
      """
      strace -f -v -s 256 -o /run/trace -e trace=sendto,sendmsg \(command)
      cat /run/trace; rm /run/trace
      """)
    let lines = trace.split(separator: "\n").map(String.init)
    return (lines.filter { $0.contains("sendto(") || $0.contains("sendmsg(") }, trace)
  }

  @Test(
    .enabled(
      if: Kernel.echoesNewLinks, "before Linux 6.2 the indexes of new links have to be asked for"))
  func aVethPairInItsNamespaceIsOneCreatingMessageAndOneSend() throws {
    let sandbox = try Sandbox()
    try sandbox.run("cnet netns add blue")
    let (sends, trace) = try sends(
      sandbox,
      "cnet veth add web0 eth0 --netns blue --mac 02:00:00:00:00:01 --host-mac 02:00:00:00:00:02 "
        + "--mtu 1400 --queues 1 --address 10.0.0.2/24 --address fd00::2/64 --gateway 10.0.0.1 "
        + "--route 10.9.0.0/16,via=10.0.0.1")
    #expect(sends.count == 2, "\(trace)")
    #expect(sends[0].contains("RTM_NEWLINK") && sends[0].contains("NLM_F_CREATE"), "\(trace)")
    // strace cannot name the types of a socket in another namespace: RTM_NEWADDR, RTM_NEWROUTE.
    #expect(sends[1].contains("=0x14 ") && sends[1].contains("=0x18 "), "\(trace)")
    let host = try JSON(parsing: sandbox.run("ip -j -d link show web0"))[0]
    #expect(host["flags"].strings.contains("UP"))
    #expect(host["mtu"].int == 1400)
    #expect(host["address"].string == "02:00:00:00:00:02")
    #expect(host["num_tx_queues"].int == 1)
    let peer = try JSON(parsing: sandbox.run("ip -n blue -j -d addr show eth0"))[0]
    #expect(peer["flags"].strings.contains("UP"))
    #expect(peer["address"].string == "02:00:00:00:00:01")
    #expect(peer["addr_info"].array.count >= 2)
  }

  /// 128 messages fit into one send, and what a socket's receive queue takes of refusals.
  @Test func manyAddressesAreAFewSends() throws {
    let sandbox = try Sandbox()
    let addresses = (0..<300).map { " --address 10.0.\($0 / 100).\($0 % 100 + 1)/16" }.joined()
    let routes = (0..<150).map { " --route 10.1.\($0).0/24,via=10.0.200.1" }.joined()
    let (sends, trace) = try sends(sandbox, "cnet ifb add d0\(addresses)\(routes)")
    // The creating message, one that asks for the index, and 450 in fours.
    #expect(sends.count == 2 + 4, "\(trace)")
    #expect(
      try sandbox.run("ip -o -4 addr show d0 | wc -l; ip route | grep -c via") == "300\n150\n")
    // A refusal in the last send undoes all.
    let outcome = try sandbox.attempt(
      "cnet ifb add d1\(addresses)\(routes) --route 10.2.0.0/24,via=10.9.9.9 --route 10.2.0.0/24")
    #expect(outcome.status == 1)
    #expect(try sandbox.attempt("ip link show d1").status != 0)
  }

  @Test func aBarePairWithItsHostEndUpIsOneMessage() throws {
    var fixture = try NamespaceFixture()
    let target = try NetworkNamespace.anonymous()
    let before = fixture.socket.netlink.statistics
    var host = LinkSettings(name: "web0")
    host.up = true
    host.mtu = 1400
    var peer = LinkSettings(name: "eth0")
    peer.namespace = target.fileDescriptor
    try fixture.socket.createLink(host, Veth(peer: peer))
    let after = fixture.socket.netlink.statistics
    #expect(after.sends - before.sends == 1)
    #expect(after.messagesSent - before.messagesSent == 1)
    #expect(after.receives - before.receives == 1)
  }

  @Test func aMacvlanIsOneMessageUpStateIncluded() throws {
    let sandbox = try Sandbox()
    try sandbox.run(
      "cnet netns add blue; ip link add nic0 type veth peer name w0; ip link set nic0 up")
    let (sends, trace) = try sends(
      sandbox,
      "cnet macvlan add nic0 m0 --netns blue --mac 02:00:00:00:00:03 --mtu 1400 --mode private")
    // One question, for the parent's index and MTU, and one creating message.
    #expect(sends.count == 2, "\(trace)")
    #expect(sends[0].contains("RTM_GETLINK"), "\(trace)")
    #expect(sends[1].contains("RTM_NEWLINK"), "\(trace)")
    let link = try JSON(parsing: sandbox.run("ip -n blue -j -d link show m0"))[0]
    #expect(link["flags"].strings.contains("UP"))
    #expect(link["address"].string == "02:00:00:00:00:03")
    #expect(link["linkinfo"]["info_data"]["mode"].string == "private")
  }
}
