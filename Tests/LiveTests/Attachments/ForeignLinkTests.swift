import TestSupport
import Testing

/// What somebody else made stays, whatever it is called and whatever becomes of our work.
@Suite("Links of others", .makesNamespaces)
struct ForeignLinkTests {
  @Test(
    "A name that is taken is refused, and whose it is keeps it",
    arguments: [
      (
        "ip link add link nic0 name eth0 netns c1 type macvlan mode bridge",
        "--kind macvlan --mode passthru --parent bp1"
      ),
      (
        "ip link add web0 address 02:00:00:00:00:09 type veth peer name web0x",
        "--kind veth --host-name web0 --host-mac 02:00:00:00:00:09"
      ),
      (
        "ip link add link nic0 name eth0 netns c1 address 02:00:00:00:00:09 type macvlan mode bridge",
        "--kind macvlan --parent nic0 --mac 02:00:00:00:00:09"
      ),
    ])
  func taken(other: String, kind: String) throws {
    let sandbox = try Sandbox.withBridge()
    try sandbox.run(other)
    let before = try sandbox.traces()
    let outcome = try sandbox.attempt("cnet attach web --netns c1 --name eth0 \(kind)")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("(EEXIST)"), "\(outcome.errors)")
    #expect(try sandbox.traces() == before)
  }

  @Test(
    "Killed at each step, one whose MAC is not of our choice is found again",
    .enabled(if: Runtimes.missing(["strace"]).isEmpty, "no strace"),
    arguments: [
      "--kind macvlan --mode passthru --parent nic0",
      "--kind veth --host-name web0 --host-mac 02:00:00:00:00:09",
    ])
  func killed(kind: String) throws {
    let sandbox = try Sandbox.withBridge()
    let report = try sandbox.bash(
      """
      look() {
        \(Sandbox.tracesScript)
      }
      before=$(look)
      for k in $(seq 100); do
        # A process that is killed takes strace with it, by the same signal.
        ( strace -f -qq -o /run/strace -e trace=sendto,rename -e inject=sendto,rename:signal=KILL:when=$k \\
          cnet attach web --netns c1 --name eth0 \(kind) >/dev/null 2>&1) 2>/dev/null && break
        cnet recover >/dev/null
        now=$(look)
        [ "$now" = "$before" ] || { echo "killed at call $k:"; diff <(echo "$before") <(echo "$now"); }
      done
      [ $k -ge 5 ] || echo "only $k calls"
      """)
    #expect(report == "")
  }

  @Test("One of ours that has another name by now is detached, with its other end")
  func renamed() throws {
    let sandbox = try Sandbox.withBridge()
    let before = try sandbox.traces()
    try sandbox.run(
      """
      cnet attach web --netns c1 --kind veth --name eth0 --host-name web0
      ip link set web0 down; ip link set web0 name other; cnet detach web
      """)
    #expect(try sandbox.traces() == before)
  }

  @Test(
    "One whose alias its container changed, or gave to another, is detached",
    .enabled(if: Kernel.hasNamespaceCookies, "the kernel (before 5.14) has no SO_NETNS_COOKIE"))
  func otherAlias() throws {
    let sandbox = try Sandbox.withBridge()
    let before = try sandbox.traces()
    let attach = "cnet attach web --netns c1 --kind macvlan --name eth0 --parent nic0"
    for mischief in [
      "ip -n c1 link set eth0 alias x",
      """
      ip -n c1 link set eth0 alias x; ip -n c1 link set eth0 down; ip -n c1 link set eth0 name e1
      ip -n c1 link add link e1 eth0 type macvlan; ip -n c1 link set eth0 alias cnet:web/eth0
      """,
    ] {
      // Attached again, it is made again.
      for next in ["", "\(attach);"] {
        try sandbox.run("\(attach); \(mischief); \(next) cnet detach web")
        #expect(try sandbox.traces() == before, "\(mischief); \(next)")
      }
    }
  }

  @Test("IDs that look the same are two")
  func sameLook() throws {
    let sandbox = try Sandbox.withBridge()
    let before = try sandbox.traces()
    let attach = "--netns c1 --kind veth --name"
    let left = try sandbox.run(
      """
      cnet attach caf\u{E9} \(attach) a --host-name h1; cnet attach cafe\u{301} \(attach) b --host-name h2
      ip link del h2; sed -e s/=b$/=a/ -e s/=h2$/=h9/ -i /run/cnet/*b; mv /run/cnet/cafe*@b /run/cnet/cafe%cc%81@a
      cnet detach cafe\u{301}; ip -br link show h1 | wc -l; ls /run/cnet; cnet detach caf\u{E9}
      """)
    #expect(left == "1\ncaf%c3%a9@.lock\ncaf%c3%a9@a\n")
    #expect(try sandbox.traces() == before)
  }

  @Test("One that was killed before its link had its name: that is found by its mark")
  func temporaryName() throws {
    let sandbox = try Sandbox.withBridge()
    let before = try sandbox.traces()
    // As before Linux 6.14, where the name is taken here.
    try sandbox.run(
      """
      cnet attach web --netns c1 --kind macvlan --name net1 --parent nic0
      ip -n c1 link del net1; sed -i s/phase=done/phase=begun/ /run/cnet/web@net1
      mark=$(sed -n s/^mark=//p /run/cnet/web@net1)
      ip link add link nic0 cnet1234 netns c1 group $mark type macvlan
      ip link add link nic0 mine netns c1 type macvlan
      cnet detach web; ip -n c1 link del mine
      """)
    #expect(try sandbox.traces() == before)
  }
}
