import Netlink
import NetworkNamespace
import RouteNetlink
import TestSupport
import Testing

@testable import ContainerNetwork

/// What is done instead where a kernel lacks something. `make test-kernels` runs these under kernels that do.
///
/// | lacking before | what | instead | elsewhere |
/// | --- | --- | --- | --- |
/// | 4.2, 4.12 | `NETLINK_CAP_ACK`, `NETLINK_EXT_ACK` | longer answers, an errno without a text | |
/// | 4.20 | `NETLINK_GET_STRICT_CHK` | a link's addresses are picked out of all | |
/// | 5.3 | `pidfd_open` | `/proc/PID/ns/net` | |
/// | 5.14 | `SO_NETNS_COOKIE` | device and inode alone tell namespaces apart; a link is ours by its alias alone | `ForeignLinkTests` |
/// | 6.2 | `NLM_F_ECHO` of new links | their indexes are asked for by name | |
/// | 6.2 | names for links that are up | a link made under a temporary name comes up with its own | `TemporaryNameTests` |
/// | 6.6 | altnames that go with their link | taken off before a move, and given again | `DeviceTests` |
/// | 6.11 | `PIDFD_GET_NET_NAMESPACE` | `/proc/PID/ns/net`, if the pidfd's process is there afterwards | |
/// | 6.14 | a name that is taken here, for a link that goes elsewhere | a temporary name | `TemporaryNameTests` |
/// | later | `EINVAL` where `rp_filter` refuses | `EXDEV` | `ExplainTests` |
///
/// Where the running kernel has what can be taken away from a process by a failing call, `strace` makes it
/// fail; the rest is skipped there.
@Suite("Fallbacks for older kernels", .makesNamespaces) struct FallbackTests {
  /// What strace saw of a command.
  private func trace(_ sandbox: Sandbox, _ calls: String, _ options: String, _ command: String)
    throws -> String
  {
    try sandbox.run(
      """
      strace -f -qq -v -s 256 -o /run/trace -e trace=\(calls) \(options) \(command) >/run/printed
      grep -v '[.]so' /run/trace
      """)
  }

  private func lines(_ trace: String, _ words: String...) -> [Substring] {
    trace.split(separator: "\n").filter { line in words.allSatisfy(line.contains) }
  }

  // MARK: Before 5.10, made by strace

