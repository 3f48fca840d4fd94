import Foundation
import TestSupport
import Testing

/// The same configuration, given to the reference plugin and to ours.
@Suite("CNI beside the reference plugins", .makesNamespaces, .runsCNI, .hasReferencePlugins)
struct CNIReferenceTests {
  static let versions = ["0.1.0", "0.2.0", "0.3.0", "0.3.1", "0.4.0", "1.0.0"]

  private static let hostLocal = #"""
    "ipam": {"type": "host-local", "subnet": "10.2.0.0/24", "routes": [{"dst": "0.0.0.0/0"}]}
    """#
  private static let twoFamilies = #"""
    "ipam": {"type": "host-local", "ranges": [[{"subnet": "10.5.0.0/24", "rangeStart": "10.5.0.20"}],
      [{"subnet": "fd00:5::/64"}]], "routes": [{"dst": "0.0.0.0/0"}, {"dst": "::/0"}]}
    """#
  private static let fixed = #"""
    "ipam": {"type": "static", "addresses": [{"address": "10.9.0.5/24", "gateway": "10.9.0.1"}],
      "routes": [{"dst": "10.77.0.0/16"}, {"dst": "10.78.0.0/16", "gw": "10.9.0.7"}],
      "dns": {"nameservers": ["10.9.0.1"], "search": ["a"]}}
    """#

  static let configurations: [(String, String)] = [
    ("ptp", hostLocal), ("ptp", twoFamilies), ("ptp", fixed + #", "mtu": 1400"#),
    ("ptp", hostLocal + #", "dns": {"domain": "x.y"}"#),
    ("bridge", #""bridge": "br7", "isGateway": true, "hairpinMode": true, "# + hostLocal),
    (
      "bridge",
      #""isDefaultGateway": true, "forceAddress": true, "ipam": {"type": "static", "addresses": [{"address": "10.9.0.5/24"}]}"#
    ),
    ("bridge", #""bridge": "br7", "mtu": 1300, "promiscMode": true, "# + twoFamilies),
    ("macvlan", #""master": "nic0", "# + hostLocal),
    ("macvlan", #""master": "nic0", "mode": "private", "mtu": 1200, "# + fixed),
    ("host-device", #""device": "nic1", "# + hostLocal),
    ("host-device", #""hwaddr": "02:00:00:00:00:99", "# + fixed),
  ]

  @Test("Results, addresses and routes are the same", arguments: configurations)
  func results(type: String, members: String) throws {
    let host = try CNIHost()
    try host.sandbox.run("ip link set nic1 address 02:00:00:00:00:99")
    let look = #"""
      ip -n c1 -j addr show dev eth0 | jq -S '[.[].addr_info[] | select(.scope == "global")
        | {local, prefixlen, broadcast}]'
      ip -n c1 -j link show dev eth0 | jq '.[].mtu'
      ip -n c1 route | sed 's/ onlink//'; ip -n c1 -6 route | grep -v -e fe80 -e ff00 | sed 's/ metric.*//'
      ip -4 route | sed 's/dev [a-z0-9]*/dev X/'
      """#
    for version in Self.versions {
      let theirs = configuration(type, members, version: version)
      let ours = configuration("cnet-\(type)", members, version: version)
      let reference = try host.done(type, "ADD", theirs)
      let there = try host.sandbox.run(look)
      try host.done(type, "DEL", theirs)
      // The round of addresses begins anew, and so does the bridge.
      let reset = """
        rm -rf /var/lib/cni/networks
        for bridge in cni0 br7; do ip link delete $bridge 2>/dev/null || true; done
        """
      try host.sandbox.run(reset)
      let result = try host.done("cnet-\(type)", "ADD", ours)
      #expect(try withoutRandom(result) == withoutRandom(reference), "\(version)")
      #expect(try host.sandbox.run(look) == there, "\(version)")
      if version >= "0.4.0" {
        // Each agrees with what the other looks at.
        try host.done(
          "cnet-\(type)", "CHECK",
          configuration("cnet-\(type)", members, version: version, previous: result))
        if !members.contains("static") {
          try host.done(
            type, "CHECK", configuration(type, members, version: version, previous: result))
        }
      }
      try host.done("cnet-\(type)", "DEL", ours)
      try host.sandbox.run(reset)
    }
  }

  @Test("An attachment of the reference plugin is deleted by ours, and its address given back")
  func migration() throws {
    let host = try CNIHost()
    let before = try host.state()
    let result = try host.done("ptp", "ADD", configuration("ptp", Self.hostLocal))
    try host.done(
      "cnet-ptp", "DEL", configuration("cnet-ptp", Self.hostLocal, previous: result))
    #expect(try host.state() == before)
  }

  @Test("One data directory for both")
  func sharedReservations() throws {
    let host = try CNIHost()
    let members = #""ipam": {"type": "host-local", "subnet": "10.2.0.0/29"}"#
    try host.sandbox.run("for n in 2 3 4 5; do ip netns add c$n; done")
    var addresses: [String] = []
    for number in 1...5 {
      let type = number % 2 == 0 ? "ptp" : "cnet-ptp"
      let result = try JSON(
        parsing: host.done(
          type, "ADD", configuration(type, members), container: "c\(number)",
          namespace: "/run/netns/c\(number)"))
      addresses.append(result["ips"][0]["address"].string ?? "")
    }
    #expect(addresses == (2...6).map { "10.2.0.\($0)/29" })
  }

  @Test("A delegated plugin gets the same configuration and environment")
  func delegation() throws {
    let host = try CNIHost()
    let before = try host.state()
    // The reference's host-local under another name.
    try host.sandbox.run("cp /usr/lib/cni/host-local /run/plugins/other")
    let members = Self.hostLocal.replacingOccurrences(of: "host-local", with: "other")
    let result = try host.done("cnet-ptp", "ADD", configuration("cnet-ptp", members))
    #expect(try JSON(parsing: result)["ips"][0]["address"].string == "10.2.0.2/24")
    try host.done(
      "cnet-ptp", "CHECK", configuration("cnet-ptp", members, previous: result))
    try host.done("cnet-ptp", "DEL", configuration("cnet-ptp", members))
    #expect(try host.state() == before)
    // What it refuses is passed on, and nothing is left.
    let small = #""ipam": {"type": "other", "subnet": "10.2.0.0/31"}"#
    let error = try host.refused("cnet-ptp", "ADD", configuration("cnet-ptp", small))
    #expect(error["msg"].string?.contains("too small") == true)
    #expect(try host.state() == before)
  }
}
