import TestSupport
import Testing

@Suite(.makesNamespaces) struct LinkSetTests {
  private func pair() throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.run(
      """
      ip link add v0 type veth peer name v1; ip link add br0 type bridge
      ip link add m0 link v0 type macvlan mode bridge
      """)
    return sandbox
  }

  private func link(_ name: String, _ sandbox: Sandbox) throws -> JSON {
    try JSON(parsing: sandbox.run("ip -json -details link show dev \(name)"))[0]
  }

  @Test func changesEverythingAtOnce() throws {
    let sandbox = try pair()
    try sandbox.run(
      """
      cnet link set v1 --up --mtu 1400 --mac 02:00:00:00:00:55 --name w1 --master br0 \
        --alias 'the second end' --altname a-name-of-more-than-fifteen-bytes --group 5
      """)
    let w1 = try link("w1", sandbox)
    #expect(w1["flags"].strings.contains("UP"))
    #expect(w1["mtu"].int == 1400)
    #expect(w1["address"].string == "02:00:00:00:00:55")
    #expect(w1["master"].string == "br0")
    #expect(w1["ifalias"].string == "the second end")
    #expect(w1["altnames"].strings == ["a-name-of-more-than-fifteen-bytes"])
    #expect(w1["group"].string == "5")

    try sandbox.run("cnet link set a-name-of-more-than-fifteen-bytes --down --no-master --alias ''")
    let after = try link("w1", sandbox)
    #expect(!after["flags"].strings.contains("UP"))
    #expect(!after["master"].exists)
    #expect(!after["ifalias"].exists)
    #expect(after["mtu"].int == 1400)
  }

  @Test("Addresses and routes are asked for only when they would be lost")
  func questions() throws {
    let sandbox = try Sandbox()
    let traces = try sandbox.run(
      """
      ip link add v0 type veth peer name v1; ip link set v0 up
      cnet link set v0 --alias text --mtu 1400 --trace 2>&1 | grep -c 'GETADDR\\|GETROUTE' || true
      cnet link set v0 --down --trace 2>&1 | grep '^> ' | grep -c 'GETADDR\\|GETROUTE'
      """
    ).split(separator: "\n")
    #expect(traces.first == "0")
    #expect(traces.last != "0")
  }

  /// Arguments, and what the line on standard error says.
  @Test(arguments: [
    ("v1 --mtu 1300 --mac 02:00:00:00:00:55 --name w1 --group 3 --alias x --master v0", "v1"),
    ("v1 --mtu 1300 --master nope", "there is no master nope"),
    ("v1 --mtu 1300 --name m0", "the name m0 is taken"),
    ("v1 --mtu 1300 --altname m0", "the name m0 is taken"),
    ("m0 --mtu 1501 --alias x", "the MTU 1501 is above the 1500 of its parent v0"),
    ("v1 --mtu 67 --alias x", "outside what v1 takes, 68 to 65535"),
    ("v1 --mtu 65536", "outside what v1 takes, 68 to 65535"),
    ("nope --up", "there is no link nope"),
  ])
  func isAllOrNothing(_ arguments: String, _ reason: String) throws {
    let sandbox = try pair()
    try sandbox.run("ip link set v1 alias before")
    let before = try sandbox.state()
    let outcome = try sandbox.attempt("cnet link set \(arguments)")
    #expect(outcome.status == 1)
    #expect(outcome.errors.hasPrefix("cnet: change "), "\(outcome.errors)")
    #expect(outcome.errors.contains(reason), "\(outcome.errors)")
    #expect(!outcome.errors.contains("left behind"))
    #expect(try sandbox.state() == before)
  }

  /// Going down takes a link's static IPv6 addresses and its routes.
  @Test func aRefusalGivesBackTheAddressesOfALinkThatWentDown() throws {
    let sandbox = try pair()
    try sandbox.run(
      """
      ip link set v0 up; ip link set v1 up; ip link set br0 up
      ip addr add fd00::1/64 dev v1 nodad; ip addr add 10.0.0.1/24 dev v1
      ip route add 10.9.0.0/16 via 10.0.0.2; ip -6 route add fd09::/64 via fd00::2
      """)
    let outcome = try sandbox.attempt("cnet link set v1 --down --mtu 1300 --master v0")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("hint: v0 is a veth, which takes no ports"))
    #expect(!outcome.errors.contains("left behind"), "\(outcome.errors)")
    #expect(try link("v1", sandbox)["flags"].strings.contains("UP"))
    #expect(try link("v1", sandbox)["mtu"].int == 1500)
    let addresses = try sandbox.run("ip addr show dev v1; ip route; ip -6 route")
    for text in ["fd00::1/64", "10.0.0.1/24", "10.9.0.0/16 via", "fd09::/64 via"] {
      #expect(addresses.contains(text), "\(text) in \(addresses)")
    }
  }

  @Test(arguments: [
    "v1", "v1 --up --down", "v1 --master br0 --no-master", "v1 --mac 01:00:00:00:00:01",
    "v1 --mac 00:00:00:00:00:00", "v1 --name 'a b'", "v1 --name sixteen-bytes-xx", "v1 --mtu many",
    "v1 --group nobody-has-this-name", "--up",
  ])
  func wrongUsageIsRefusedBeforeAnythingIsTouched(_ arguments: String) throws {
    let sandbox = try pair()
    let before = try sandbox.state()
    let outcome = try sandbox.attempt("cnet link set \(arguments)")
    #expect(outcome.status == 64)
    #expect(outcome.errors.split(separator: "\n").count == 1)
    #expect(try sandbox.state() == before)
  }
}
