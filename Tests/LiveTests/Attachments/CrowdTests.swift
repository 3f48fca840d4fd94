import TestSupport
import Testing

@Suite("Attaching many at once", .makesNamespaces)
struct CrowdTests {
  @Test(
    "200 containers from 16 processes on one bridge: all have what was asked for, nothing stays")
  func crowd() throws {
    let sandbox = try Sandbox.withBridge()
    try sandbox.run("seq 2 201 | xargs -P 4 -I N ip netns add nN")
    let before = try sandbox.traces()
    func each(_ command: String) throws -> String {
      try sandbox.run("seq 2 201 | xargs -P 16 -I N sh -c '{ \(command); } 2>&1 || echo FAILED N'")
    }
    let attach =
      "cnet attach nN --netns nN --kind veth --name eth0 --bridge br0 --address 10.0.0.N/24"
    #expect(try each(attach + " --address fd00::N/64 --gateway 10.0.0.1 --nodad") == "")

    let list = try JSON(parsing: sandbox.run("cnet attachment list --json")).array
    #expect(list.count == 200 && list.allSatisfy { $0["phase"].string == "done" })
    #expect(Set(list.compactMap { $0["host"].string }).count == 200)
    let ports = "ip -br link show master br0 | grep -c -e '^cn.* UP '"
    #expect(try sandbox.run(ports) == "200\n")
    let addresses = "ip -n nN -br addr show eth0 | grep -q -w -e 10.0.0.N/24.*fd00::N/64"
    #expect(try each(addresses) == "")
    #expect(try each("ip netns exec nN ping -q -c 1 -W 10 10.0.0.1 >/dev/null") == "")

    // Again, when they are there, nothing is to do.
    #expect(try each(attach + " --address fd00::N/64 --gateway 10.0.0.1 --nodad") == "")
    #expect(try JSON(parsing: sandbox.run("cnet attachment list --json")).array.count == 200)

    #expect(try each("cnet detach nN >/dev/null") == "")
    #expect(try sandbox.traces() == before)
  }

  @Test("One container attached by 16 processes at once is attached once")
  func same() throws {
    let sandbox = try Sandbox.withBridge()
    let before = try sandbox.traces()
    let attach = "cnet attach web --netns c1 --kind veth --name eth0 --bridge br0"
    let failures = try sandbox.run(
      "seq 64 | xargs -P 16 -I N sh -c '\(attach) --address 10.0.0.7/24 2>&1 || echo FAILED'")
    #expect(failures == "")
    #expect(
      try sandbox.run("ip -br link | grep -c ^cn; ls -A /run/cnet") == "1\nweb@.lock\nweb@eth0\n")
    #expect(
      try sandbox.run("seq 64 | xargs -P 16 -I N sh -c 'cnet detach web 2>&1 || echo FAILED'") == ""
    )
    #expect(try sandbox.traces() == before)
  }
}
