import TestSupport
import Testing

/// What counts as a namespace that is gone, and what does not.
@Suite("Gone, or out of sight", .makesNamespaces)
struct GoneTests {
  private static let macvlan =
    "cnet attach web --netns c1 --kind macvlan --name net1 --parent nic0"

  @Test("Without the right to enter a namespace nothing is detached, and that is said")
  func noRightToEnter() throws {
    let sandbox = try Sandbox.withBridge()
    try sandbox.run(
      """
      \(Self.macvlan)
      ip link add d0 type veth peer name d1
      cnet attach dev --netns c1 --kind device --name net2 --device d0
      """)
    let before = try sandbox.traces()
    for command in ["detach web", "detach dev", "recover"] {
      let outcome = try sandbox.attempt("setpriv --bounding-set -sys_admin cnet \(command)")
      #expect(outcome.status == 1 && outcome.output == "", "\(command): \(outcome.output)")
      #expect(outcome.errors.contains("(EPERM)"), "\(outcome.errors)")
      #expect(outcome.errors.contains("CAP_SYS_ADMIN"), "\(outcome.errors)")
      #expect(try sandbox.traces() == before, "\(command)")
    }
  }

  @Test("recover comes by with few descriptors, and takes the want of them for no end")
  func fewDescriptors() throws {
    let sandbox = try Sandbox.withBridge()
    try sandbox.run(
      """
      for i in $(seq 8); do
        ip netns add m$i; cnet attach web$i --netns m$i --kind macvlan --name net1 --parent nic0
      done
      """)
    let before = try sandbox.traces()
    // What the tests inherited counts; that of the listing is one of them.
    let open = try #require(Int(sandbox.run("ls /proc/self/fd | wc -l").filter(\.isNumber))) - 1
    #expect(try sandbox.run("ulimit -n \(open + 11); cnet recover") == "")
    #expect(try sandbox.traces() == before)
    for limit in open + 3...open + 10 {
      #expect(try sandbox.attempt("ulimit -n \(limit); cnet recover").output == "")
      #expect(try sandbox.traces() == before, "with \(limit) descriptors")
    }
  }

  @Test("A namespace whose name is mounted elsewhere is not gone, and is found there")
  func namedElsewhere() throws {
    let sandbox = try Sandbox.withBridge()
    let before = try sandbox.traces()
    try sandbox.run(Self.macvlan)
    let attached = try sandbox.traces()
    let elsewhere = "unshare -m sh -c 'umount /run/netns/c1; cnet"
    #expect(try sandbox.run("\(elsewhere) recover'") == "")
    #expect(try sandbox.traces() == attached)
    try sandbox.run("\(elsewhere) detach web'")
    #expect(try sandbox.traces() == before)
  }

  @Test("Where processes are hidden that may hold it, a namespace is not taken for gone")
  func hidden() throws {
    let sandbox = try Sandbox.withBridge()
    try sandbox.run("\(Self.macvlan); ip netns del c1")
    for command in ["detach web", "recover"] {
      let outcome = try sandbox.attempt("setpriv --bounding-set -sys_ptrace cnet \(command)")
      #expect(outcome.status == 1)
      #expect(
        outcome.errors.contains("processes that may hold it cannot be looked into (EACCES)\n")
          && outcome.errors.contains("hint: needs CAP_SYS_PTRACE "), "\(outcome.errors)")
      #expect(try sandbox.run("ls /run/cnet") == "web@.lock\nweb@net1\n")
    }
    #expect(try sandbox.run("cnet recover; ls -A /run/cnet") == "web net1\n")
  }

  @Test("What may be gone keeps nobody from undoing what was cut short")
  func hiddenBesidesCutShort() throws {
    let sandbox = try Sandbox.withBridge()
    try sandbox.run(
      """
      \(Self.macvlan); ip netns add c2; cnet attach web --netns c2 --kind veth --name a0 --host-name h0
      sed -i s/phase=done/phase=begun/ /run/cnet/web@a0; ip netns del c1
      """)
    let outcome = try sandbox.attempt("setpriv --bounding-set -sys_ptrace cnet recover")
    #expect(outcome.status == 1 && outcome.errors.contains("(EACCES)"), "\(outcome.errors)")
    #expect(try sandbox.attempt("ip link show h0").status != 0)
    #expect(try sandbox.run("ls -A /run/cnet") == "web@.lock\nweb@net1\n")
  }

  @Test(
    "Nothing goes to a namespace that has the number of the one that a device was moved from",
    .enabled(if: Kernel.hasNamespaceCookies, "the kernel (before 5.14) has no SO_NETNS_COOKIE"))
  func otherHome() throws {
    let sandbox = try Sandbox.withBridge()
    try sandbox.run(
      """
      ip netns add a; ip netns add b; ip link add d1 type veth peer name d0 netns a
      cnet -n a attach web --netns c1 --kind device --device d0 --name eth0; ip netns del a
      sed -i s/^home=.*/home=$(stat -Lc %d:%i /run/netns/b)/ /run/cnet/web@eth0
      cnet detach web; ip -n c1 link show eth0
      """)
    #expect(try sandbox.run("ip -n b -br link | wc -l; ls -A /run/cnet") == "1\n")
  }

  /// The kernel gives a namespace the lowest number that is free: that of one that has just ended.
  private static func sameNumber(_ attach: String) -> String {
    """
    ip netns add a; ip netns add b; ip -n b link add eth0 type veth peer name eth1
    \(attach) a; ip netns del a; until ! ip link show | grep -q cnet:; do sleep 0.01; done
    sed -i s/^identity=.*/identity=$(stat -Lc %d:%i /run/netns/b)/ /run/cnet/web@eth0
    """
  }

  @Test(
    "A container starts again, though its old namespace's number is another's by now",
    arguments: ["--kind veth", "--kind macvlan --parent nic0"])
  func startedAgain(kind: String) throws {
    let sandbox = try Sandbox.withBridge()
    let before = try sandbox.traces()
    let attach = "cnet attach web --name eth0 \(kind) --netns"
    // The record of an older version, or an older kernel, has no cookie.
    for damage in ["true", "sed -i /^cookie=/d /run/cnet/web@eth0"] {
      try sandbox.run(
        "\(Self.sameNumber(attach)); \(damage); \(attach) c1; cnet detach web; ip netns del b")
      #expect(try sandbox.traces() == before, "\(damage)")
    }
  }

  @Test(
    "A namespace that has the number of one that is gone keeps nobody from recovering",
    .enabled(if: Kernel.hasNamespaceCookies, "the kernel (before 5.14) has no SO_NETNS_COOKIE"),
    arguments: ["--kind veth", "--kind macvlan --parent nic0"])
  func recovered(kind: String) throws {
    let sandbox = try Sandbox.withBridge()
    let attach = "cnet attach web --name eth0 \(kind) --netns"
    #expect(
      try sandbox.run("\(Self.sameNumber(attach)); cnet recover; ls -A /run/cnet") == "web eth0\n")
  }
}
