import RouteNetlink
import TestSupport
import Testing

/// A link that is there may be named by an alternative name, which may be longer than its own.
@Suite("Alternative names", .makesNamespaces, .kernelHas(Macvlan.self))
struct AlternativeNameTests {
  @Test(
    "Every place takes them",
    arguments: [
      ("address add 10.5.0.1/24 --dev ALT", "ip -o addr show v0 | grep -q 10.5.0.1/24"),
      ("address delete 10.0.0.1/24 --dev ALT", "! ip -o addr show v0 | grep -q 10.0.0.1/24"),
      ("address list --dev ALT", ""), ("neighbor list --dev ALT", ""),
      ("route add 10.9.0.0/16 --dev ALT", "ip route show dev v0 | grep -q 10.9.0.0/16"),
      ("route delete 10.8.0.0/16 --dev ALT", "! ip route show dev v0 | grep -q 10.8.0.0/16"),
      ("macvlan add ALT m0", "ip link show m0 | grep -q m0@v0"),
      ("macvtap add ALT m0", "ip link show m0 | grep -q m0@v0"),
      ("vxlan add x0 --id 5 --dev ALT", "ip -d link show x0 | grep -q 'dev v0'"),
      ("veth add a0 a1 --bridge BRALT", "ip link show a0 | grep -q 'master br0'"),
      ("link set v1 --master BRALT", "ip link show v1 | grep -q 'master br0'"),
      ("link list --master BRALT", ""),
      ("link show ALT", ""), ("link set ALT --mtu 1400", "ip link show v0 | grep -q 'mtu 1400'"),
      ("link move ALT --netns blue", "ip -n blue link show v0"),
      ("link delete ALT", "! ip link show v0 2>/dev/null"),
      ("link delete ALT BRALT", "! ip link show br0 2>/dev/null"),
    ])
  func taken(command: String, holds: String) throws {
    let sandbox = try Sandbox()
    let name = String(repeating: "n", count: 126)
    try sandbox.run(
      """
      ip netns add blue; ip link add v0 type veth peer name v1; ip link add br0 type bridge
      ip link set v0 up; ip addr add 10.0.0.1/24 dev v0; ip route add 10.8.0.0/16 dev v0
      ip link property add dev v0 altname \(name)v; ip link property add dev br0 altname \(name)b
      """)
    let words = command.replacing("BRALT", with: name + "b").replacing("ALT", with: name + "v")
    try sandbox.run("cnet \(words)\n\(holds)")
  }

  @Test("As an ipvlan's parent", .kernelHas(IPVlan.self))
  func ipvlan() throws {
    try taken(command: "ipvlan add ALT i0", holds: "ip link show i0 | grep -q i0@v0")
  }

  @Test("As a vlan's parent", .kernelHas(VLAN.self))
  func vlan() throws {
    try taken(command: "vlan add ALT v0.5 --id 5", holds: "ip link show v0.5 | grep -q v0.5@v0")
  }

  @Test("A new link's name has 15 bytes, and no name more than 127")
  func limits() throws {
    let sandbox = try Sandbox()
    let before = try sandbox.state()
    let long = String(repeating: "n", count: 128)
    for command in [
      "link show \(long)", "address add 10.0.0.1/8 --dev \(long)", "macvlan add \(long) m0",
      "macvlan add lo sixteen-bytes-xx", "dummy add sixteen-bytes-xx",
    ] {
      #expect(try sandbox.attempt("cnet \(command)").status == 64, "\(command)")
    }
    #expect(try sandbox.state() == before)
  }
}
