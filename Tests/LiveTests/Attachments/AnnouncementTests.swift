import TestSupport
import Testing

@Suite("What the neighbours are told", .makesNamespaces)
struct AnnouncementTests {
  private static let addresses = #""addresses": ["10.0.0.7/24", "fd00::7/64"], "nodad": true"#

  /// What tcpdump sees on `listener` while the attachment is made, until both announcements are there:
  /// `ARP … tell …` and `ICMP6, neighbor advertisement …`.
  private func heard(_ sandbox: Sandbox, on listener: String, _ attachment: String) throws
    -> String
  {
    try sandbox.bash(
      """
      filter='(arp[6:2] = 1 and (arp dst 10.0.0.7 or arp dst 10.0.0.8)) or (icmp6 and ip6[40] = 136 and ip6 src fd00::7)'
      timeout 20 tcpdump -i \(listener) -c 2 -n -e -l "$filter" >/run/heard 2>/run/complaints &
      until grep -q 'listening on' /run/complaints; do kill -0 $!; sleep 0.01; done
      echo '{"attachments": [\(attachment)]}' > /run/one.json
      cnet attach web --netns c1 --config /run/one.json
      wait $!
      cat /run/heard
      """)
  }

  @Test(
    "A gratuitous ARP and an unsolicited advertisement, with the link's MAC, by every kind",
    arguments: [
      ("bp1", #"{"kind": "veth", "name": "e0", "bridge": "br0", "mac": "02:00:00:00:07:07", "#),
      (
        "nic1", #"{"kind": "macvlan", "name": "e0", "parent": "nic0", "mac": "02:00:00:00:07:07", "#
      ),
      (
        "nic1", #"{"kind": "macvtap", "name": "e0", "parent": "nic0", "mac": "02:00:00:00:07:07", "#
      ),
      ("nic1", #"{"kind": "device", "name": "e0", "device": "nic0", "mac": "02:00:00:00:07:07", "#),
    ])
  func everyKind(listener: String, start: String) throws {
    let sandbox = try Sandbox.withBridge()
    let lines = try heard(sandbox, on: listener, start + Self.addresses + "}")
      .split(separator: "\n")
    let mac = "02:00:00:00:07:07"
    let arp = try #require(lines.first { $0.contains("ARP") })
    #expect(
      arp.contains("\(mac) > ff:ff:ff:ff:ff:ff") && arp.contains("who-has 10.0.0.7")
        && arp.contains("tell 10.0.0.7"), "\(arp)")
    let advertisement = try #require(lines.first { $0.contains("neighbor advertisement") })
    #expect(
      advertisement.contains("\(mac) > 33:33:00:00:00:01")
        && advertisement.contains("fd00::7 > ff02::1: "), "\(advertisement)")
  }

  @Test("A link that is told not to notify stays silent, and keeps what it was told")
  func silent() throws {
    let sandbox = try Sandbox.withBridge()
    let lines = try heard(
      sandbox, on: "bp1",
      #"""
      {"kind": "veth", "name": "e0", "bridge": "br0", "addresses": ["10.0.0.7/24", "fd00::7/64"],
       "nodad": true, "sysctls": {"net.ipv4.conf.e0.arp_notify": "0"}},
      {"kind": "veth", "name": "e1", "bridge": "br0", "addresses": ["10.0.0.8/24"]}
      """#
    ).split(separator: "\n")
    #expect(lines.count == 2 && lines.contains { $0.contains("fd00::7 > ff02::1") }, "\(lines)")
    #expect(lines.contains { $0.contains("tell 10.0.0.8") }, "\(lines)")
    let look = "cat /proc/sys/net/ipv4/conf/e0/arp_notify /proc/sys/net/ipv4/conf/e1/arp_notify"
    #expect(try sandbox.run("ip netns exec c1 sh -c '\(look)'") == "0\n1\n")
  }

  @Test("What others know of the address is put right by it")
  func staleNeighbour() throws {
    let sandbox = try Sandbox.withBridge()
    try sandbox.run(
      """
      ip neigh add 10.0.0.7 lladdr 02:00:00:00:66:66 dev br0 nud stale
      ip -6 neigh add fd00::7 lladdr 02:00:00:00:66:66 dev br0 nud stale
      cnet attach web --netns c1 --kind veth --name e0 --bridge br0 \
        --address 10.0.0.7/24 --address fd00::7/64 --mac 02:00:00:00:07:07
      """)
    try sandbox.run(
      """
      for of in 10.0.0.7 fd00::7; do
        timeout 10 sh -c "until ip neigh show $of dev br0 | grep -q 02:00:00:00:07:07; do sleep 0.01; done"
      done
      """)
  }
}
