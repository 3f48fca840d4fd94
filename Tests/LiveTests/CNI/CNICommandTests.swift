import Foundation
import TestSupport
import Testing

@Suite("CNI commands", .makesNamespaces, .runsCNI)
struct CNICommandTests {
  private let hostLocal = #""ipam": {"type": "host-local", "subnet": "10.2.0.0/24"}"#

  @Test("VERSION, also without a configuration")
  func version() throws {
    let host = try CNIHost()
    let answer = try JSON(parsing: host.done("cnet-ptp", "VERSION", #"{"cniVersion": "0.4.0"}"#))
    #expect(answer["cniVersion"].string == "0.4.0")
    #expect(
      answer["supportedVersions"].strings
        == ["0.1.0", "0.2.0", "0.3.0", "0.3.1", "0.4.0", "1.0.0", "1.1.0"])
    let empty = try JSON(
      parsing: host.sandbox.run("/run/call /run/plugins/cnet-ptp VERSION </dev/null"))
    #expect(empty["cniVersion"].string == "1.1.0")
  }

  @Test("Codes of what is refused before anything is done")
  func codes() throws {
    let host = try CNIHost()
    let before = try host.state()
    func code(_ configuration: String, _ command: String = "ADD", _ namespace: String? = nil)
      throws -> Int?
    {
      try host.refused(
        "cnet-ptp", command, configuration, namespace: namespace ?? "/run/netns/c1")["code"].int
    }
    let good = configuration("cnet-ptp", hostLocal)
    #expect(try code(configuration("cnet-ptp", hostLocal, version: "9.0.0")) == 1)
    #expect(try code(configuration("cnet-ptp", hostLocal + #", "colour": 1"#)) == 2)
    #expect(try code(good, "ADD", "/run/netns/nosuch") == 3)
    #expect(try code(good, "NOSUCH") == 4)
    #expect(try code(good, "ADD", "/etc/passwd") == 4)
    #expect(try code("{") == 6)
    #expect(try code(configuration("cnet-ptp", #""mtu": 1"#)) == 7)
    for command in ["ADD", "CHECK"] {
      let own = configuration(
        "cnet-ptp", hostLocal,
        previous: #"{"interfaces": [{"name": "eth0", "sandbox": "/proc/self/ns/net"}]}"#)
      #expect(try code(own, command, "/proc/self/ns/net") == 8)
    }
    #expect(try code(configuration("cnet-ptp", hostLocal, version: "0.3.1"), "CHECK") == 1)
    #expect(try code(good, "GC") == 1)
    #expect(try code(good, "STATUS") == 1)
    #expect(try host.state() == before)
  }

  @Test("A default route that is given twice is refused by both names, but for another metric")
  func defaultTwice() throws {
    let host = try CNIHost()
    func asking(_ more: String) -> String {
      configuration(
        "cnet-bridge",
        #""isDefaultGateway": true, "ipam": {"type": "host-local", "subnet": "10.2.0.0/24", "routes": [{"dst": "0.0.0.0/0"\#(more)}]}"#
      )
    }
    let before = try host.state()
    let error = try host.refused("cnet-bridge", "ADD", asking(""))
    #expect(error["code"].int == 103)
    #expect(
      error["msg"].string
        == "add the route to 0.0.0.0/0: isDefaultGateway and the routes of ipam both give it (EEXIST)"
    )
    #expect(try host.state() == before)
    try host.done("cnet-bridge", "ADD", asking(#", "priority": 50"#))
  }

  @Test("A second ADD is refused, and the first stays")
  func twice() throws {
    let host = try CNIHost()
    let before = try host.state()
    let good = configuration("cnet-ptp", hostLocal)
    let result = try host.done("cnet-ptp", "ADD", good)
    let after = try host.state()
    #expect(try host.refused("cnet-ptp", "ADD", good)["code"].int == 103)
    #expect(try host.state() == after)
    try host.done("cnet-ptp", "CHECK", configuration("cnet-ptp", hostLocal, previous: result))
    for _ in 1...2 { try host.done("cnet-ptp", "DEL", good) }
    #expect(try host.state() == before)
  }

  @Test("DEL of what is half there, or gone with its namespace")
  func halfGone() throws {
    let host = try CNIHost()
    let before = try host.state()
    for (type, own) in [
      ("cnet-ptp", #""ipMasq": true, "#), ("cnet-macvlan", #""master": "nic0", "#),
    ] {
      let members = own + hostLocal
      let good = configuration(type, members)
      for damage in [
        "ip -n c1 link delete eth0", "rm -r /var/lib/cni/networks/net", "nft flush ruleset",
        "rm -r /run/cnet", "ip netns delete c1; ip netns add c1",
      ] {
        let result = try host.done(type, "ADD", good)
        _ = try host.sandbox.attempt(damage)
        let last = configuration(type, members, previous: result)
        try host.done(type, "DEL", last)
        #expect(try host.state() == before, "\(type) \(damage)")
      }
      try host.done(type, "ADD", good)
      try host.sandbox.run("ip netns delete c1")
      try host.done(type, "DEL", good)
      try host.done(type, "DEL", good, namespace: "")
      try host.sandbox.run("ip netns add c1")
      #expect(try host.state() == before)
    }
  }

  @Test("A DEL after an ADD that was refused leaves others' interfaces alone")
  func foreign() throws {
    let host = try CNIHost()
    try host.sandbox.run("ip -n c1 link add eth0 type veth peer name other")
    let before = try host.state()
    let good = configuration("cnet-ptp", hostLocal)
    #expect(try host.refused("cnet-ptp", "ADD", good)["code"].int == 103)
    try host.done("cnet-ptp", "DEL", good)
    #expect(try host.state() == before)
  }

  @Test(
    "CHECK sees what is missing",
    arguments: [
      "ip -n c1 addr del 10.2.0.2/24 dev eth0", "ip -n c1 route del 10.7.0.0/16",
      "ip -n c1 link set eth0 address 02:00:00:00:00:05", "ip -n c1 link delete eth0",
      "rm /var/lib/cni/networks/net/10.2.0.2", "ip -n c1 link set eth0 down",
    ])
  func check(damage: String) throws {
    let host = try CNIHost()
    for (type, members) in [
      ("cnet-ptp", ""), ("cnet-macvlan", #""master": "nic0", "#),
      ("cnet-bridge", #""isGateway": true, "#), ("cnet-host-device", #""device": "nic1", "#),
    ] {
      let all =
        members
        + #""ipam": {"type": "host-local", "subnet": "10.2.0.0/24", "routes": [{"dst": "10.7.0.0/16"}]}"#
      let result = try host.done(type, "ADD", configuration(type, all))
      try host.done(type, "CHECK", configuration(type, all, previous: result))
      try host.sandbox.run(damage)
      let error = try host.refused(
        type, "CHECK", configuration(type, all, previous: result))
      #expect(error["code"].int == 102, "\(type)")
      // The device may have ended with its namespace's link.
      guard !(type == "cnet-host-device" && damage.contains("delete")) else { continue }
      try host.done(type, "DEL", configuration(type, all))
      try host.sandbox.run("rm -r /var/lib/cni/networks/net")
    }
  }

  @Test("The rules of ipMasq are each container's own", .hasNFT)
  func masquerade() throws {
    let host = try CNIHost()
    let before = try host.state()
    let two = configuration(
      "cnet-ptp",
      #""ipMasq": true, "ipam": {"type": "host-local", "ranges": [[{"subnet": "10.5.0.0/24"}], [{"subnet": "fd00:5::/64"}]]}"#
    )
    try host.done("cnet-ptp", "ADD", two)
    try host.sandbox.run("ip netns add c2")
    try host.done("cnet-ptp", "ADD", two, container: "c2", namespace: "/run/netns/c2")
    let rules = try host.sandbox.run("nft list ruleset")
    for line in [
      #"type nat hook postrouting priority srcnat; policy accept;"#,
      #"ip saddr 10.5.0.2 ip daddr != 10.5.0.0/24 ip daddr != 224.0.0.0/4 masquerade comment "cnet:net/abc/eth0""#,
      #"ip6 saddr fd00:5::3 ip6 daddr != fd00:5::/64 ip6 daddr != ff00::/8 masquerade comment "cnet:net/c2/eth0""#,
    ] {
      #expect(rules.contains(line), "\(rules)")
    }
    try host.done("cnet-ptp", "DEL", two)
    #expect(!(try host.sandbox.run("nft list ruleset")).contains("net/abc/eth0"))
    #expect(try host.sandbox.run("nft list ruleset").contains("net/c2/eth0"))
    try host.done("cnet-ptp", "DEL", two, container: "c2", namespace: "/run/netns/c2")
    try host.sandbox.run("ip netns delete c2")
    #expect(try host.state() == before)
  }

  @Test(
    "ipMasq is refused by the types whose packets do not pass the host; false is not, nor a DEL")
  func notMasquerading() throws {
    let host = try CNIHost()
    let before = try host.state()
    for (type, own) in [
      ("cnet-macvlan", #""master": "nic0", "#), ("cnet-ipvlan", #""master": "nic0", "#),
      ("cnet-host-device", #""device": "nic1", "#),
    ] {
      let asking = configuration(type, #""ipMasq": true, "# + own + hostLocal)
      let error = try host.refused(type, "ADD", asking)
      #expect(error["code"].int == 2)
      #expect(error["msg"].string == "unsupported field ipMasq: true", "\(type)")
      try host.done(type, "DEL", asking)
      #expect(try host.state() == before, "\(type)")
      guard type != "cnet-ipvlan" else { continue }
      let silent = configuration(type, #""ipMasq": false, "# + own + hostLocal)
      try host.done(type, "ADD", silent)
      try host.done(type, "DEL", silent)
      #expect(try host.state() == before, "\(type)")
    }
  }

  @Test("A container behind ipMasq reaches who does not know its network")
  func masqueradedTraffic() throws {
    let host = try CNIHost()
    try host.sandbox.run(
      """
      ip netns add far; ip link set nic0p netns far; ip addr add 192.0.2.1/24 dev nic0
      ip -n far addr add 192.0.2.2/24 dev nic0p; ip -n far link set nic0p up
      """)
    let route =
      #""ipam": {"type": "host-local", "subnet": "10.2.0.0/24", "routes": [{"dst": "0.0.0.0/0"}]}"#
    for (type, members) in [
      ("cnet-ptp", route),
      ("cnet-bridge", #""isDefaultGateway": true, "# + hostLocal),
    ] {
      try host.done(type, "ADD", configuration(type, members))
      let ping = "ip netns exec c1 ping -c 1 -W 2 192.0.2.2"
      #expect(try host.sandbox.attempt(ping).status != 0)
      try host.done(type, "DEL", configuration(type, members))
      let masquerading = configuration(type, #""ipMasq": true, "# + members)
      try host.done(type, "ADD", masquerading)
      try host.sandbox.run(ping)
      try host.done(type, "DEL", masquerading)
    }
  }

  @Test("GC takes away what is not valid, and nothing else", .hasNFT)
  func collect() throws {
    let host = try CNIHost()
    let before = try host.state()
    try host.sandbox.run("ip netns add c2")
    let members = hostLocal + #", "ipMasq": true"#
    let good = configuration("cnet-ptp", members, version: "1.1.0")
    try host.done("cnet-ptp", "ADD", good, container: "c2", namespace: "/run/netns/c2")
    let onlySecond = try host.state()
    try host.done("cnet-ptp", "ADD", good)
    // A reservation and a rule that no record knows of.
    try host.sandbox.run(
      #"""
      printf 'gone\r\neth0' > /var/lib/cni/networks/net/10.2.0.99
      nft add rule ip cnet postrouting ip saddr 10.2.0.99 masquerade comment '"cnet:net/gone/eth0"'
      nft add rule ip cnet postrouting ip saddr 10.3.0.99 masquerade comment '"cnet:net2/gone/eth0"'
      """#)
    let valid = #""cni.dev/valid-attachments": [{"containerID": "c2", "ifname": "eth0"}]"#
    // A damaged record is reported, and keeps nothing else.
    try host.sandbox.run("echo garbage > /run/cnet/a@eth0")
    let outcome = try host.call(
      "cnet-ptp", "GC", configuration("cnet-ptp", members + ", " + valid, version: "1.1.0"))
    #expect(outcome.status == 1 && outcome.output.contains("/run/cnet/a@eth0"), "\(outcome)")
    try host.sandbox.run("rm /run/cnet/a@eth0")
    let rules = try host.sandbox.run("nft -a list chain ip cnet postrouting")
    #expect(rules.contains("net2/gone"))
    let handle =
      rules.split(separator: "\n").first { $0.contains("net2/gone") }?
      .split(separator: " ").last ?? ""
    try host.sandbox.run("nft delete rule ip cnet postrouting handle \(handle)")
    #expect(try host.state() == onlySecond)
    try host.done(
      "cnet-ptp", "GC",
      configuration(
        "cnet-ptp", members + #", "cni.dev/valid-attachments": []"#, version: "1.1.0"))
    try host.sandbox.run("ip netns delete c2")
    #expect(try host.state() == before)
  }

  @Test("GC lets go of each container's namespace")
  func collectMany() throws {
    let host = try CNIHost()
    let good = configuration("cnet-macvlan", #""master": "nic0""#)
    try host.sandbox.run("for n in $(seq 20); do ip netns add n$n; done")
    let before = try host.state()
    for number in 1...20 {
      try host.done(
        "cnet-macvlan", "ADD", good, container: "n\(number)", namespace: "/run/netns/n\(number)")
    }
    let all = configuration(
      "cnet-macvlan", #""master": "nic0", "cni.dev/valid-attachments": []"#, version: "1.1.0")
    let outcome = try host.sandbox.attempt(
      """
      ulimit -n 24
      ARGS= /run/call /run/plugins/cnet-macvlan GC <<'EOF'
      \(all)
      EOF
      """)
    #expect(outcome.status == 0, "\(outcome.output)")
    #expect(try host.state() == before)
  }

  @Test("What is no object is answered in the newest version", arguments: ["[]", "1", "null", "x"])
  func notAnObject(text: String) throws {
    let error = try CNIHost().refused("cnet-ptp", "ADD", text)
    #expect(error["cniVersion"].string == "1.1.0")
    #expect(error["code"].int == 6)
  }

  @Test(
    "GC without a list of what is valid takes nothing away",
    arguments: ["", #", "cni.dev/valid-attachments": "x""#])
  func collectWithoutList(member: String) throws {
    let host = try CNIHost()
    let good = configuration("cnet-ptp", hostLocal, version: "1.1.0")
    try host.done("cnet-ptp", "ADD", good)
    let state = try host.state()
    let outcome = try host.call(
      "cnet-ptp", "GC", configuration("cnet-ptp", hostLocal + member, version: "1.1.0"))
    #expect(outcome.status == 1)
    #expect(try JSON(parsing: outcome.output)["code"].int == 7)
    #expect(try host.state() == state)
  }

  @Test("What an attachment has besides its interface goes with cnet detach, too", .hasNFT)
  func detach() throws {
    let host = try CNIHost()
    let before = try host.state()
    try host.done(
      "cnet-ptp", "ADD", configuration("cnet-ptp", hostLocal + #", "ipMasq": true"#))
    try host.sandbox.run("cnet detach net/abc")
    #expect(try host.state() == before)
  }

  @Test("An interface is not taken out of a namespace that is alive")
  func elsewhere() throws {
    let host = try CNIHost()
    let good = configuration("cnet-ptp", hostLocal)
    try host.done("cnet-ptp", "ADD", good)
    try host.sandbox.run("ip netns add c2")
    let state = try host.state()
    let outcome = try host.call("cnet-ptp", "ADD", good, namespace: "/run/netns/c2")
    #expect(outcome.status == 1 && outcome.output.contains("is attached in another namespace"))
    #expect(try host.state() == state)
  }

  @Test("STATUS: the parent, the device and the addresses")
  func status() throws {
    let host = try CNIHost()
    func code(_ type: String, _ members: String) throws -> Int? {
      let outcome = try host.call(
        type, "STATUS", configuration(type, members, version: "1.1.0"))
      return outcome.status == 0 ? 0 : try JSON(parsing: outcome.output)["code"].int
    }
    #expect(try code("cnet-ptp", hostLocal) == 0)
    #expect(try code("cnet-macvlan", #""master": "nic0""#) == 0)
    #expect(try code("cnet-macvlan", #""master": "nosuch""#) == 50)
    #expect(try code("cnet-host-device", #""device": "nosuch""#) == 50)
    #expect(try code("cnet-bridge", #""bridge": "nic0""#) == 50)
    #expect(try code("cnet-bridge", #""bridge": "made0""#) == 0)
    let one = #""ipam": {"type": "host-local", "subnet": "10.2.0.0/30"}"#
    #expect(try code("cnet-ptp", one) == 0)
    try host.done("cnet-ptp", "ADD", configuration("cnet-ptp", one))
    #expect(try code("cnet-ptp", one) == 50)
  }

  @Test("What is asked for a container: MAC, addresses, and chained results")
  func requests() throws {
    let host = try CNIHost()
    let result = try JSON(
      parsing: host.done(
        "cnet-bridge", "ADD",
        configuration(
          "cnet-bridge", hostLocal,
          previous: #"{"cniVersion": "1.0.0", "interfaces": [{"name": "earlier"}]}"#),
        arguments: "IgnoreUnknown=1;IP=10.2.0.77;MAC=02:00:00:00:00:07;K8S_POD_NAME=p"))
    #expect(result["interfaces"].array.map { $0["name"].string }.first == "earlier")
    #expect(result["interfaces"][3]["mac"].string == "02:00:00:00:00:07")
    #expect(result["ips"][0]["address"].string == "10.2.0.77/24")
    #expect(result["ips"][0]["interface"].int == 3)
  }

  @Test("A device comes back as it was")
  func device() throws {
    let host = try CNIHost()
    try host.sandbox.run(
      "ip link set nic1 mtu 1400; ip addr add 10.8.0.1/24 dev nic1; ip link set nic1 up")
    let before = try host.state()
    let good = configuration("cnet-host-device", #""device": "nic1", "# + hostLocal)
    try host.done("cnet-host-device", "ADD", good)
    #expect(try host.sandbox.run("ip -n c1 addr show eth0").contains("10.8.0.1/24"))
    try host.done("cnet-host-device", "DEL", good)
    #expect(try host.state() == before)
  }
}