  @Test("Without NETLINK_CAP_ACK, EXT_ACK and GET_STRICT_CHK (4.2, 4.12, 4.20)")
  func socketOptions() throws {
    let sandbox = try Sandbox()
    try sandbox.run(
      """
      cnet netns add blue
      cnet veth add v0 eth0 --netns blue --host-address 10.0.0.1/24
      cnet bridge add br0 --address 10.1.0.1/24
      cnet address list --dev v0 >/run/before
      """)
    let refuse = "-e inject=setsockopt:error=ENOPROTOOPT"
    let listing = try trace(sandbox, "setsockopt", refuse, "cnet address list --dev v0")
    #expect(lines(listing, "NETLINK_GET_STRICT_CHK", "INJECTED").count > 0, "\(listing)")
    #expect(lines(listing, "NETLINK_EXT_ACK", "INJECTED").count > 0, "\(listing)")
    #expect(lines(listing, "NETLINK_CAP_ACK", "INJECTED").count > 0, "\(listing)")
    // The kernel now sends those of br0 too.
    #expect(try sandbox.run("cmp /run/before /run/printed; grep -c 10.0.0.1 /run/printed") == "1\n")

    _ = try trace(
      sandbox, "setsockopt", refuse,
      "cnet veth add v2 eth2 --netns blue --bridge br0 --address 10.1.0.2/24 --gateway 10.1.0.1")
    #expect(try sandbox.run("ip -n blue route").contains("default via 10.1.0.1 dev eth2"))
    let outcome = try sandbox.attempt(
      "strace -f -qqq -o /dev/null \(refuse) cnet bridge add br0 --address 10.2.0.1/24")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("File exists (EEXIST)"), "\(outcome.errors)")
    #expect(outcome.errors.contains("hint: the name br0 is taken there"), "\(outcome.errors)")
  }

  @Test("Without pidfd_open (5.3)")
  func pidfd() throws {
    let sandbox = try Sandbox()
    let trace = try trace(
      sandbox, "pidfd_open,openat", "-e inject=pidfd_open:error=ENOSYS",
      "cnet -n pid:$$ link show lo")
    #expect(lines(trace, "pidfd_open", "INJECTED").count == 1, "\(trace)")
    #expect(lines(trace, "openat", "/proc/", "/ns/net").count == 1, "\(trace)")
    #expect(try sandbox.run("cat /run/printed").contains("loopback"))
  }

  // MARK: Before 6.11

  @Test("Without PIDFD_GET_NET_NAMESPACE (6.11)")
  func namespaceOfPidfd() throws {
    let sandbox = try Sandbox()
    let command = "cnet -n pid:$$ link show lo"
    func asks(_ line: Substring) -> Bool {
      line.contains("0xff, 0x4,") || line.contains("PIDFD_GET_NET_NAMESPACE")
    }
    let asked = try lines(trace(sandbox, "ioctl", "", command), "ioctl(").firstIndex(where: asks)
    let place = try #require(asked) + 1
    let trace = try trace(
      sandbox, "ioctl,openat,pidfd_send_signal",
      Kernel.opensNamespacesByPidfd ? "-e inject=ioctl:error=ENOTTY:when=\(place)" : "", command)
    let refusal = lines(trace, "ioctl(").first(where: asks)
    #expect(refusal?.contains("ENOTTY") == true, "\(trace)")
    #expect(refusal?.contains("INJECTED") == Kernel.opensNamespacesByPidfd)
    #expect(lines(trace, "openat", "/proc/", "/ns/net").count == 1, "\(trace)")
    // Still there?
    #expect(lines(trace, "pidfd_send_signal", "= 0").count == 1, "\(trace)")
    #expect(try sandbox.run("cat /run/printed").contains("loopback"))
  }

  @Test(
    "With it, no path is opened",
    .enabled(if: Kernel.opensNamespacesByPidfd, "no PIDFD_GET_NET_NAMESPACE (Linux 6.11)"))
  func namespaceOfPidfdIsThere() throws {
    let sandbox = try Sandbox()
    let trace = try trace(sandbox, "openat", "", "cnet -n pid:$$ link show lo")
    #expect(lines(trace, "/proc/", "/ns/net").count == 0, "\(trace)")
  }

  // MARK: Before 6.2

  @Test(
    "Without NLM_F_ECHO of new links (6.2): both ends of a pair",
    .enabled(if: !Kernel.echoesNewLinks, "this kernel echoes new links (Linux 6.2)"))
  func pairWithoutEcho() throws {
    let sandbox = try Sandbox()
    try sandbox.run("cnet netns add blue")
    let trace = try trace(
      sandbox, "sendto,sendmsg", "", "cnet veth add v0 eth0 --netns blue --address 10.0.0.2/24")
    #expect(lines(trace, "RTM_NEWLINK", "NLM_F_ECHO").count == 1, "\(trace)")
    // The pair, a question here and one there, and the address.
    #expect(lines(trace, "send").count == 4, "\(trace)")
    #expect(lines(trace, "RTM_GETLINK").count >= 1, "\(trace)")
    let peer = try JSON(parsing: sandbox.run("ip -n blue -j addr show eth0"))[0]
    #expect(peer["addr_info"].array.contains { $0["local"].string == "10.0.0.2" })
    #expect(peer["flags"].strings.contains("UP"))
  }

  @Test(
    "Without NLM_F_ECHO of new links (6.2): a bridge",
    .enabled(if: !Kernel.echoesNewLinks, "this kernel echoes new links (Linux 6.2)"))
  func bridgeWithoutEcho() throws {
    let fixture = try NamespaceFixture()
    let plumber = try Plumber(from: .fileDescriptor(fixture.namespace.fileDescriptor))
    let bridge = try plumber.ensureBridge("br0", mtu: 1400)
    // Is it there, its creation, and how it came out.
    #expect(plumber.home.socket.netlink.statistics.messagesSent == 3)
    #expect(bridge.index == Int32(try fixture.ipLink("br0")["ifindex"].int ?? 0))
    #expect(bridge.mtu == 1400 && bridge.flags.contains(.up))
  }

  @Test(
    "A link that is up keeps its name (6.2), and is told why",
    .enabled(if: !Kernel.renamesWhatIsUp, "this kernel renames links that are up (Linux 6.2)"))
  func renaming() throws {
    let sandbox = try Sandbox()
    try sandbox.run("ip link add v0 type veth peer name v1; ip link set v0 up")
    let before = try sandbox.state()
    let outcome = try sandbox.attempt("cnet link set v0 --name w0 --mtu 1400")
    #expect(outcome.status == 1)
    #expect(
      outcome.errors.contains(
        "hint: this kernel renames a link only while it is down: cnet link set v0 --down"),
      "\(outcome.errors)")
    #expect(try sandbox.state() == before)
  }

  /// The kernel raises it before it refuses the master.
  @Test("A link that came up under another name has its own again")
  func renamingBack() throws {
    let sandbox = try Sandbox()
    try sandbox.run("ip link add v0 type veth peer name v1")
    let outcome = try sandbox.attempt("cnet link set v1 --name w1 --up --master v0")
    #expect(outcome.status == 1)
    #expect(!outcome.errors.contains("left behind"), "\(outcome.errors)")
    let link = try JSON(parsing: sandbox.run("ip -j link show v1"))[0]
    #expect(!link["flags"].strings.contains("UP"))
  }

  // MARK: Before 6.6

  @Test(
    "Releases are compared number by number",
    arguments: [
      ("5.10.0-46-cloud-amd64", true), ("6.5.13\n", true), ("6.6.0\n", false),
      ("6.12.95+deb12", false),
      ("7.3", false), ("10.0-rc1", false), ("6.10", false), ("4.19.0", true), ("", true),
    ])
  func release(text: String, isOlder: Bool) {
    #expect(KernelRelease.isBefore(6, 6, text) == isOlder)
  }

  @Test(
    "Altnames that stay behind (6.6) are carried along",
    .enabled(
      if: !Kernel.movesAlternativeNames, "this kernel moves altnames with their link (Linux 6.6)"))
  func alternativeNames() throws {
    let sandbox = try Sandbox()
    try sandbox.run(
      """
      cnet netns add blue; ip link add v0 type veth peer name v1
      ip link property add dev v0 altname first altname second
      """)
    let trace = try trace(
      sandbox, "sendto,sendmsg", "", "cnet link move first --netns blue --name eth0")
    #expect(lines(trace, "RTM_DELLINKPROP").count == 2, "\(trace)")
    for name in ["first", "second"] {
      #expect(try sandbox.run("ip -n blue -o link show \(name)").contains(" eth0@"))
      #expect(try sandbox.attempt("ip link show \(name)").status == 1)
    }
    // And when it is taken back.
    let before = try sandbox.state()
    let outcome = try sandbox.attempt(
      "printf 'link move second --netns %s --name w0\nlink delete none\n' /proc/$$/ns/net "
        + "| cnet -n blue batch --atomic")
    #expect(outcome.status == 1)
    #expect(!outcome.errors.contains("left behind"), "\(outcome.errors)")
    #expect(try sandbox.state() == before)
    for name in ["first", "second"] {
      #expect(try sandbox.run("ip -n blue -o link show \(name)").contains(" eth0@"))
    }
  }

  // MARK: Before 6.14

  @Test(
    "A name that is taken here and not there (6.14)", .kernelHas(Macvlan.self),
    .enabled(
      if: !Kernel.looksForNamesWhereTheyGo,
      "this kernel looks for a new link's name where it goes (Linux 6.14)"))
  func clash() throws {
    let sandbox = try Sandbox()
    try sandbox.run(
      """
      cnet netns add blue
      ip link add p0 type veth peer name p1; ip link set p0 up; ip link set p1 up
      ip link add eth0 type bridge; ip link show eth0 >/run/before
      """)
    let trace = try trace(
      sandbox, "sendto,sendmsg,recvmsg", "",
      "cnet macvlan add p0 eth0 --netns blue --mac 02:00:5e:10:00:09 --address 10.0.0.9/24")
    #expect(lines(trace, "error=-EEXIST").count == 1, "\(trace)")
    #expect(lines(trace, "RTM_NEWLINK", "NLM_F_CREATE", "\"cnet").count == 1, "\(trace)")
    let link = try JSON(parsing: sandbox.run("ip -n blue -j addr show eth0"))[0]
    #expect(link["address"].string == "02:00:5e:10:00:09")
    #expect(link["flags"].strings.contains("UP"))
    #expect(link["addr_info"].array.contains { $0["local"].string == "10.0.0.9" })
    #expect(try sandbox.run("ip -n blue -o link | wc -l") == "2\n")
    try sandbox.run("ip link show eth0 | cmp - /run/before")
  }
}
