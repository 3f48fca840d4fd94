import TestSupport
import Testing

/// A later step fails: what earlier ones made is gone, and the error names the step.
@Suite("All or nothing", .makesNamespaces)
struct AllOrNothingTests {
  @Test(
    "Nothing is left behind",
    arguments: [
      (
        "veth add v0 eth0 --netns blue --address fd00::2/64 --nodad --route fd00::/64,metric=256",
        "cnet: add route fd00::/64 to eth0 in blue: File exists (EEXIST)"
      ),
      (
        "veth add v0 eth0 --netns blue --address 10.0.0.2/24 --route 10.0.0.0/24",
        "cnet: add route 10.0.0.0/24 to eth0 in blue: File exists (EEXIST)"
      ),
      (
        "veth add v0 eth0 --netns blue --address 10.0.0.2/24 --address fd00::2/64 --host-address 10.0.0.1/24 --route 10.5.0.0/16,via=10.9.0.1 --route 10.9.0.0/24,via=10.0.0.1,metric=1 --route 10.0.0.0/24",
        "cnet: add route 10.0.0.0/24 to eth0 in blue: "
      ),
      (
        "macvlan add p0 x0 --netns blue --address 10.0.0.2/24 --route 10.0.0.0/24",
        "cnet: add route 10.0.0.0/24 to x0 in blue: "
      ),
      (
        "macvlan add p0 x0 --address 10.0.0.2/24 --route 10.0.0.0/24",
        "cnet: add route 10.0.0.0/24 to x0: "
      ),
      (
        "bridge add x0 --netns blue --address 10.0.0.2/24 --route 10.0.0.0/24",
        "cnet: add route 10.0.0.0/24 to x0 in blue: "
      ),
      (
        "vxlan add x0 --id 5 --netns blue --dev nosuch",
        "cnet: create vxlan x0: there is no link nosuch (ENODEV)"
      ),
      (
        "macvlan add nosuch x0 --netns blue",
        "cnet: create macvlan x0: there is no parent nosuch (ENODEV)"
      ),
      (
        "tap add x0 --netns blue --address 10.0.0.2/24 --route 10.0.0.0/24",
        "cnet: add route 10.0.0.0/24 to x0 in blue: "
      ),
      ("tap add p0", "cnet: create tap p0: File exists"),
      ("bridge add p0", "cnet: create bridge p0: "),
      ("bridge add taken --netns blue", "cnet: create bridge taken: "),
    ])
  func nothingLeft(command: String, error: String) throws {
    let sandbox = try Sandbox()
    try sandbox.run(
      """
      ip netns add blue; ip -n blue link add taken type veth peer name t1
      ip link add p0 type veth peer name p1; ip link set p0 addrgenmode none; ip link set p0 up
      """)
    let before = try sandbox.state()
    let outcome = try sandbox.attempt("cnet \(command)")
    #expect(outcome.status == 1)
    #expect(outcome.errors.hasPrefix(error), "\(outcome.errors)")
    #expect(!outcome.errors.contains("left behind"))
    #expect(try sandbox.state() == before)
  }
}
