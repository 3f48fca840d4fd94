import TestSupport
import Testing

/// Which link comes back from a container is for the record to say, and not for the container.
@Suite("Whose device it is", .makesNamespaces)
struct DeviceOwnershipTests {
  private static let attach = "cnet attach web --netns c1 --kind device --name d0 --device d0"

  /// With a device d0 that has an address, and what `ip` says of it when it is here.
  private static func withDevice() throws -> (Sandbox, String) {
    let sandbox = try Sandbox.withBridge()
    try sandbox.run(
      """
      ip link add d0 type veth peer name d1; ip link set d1 up; ip link set d0 up
      ip addr add 10.66.0.2/24 dev d0
      """)
    return (sandbox, try sandbox.traces())
  }

  @Test("A container that gives the alias to another link keeps that one")
  func otherLink() throws {
    let (sandbox, before) = try Self.withDevice()
    try sandbox.run(
      """
      \(Self.attach)
      ip -n c1 link set d0 alias ''; ip -n c1 link set d0 down; ip -n c1 link set d0 name d9
      ip -n c1 link add evil type veth peer name evilpeer
      ip -n c1 link set evil alias cnet:web/d0
      cnet detach web; ip -n c1 link del evil
      """)
    #expect(try sandbox.traces() == before)
  }

  @Test("Nor can it pass off another link where the device was")
  func otherLinkInItsPlace() throws {
    let (sandbox, before) = try Self.withDevice()
    try sandbox.run(
      """
      \(Self.attach); index=$(ip netns exec c1 cat /sys/class/net/d0/ifindex)
      ip netns add inner; ip -n c1 link set d0 netns inner
      ip -n c1 link add d0 index $index type veth peer name evilpeer
      ip -n c1 link set d0 alias cnet:web/d0
      """)
    let outcome = try sandbox.attempt("cnet detach web")
    #expect(outcome.status == 1)
    #expect(
      outcome.errors.hasPrefix(
        """
        cnet: detach web: d0 in /run/netns/c1 has the alias of d0, but is not what was moved there (EPERM)
        hint: 
        """), "\(outcome.errors)")
    try sandbox.run(
      """
      ip -n c1 link show evilpeer; ip -n c1 link del d0; ls /run/cnet/web@d0
      ip -n inner link set d0 netns c1; ip netns del inner; cnet detach web
      """)
    #expect(try sandbox.traces() == before)
  }

  @Test("One whose other end was moved meanwhile comes back by hand, and is then restored")
  func movedOtherEnd() throws {
    let (sandbox, before) = try Self.withDevice()
    try sandbox.run("\(Self.attach); ip netns add c2; ip link set d1 netns c2")
    #expect(try sandbox.attempt("cnet detach web").status == 1)
    try sandbox.run(
      """
      ip -n c1 link set d0 netns $$; cnet detach web
      ip -n c2 link set d1 netns $$; ip netns del c2; ip link set d1 up
      """)
    #expect(try sandbox.traces() == before)
  }

  @Test("The record of an older version has the alias alone to go by")
  func olderRecord() throws {
    let (sandbox, before) = try Self.withDevice()
    try sandbox.run("\(Self.attach); sed -i /^device=/d /run/cnet/web@d0; cnet detach web")
    #expect(try sandbox.traces() == before)
  }

  @Test("What it was called in the container besides does not keep it there")
  func alternativeName() throws {
    let (sandbox, _) = try Self.withDevice()
    try sandbox.run("ip link add e9 type bridge; ip link property add dev d0 altname mine")
    let before = try sandbox.traces()
    try sandbox.run(
      "\(Self.attach); ip -n c1 link property add dev d0 altname e9; cnet detach web")
    #expect(try sandbox.traces() == before)
  }

  @Test("A device that another attachment is at work on is refused")
  func atWork() throws {
    let (sandbox, before) = try Self.withDevice()
    // As the other one leaves it when it is killed before the move.
    try sandbox.run(
      """
      \(Self.attach); cp /run/cnet/web@d0 /run/record; cnet detach web
      sed s/^phase=done/phase=begun/ /run/record >/run/cnet/web@d0; rm /run/record
      ip link set d0 alias cnet:web/d0; ip netns add c2
      """)
    let attach = "cnet attach db --netns c2 --kind device --name d0 --device d0"
    let outcome = try sandbox.attempt(attach)
    #expect(
      outcome.errors == "cnet: attach db: d0 belongs to web (EBUSY)\nhint: detach web first\n")
    try sandbox.run("cnet recover; \(attach); cnet detach db; ip netns del c2")
    #expect(try sandbox.traces() == before)
  }

  @Test(
    "Whoever moves it, it has the mover's alias",
    .enabled(if: Runtimes.missing(["strace"]).isEmpty, "no strace"))
  func race() throws {
    let (sandbox, before) = try Self.withDevice()
    let alias = try sandbox.bash(
      """
      (while ip link set d0 alias cnet:db/d0; do :; done 2>/dev/null) &
      strace -f -qq -o /dev/null -e trace=sendto -e inject=sendto:delay_exit=10000 \(Self.attach)
      wait
      ip -n c1 link show d0 | sed -n 's/.*alias //p'
      cnet detach web; ip link set d0 alias ''
      """)
    #expect(alias == "cnet:web/d0\n")
    #expect(try sandbox.traces() == before)
  }
}
