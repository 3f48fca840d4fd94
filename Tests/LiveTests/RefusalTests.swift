import RouteNetlink
import TestSupport
import Testing

/// The kernel refuses without a word; the hint says which rule was broken.
@Suite("Hints at refusals", .makesNamespaces, .kernelHas(Macvlan.self))
struct RefusalTests {
  private func refuse(_ setUp: String, _ command: String) throws -> (error: String, hint: String) {
    let sandbox = try Sandbox()
    try sandbox.run(
      """
      ip netns add blue; ip link add p0 type veth peer name p1
      # Duplicate address detection would change the state behind the test's back.
      ip link set p0 addrgenmode none; ip link set p1 addrgenmode none
      ip link set p0 up; ip link set p1 up
      \(setUp)
      """)
    let before = try sandbox.state()
    let outcome = try sandbox.attempt("cnet \(command)")
    #expect(outcome.status == 1)
    #expect(try sandbox.state() == before)
    let lines = outcome.errors.split(separator: "\n", omittingEmptySubsequences: false)
    try #require(lines.count == 3 && lines[2].isEmpty, "\(outcome.errors)")
    return (String(lines[0]), String(lines[1]))
  }

  @Test("The parent is a bridge's port")
  func port() throws {
    let (error, hint) = try refuse(
      "ip link add br0 type bridge; ip link set p0 master br0", "macvlan add p0 x0 --netns blue")
    #expect(error == "cnet: create macvlan x0: Device or resource busy (EBUSY)")
    #expect(hint.hasPrefix("hint: p0 is a port of a bridge (link "))
    #expect(hint.hasSuffix("make the macvlan on the bridge instead, or take p0 out of it"))
  }

  @Test("A passthru sibling has the parent", arguments: ["macvlan", "macvtap"])
  func passthru(kind: String) throws {
    let (error, hint) = try refuse(
      "ip link add link p0 name first type \(kind) mode passthru", "macvlan add p0 x0")
    #expect(error == "cnet: create macvlan x0: Invalid argument (EINVAL)")
    #expect(
      hint == "hint: first has p0 to itself (mode passthru); delete it, or choose another parent")
  }

  @Test("A macvlan is made on the parent of the one that it is to be on")
  func onPassthru() throws {
    let (_, hint) = try refuse(
      "ip link add link p0 name first type macvlan mode passthru", "macvlan add first x0")
    #expect(
      hint
        == "hint: first has its parent to itself (mode passthru); delete it, or choose another parent"
    )
  }

  @Test("Passthru wants to be alone")
  func siblings() throws {
    let (_, hint) = try refuse(
      """
      ip link add link p0 name first type macvlan mode bridge
      ip link add link p0 name second type macvtap mode vepa
      """, "macvtap add p0 x0 --mode passthru")
    #expect(
      hint == """
        hint: mode passthru needs p0 to itself, which has first, second; choose mode bridge, \
        or another parent
        """)
  }

  @Test("On a macvlan, the siblings are those of its parent")
  func stacked() throws {
    let (_, hint) = try refuse(
      "ip link add link p0 name first type macvlan mode bridge",
      "macvlan add first x0 --mode passthru")
    #expect(hint.contains("which has first;"))
  }

  @Test("A sibling in another namespace is not claimed to be seen")
  func hiddenSiblings() throws {
    let (_, hint) = try refuse(
      "ip link add link p0 name first netns blue type macvlan mode bridge",
      "macvlan add p0 x0 --mode passthru")
    #expect(!hint.contains("first"))
    #expect(hint.contains("one in another (a container's) cannot be seen from here"))
  }

  @Test("Nor is a passthru holder in another namespace")
  func hiddenPassthru() throws {
    let (_, hint) = try refuse(
      "ip link add link p0 name first netns blue type macvlan mode passthru",
      "macvlan add p0 x0")
    #expect(!hint.contains("first"))
    #expect(hint.hasPrefix("hint: a macvlan in mode passthru may have p0 to itself; none is"))
  }

  @Test("The MTU is above the parent's")
  func mtu() throws {
    let (error, hint) = try refuse("ip link set p0 mtu 1400", "macvlan add p0 x0 --mtu 1500")
    #expect(
      error == "cnet: create macvlan x0: the MTU 1500 is above the 1400 of its parent p0 (EINVAL)")
    #expect(hint == "hint: raise the MTU of p0, or ask for 1400 at most")
  }

  @Test("The parent is the loopback")
  func loopback() throws {
    let (error, hint) = try refuse("", "macvlan add lo x0")
    #expect(error == "cnet: create macvlan x0: Invalid argument (EINVAL)")
    #expect(hint == "hint: lo is the loopback; choose an Ethernet parent")
  }

  @Test("The name is taken", arguments: ["", "blue"])
  func name(namespace: String) throws {
    let inside = namespace.isEmpty ? "" : "-n blue"
    let (error, hint) = try refuse(
      "ip \(inside) link add x0 type veth peer name x1",
      "macvlan add p0 x0" + (namespace.isEmpty ? "" : " --netns blue"))
    #expect(error.hasSuffix("File exists (EEXIST)"))
    #expect(hint == "hint: the name x0 is taken there; choose another, or delete that link first")
  }

  @Test("What exists is not the name, and the kernel says so", .kernelHas(VXLAN.self))
  func identifier() throws {
    for inside in ["", "--netns blue"] {
      let sandbox = try Sandbox()
      try sandbox.run("ip netns add blue; cnet vxlan add v0 --id 7 \(inside)")
      let outcome = try sandbox.attempt("cnet vxlan add v1 --id 7 \(inside)")
      #expect(outcome.status == 1)
      #expect(outcome.errors.hasPrefix("cnet: create vxlan v1: A VXLAN device with the specified"))
      #expect(!outcome.errors.contains("hint:"), "\(outcome.errors)")
    }
  }

  @Test("The kind cannot be on a parent that carries the other", .kernelHas(IPVlan.self))
  func otherKind() throws {
    let (_, hint) = try refuse(
      "ip link add link p0 name first type macvlan", "ipvlan add p0 x0")
    #expect(hint.hasPrefix("hint: p0 carries the macvlan first, and a parent cannot carry both"))
  }
}
