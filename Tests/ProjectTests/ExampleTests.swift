import TestSupport
import Testing

/// The packages in `Examples`, which use only the public API.
@Suite(
  .enabled(if: Kernel.mayMakeNamespaces, "this user may not make namespaces"),
  .enabled(
    if: Project.exists(Project.examples + "/Runtime")
      && Project.exists(Project.examples + "/Events"),
    "the examples are not built: run make test"))
struct ExampleTests {
  @Test func runtimeWiresAProcessInANamespaceOfItsOwn() throws {
    let outcome = try Project.run(
      """
      cnet netns add lan
      cnet veth add nic0 port0 --netns lan --address 192.0.2.1/24
      \(Project.examples)/Runtime nic0 sh -c '
        ip -br address
        ping -c 1 -W 2 -q 10.88.0.1
        ping -c 1 -W 2 -q 192.0.2.1
        exit 7' || echo "status $?"
      ip -br link show
      """, isolated: true)
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.output.contains("10.88.0.2/24") && outcome.output.contains("192.0.2.88/24"))
    #expect(outcome.output.split(separator: " 0% packet loss").count == 3, "\(outcome)")
    #expect(outcome.lines.contains("status 7"))
  }

  @Test func eventsFollowsLinks() throws {
    let outcome = try Project.run(
      """
      exec 3< <(\(Project.examples)/Events 4)
      read -r line <&3
      ip link add a0 type veth peer name a1
      ip link delete a0
      cat <&3
      """, isolated: true)
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.lines.filter { $0.hasPrefix("changed a") }.count == 2, "\(outcome)")
    #expect(outcome.lines.filter { $0.hasPrefix("deleted a") }.count == 2, "\(outcome)")
  }
}
