import RouteNetlink
import TestSupport
import Testing

/// `cnet explain` where kinds are that not every kernel has.
@Suite("Explained kinds", .makesNamespaces)
struct ExplainedKindTests {
  @Test("A VLAN that leads back into its own bridge", .kernelHas(VLAN.self))
  func loop() throws {
    let sandbox = try Sandbox()
    try sandbox.run(
      """
      ip link add br0 type bridge; ip link add va type veth peer name vb
      for id in 10 11 12 13 14 15 16 17 18; do
        ip link add link va name va$id type vlan id $id; ip link set va$id master br0
      done
      ip link set vb master br0
      ip link add h0 type veth peer name hp; ip link set hp master br0
      ip link set h0 up; ip addr add 10.0.0.1/24 dev h0
      """)
    let found = try explain(sandbox, "h0")
    #expect(found.codes == ["link-down"], "\(found.findings)")
    #expect(found.status == 1)
  }

  @Test("Tags of one number and two protocols", .kernelHas(VLAN.self))
  func tags() throws {
    let sandbox = try Sandbox()
    try sandbox.run(
      """
      ip netns add blue; ip link add v0 type veth peer name eth0 netns blue
      ip link set v0 up; ip -n blue link set eth0 up
      ip link add link v0 name q5 type vlan id 5; ip link set q5 up; ip addr add 10.4.0.1/24 dev q5
      ip -n blue link add link eth0 name a5 type vlan proto 802.1ad id 5
      ip -n blue link set a5 up; ip -n blue addr add 10.4.0.2/24 dev a5
      """)
    #expect(try !arrives("10.4.0.2", sandbox))
    let found = try explain(sandbox, "--to 10.4.0.2")
    #expect(found.codes == ["next-hop-missing"], "\(found.findings)")
    try sandbox.run(
      """
      ip -n blue link del a5; ip -n blue link add link eth0 name a5 type vlan id 5
      ip -n blue link set a5 up; ip -n blue addr add 10.4.0.2/24 dev a5
      """)
    #expect(try arrives("10.4.0.2", sandbox))
    #expect(try explain(sandbox, "--to 10.4.0.2").findings.isEmpty)
  }

  @Test("A pair without MACs has none twice, and its end may drop all", .kernelHas(Netkit.self))
  func netkit() throws {
    var sandbox = try Sandbox()
    let pair = "ip netns add blue; cnet netkit add n0 eth0 --netns blue --address 10.9.0.2/24 "
    try sandbox.run(pair + "--host-address 10.9.0.1/24")
    #expect(try arrives("blue 10.9.0.1", sandbox))
    #expect(try explain(sandbox, "").findings.isEmpty)
    #expect(try explain(sandbox, "--from blue --to 10.9.0.1").findings.isEmpty)
    for (policy, from) in [("--peer-policy", "blue"), ("--policy", "blue"), ("--policy", "")] {
      sandbox = try Sandbox()
      try sandbox.run(pair + "--host-address 10.9.0.1/24 \(policy) blackhole")
      let to = from.isEmpty ? "10.9.0.2" : "10.9.0.1"
      #expect(try !arrives("\(from) \(to)", sandbox))
      let found = try explain(sandbox, "\(from.isEmpty ? "" : "--from \(from)") --to \(to)")
      #expect(found.codes == ["netkit-blackhole"], "\(found.findings)")
      #expect(found.status == 1)
      let subject = policy == "--policy" ? "n0" : "eth0 in blue"
      #expect(found.findings.first?["subject"].string == subject)
      let notes = try explain(sandbox, "n0", severities: ["note", "warning", "error"])
      #expect(notes.codes == ["netkit-blackhole"] && notes.status == 0, "\(notes.findings)")
    }
  }

  @Test(
    "An ipvlan and its parent, and its siblings", .kernelHas(IPVlan.self),
    arguments: ["l2", "l3", "l3s"])
  func ipvlan(mode: String) throws {
    let sandbox = try Sandbox()
    try sandbox.run(
      """
      ip netns add blue; ip netns add red; ip netns add lan
      ip link add p0 type veth peer name p1 netns lan; ip link set p0 up; ip -n lan link set p1 up
      ip addr add 10.9.0.1/24 dev p0; ip -n lan addr add 10.9.0.9/24 dev p1
      cnet ipvlan add p0 i0 --mode \(mode) --netns blue --address 10.9.0.3/24
      cnet ipvlan add p0 i1 --mode \(mode) --netns red --address 10.9.0.2/24
      """)
    #expect(try arrives("blue 10.9.0.2", sandbox))
    #expect(try explain(sandbox, "--from blue --to 10.9.0.2").findings.isEmpty)
    #expect(try explain(sandbox, "--from blue --to 10.9.0.9").findings.isEmpty)
    for (from, to) in [("blue", "10.9.0.1"), ("", "10.9.0.3")] {
      #expect(try !arrives("\(from) \(to)", sandbox))
      let found = try explain(sandbox, "\(from.isEmpty ? "" : "--from \(from)") --to \(to)")
      #expect(found.codes == ["macvlan-host"], "\(found.findings)")
      #expect(found.status == 1)
      #expect(found.findings.first?["fix"].string == nil)
    }
    for flag in ["private", "vepa"] {
      try sandbox.run("ip -n blue link set dev i0 type ipvlan \(flag); ip -n blue neigh flush all")
      #expect(try !arrives("blue 10.9.0.2", sandbox))
      let found = try explain(sandbox, "--from blue --to 10.9.0.2")
      // What the switch sends back to those in mode vepa is routed first.
      if flag == "private" || mode == "l2" {
        #expect(found.codes == ["macvlan-mode"] && found.status == 1, "\(found.findings)")
      }
      let all = try explain(sandbox, "p0")
      #expect(all.codes == ["macvlan-mode"], "\(all.findings)")
      try sandbox.run(all.findings.first?["fix"].string ?? "false")
      #expect(try arrives("blue 10.9.0.2", sandbox, within: 20))
    }
  }

  @Test("The answer of who is in a VRF", .kernelHas(VRF.self))
  func vrf() throws {
    let sandbox = try Sandbox()
    try sandbox.run(
      """
      ip netns add blue; ip link add red type vrf table 10; ip link set red up
      ip link add r0 type veth peer name eth0 netns blue; ip link set r0 master red up
      ip -n blue link set eth0 up
      ip addr add 10.5.0.1/24 dev r0; ip -n blue addr add 10.5.0.2/24 dev eth0
      ip addr add fd05::1/64 dev r0 nodad; ip -n blue addr add fd05::2/64 dev eth0 nodad
      """)
    for address in ["10.5.0.1", "fd05::1"] {
      #expect(try arrives("blue \(address)", sandbox))
      let found = try explain(sandbox, "--from blue --to \(address)")
      #expect(found.findings.isEmpty && found.status == 0, "\(found.findings)")
    }
    // A source that only somebody else's network has.
    try sandbox.run(
      "ip -n blue addr add 10.6.0.2/32 dev eth0; ip -n blue route replace 10.5.0.0/24 dev eth0 src 10.6.0.2"
    )
    #expect(try !arrives("blue 10.5.0.1", sandbox))
    let found = try explain(sandbox, "--from blue --to 10.5.0.1")
    #expect(found.codes == ["no-route"], "\(found.findings)")
    #expect(found.findings.first?["evidence"].string?.hasSuffix("in the VRF red") ?? false)
  }
}
