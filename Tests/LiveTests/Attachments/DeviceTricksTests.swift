import RouteNetlink
import TestSupport
import Testing

/// What root in a container may do to a device that was moved there, or to make another link pass for it.
@Suite("A container that plays tricks with its device", .makesNamespaces)
struct DeviceTricksTests {
  private static let attach = "cnet attach web --netns c1 --kind device --name d0 --device d0"

  /// With a device d0 that has an address, and a pair of the container's own.
  private static func withDevice() throws -> Sandbox {
    let sandbox = try Sandbox.withBridge()
    try sandbox.run(
      """
      ip link add d0 type veth peer name d1; ip link set d1 up; ip link set d0 up
      ip addr add 10.66.0.2/24 dev d0
      ip -n c1 link add fake type veth peer name fakepeer; ip -n c1 link set fakepeer up
      """)
    return sandbox
  }

  @Test("It is renamed while it is waited for, and another gets its name")
  func renamed() throws {
    let sandbox = try Self.withDevice()
    try sandbox.run("ip -n c1 link del fake")
    let before = try sandbox.traces()
    try sandbox.run(
      """
      ip -n c1 link add fake type veth peer name fakepeer; ip -n c1 link set fakepeer up
      ip netns exec c1 sysctl -qw net.ipv6.conf.default.accept_dad=1
      \(Self.attach) --address fd00::2/64 >/dev/null 2>&1 & attach=$!
      until ip -n c1 link show up | grep ' d0@' >/dev/null; do kill -0 $attach; done
      ip -n c1 -batch - <<'B'
      link set d0 down
      link set d0 name mine alias x
      link set fake name d0
      link set d0 up
      link set mine up
      B
      wait $attach || true; cnet detach web; ip -n c1 link del fakepeer
      """)
    #expect(try sandbox.traces() == before)
  }

  @Test(
    "Its alias goes to another before it is known where it is",
    .enabled(if: Runtimes.missing(["strace"]).isEmpty, "no strace"))
  func cutShort() throws {
    let sandbox = try Self.withDevice()
    let before = try sandbox.traces()
    // A process that is killed takes strace with it.
    _ = try sandbox.attempt(
      """
      strace -f -qq -o /dev/null -e trace=rename -e inject=rename:error=EIO:signal=KILL:when=2 \
        \(Self.attach)
      """)
    try sandbox.run(
      "ip -n c1 link set d0 alias mine; ip -n c1 link set fake alias cnet:web/d0")
    let outcome = try sandbox.attempt("cnet recover")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("fake in /run/netns/c1 has the alias of d0, but is not what"))
    try sandbox.run(
      """
      ip -n c1 link set fake alias ''; ip -n c1 link set d0 alias cnet:web/d0
      cnet recover >/dev/null
      """)
    #expect(try sandbox.traces() == before)
  }

  @Test(
    "A device that is renamed at home meanwhile is the one that is moved",
    .enabled(if: Runtimes.missing(["strace"]).isEmpty, "no strace"),
    .enabled(if: Kernel.renamesWhatIsUp, "a link that is up keeps its name before Linux 6.2"))
  func renamedAtHome() throws {
    let sandbox = try Self.withDevice()
    let before = try sandbox.traces()
    try sandbox.run(
      """
      mac() { ip $1 -o link show d0 | sed 's/.*ether //; s/ .*//'; }
      mac=$(mac)
      (for try in $(seq 1000); do ip link show d0 | grep cnet: >/dev/null && break; done
      printf 'link set d0 name t\\nlink set d1 name d0\\nlink set t name d1\\n' | ip -batch -) &
      strace -f -qq -o /dev/null -e trace=sendto -e inject=sendto:delay_exit=20000 \(Self.attach)
      wait; test "$(mac '-n c1')" = "$mac"
      ! cnet detach web 2>/dev/null
      ip link set d0 name d1; cnet detach web
      """)
    #expect(try sandbox.traces() == before)
  }

  @Test(
    "Other names do not keep it there, and do not come with it",
    arguments: [#"printf 'link property add dev d0 altname \377\376\n'"#]
      // Where they stay behind, what is given in the last moment does.
      + (Kernel.movesAlternativeNames ? ["e9", "smuggled"] : []).map {
        "yes link property add dev d0 altname \($0)"
      })
  func otherNames(lines: String) throws {
    let sandbox = try Self.withDevice()
    try sandbox.run("ip link add e9 type bridge")
    let before = try sandbox.traces()
    try sandbox.run(
      """
      \(Self.attach)
      \(lines) | timeout 2 ip -n c1 -force -batch - 2>/dev/null &
      sleep 0.2; cnet detach web
      """)
    #expect(try sandbox.traces() == before)
  }

  @Test("What was made on top of it ends with its stay", .kernelHas(Macvlan.self))
  func onTop() throws {
    let sandbox = try Self.withDevice()
    let before = try sandbox.traces()
    try sandbox.run(
      """
      \(Self.attach); ip -n c1 link add link d0 name on0 type macvlan; ip -n c1 link set on0 up
      cnet detach web
      """)
    #expect(try sandbox.traces() == before)
  }

  @Test("One that was moved on is not forgotten")
  func movedOn() throws {
    let sandbox = try Self.withDevice()
    let before = try sandbox.traces()
    try sandbox.run("\(Self.attach); ip netns add inner; ip -n c1 link set d0 netns inner")
    let outcome = try sandbox.attempt("cnet detach web")
    #expect(outcome.status == 1)
    #expect(
      outcome.errors == """
        cnet: detach web: d0 is not in /run/netns/c1 any more (ENODEV)
        hint: it was moved on from there: move it here by hand and detach again

        """)
    try sandbox.run("ip -n inner link set d0 netns $$; ip netns del inner; cnet detach web")
    #expect(try sandbox.traces() == before)
  }

  @Test("One that was deleted is")
  func deleted() throws {
    let sandbox = try Self.withDevice()
    try sandbox.run("\(Self.attach); ip -n c1 link del d0; cnet detach web")
    #expect(try sandbox.run("ls -A /run/cnet; ip link show d1 2>/dev/null || true") == "")
  }
}
