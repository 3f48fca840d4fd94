import AttachmentConfiguration
import ContainerNetwork
import RouteNetlink
import Testing

@testable import OCI

@Suite("Annotations")
struct AnnotationTests {
  @Test("Every option of a veth says the same as the JSON file")
  func veth() throws {
    let annotated = try Annotations.attachments([
      "cnet.eth0.kind": "veth", "cnet.eth0.address": "10.0.0.2/24, fd00::2/64",
      "cnet.eth0.gateway": "10.0.0.1,fd00::1", "cnet.eth0.host-address": "10.0.0.1/24",
      "cnet.eth0.host-name": "web0", "cnet.eth0.host-mac": "02:00:00:00:00:01",
      "cnet.eth0.mac": "02:00:00:00:00:02", "cnet.eth0.mtu": "1400", "cnet.eth0.queues": "2",
      "cnet.eth0.nodad": "true", "cnet.eth0.down": "false", "cnet.eth0.bridge": "br0",
      "cnet.eth0.route": "10.1.0.0/16,via=10.0.0.9,metric=5 10.2.0.0/16",
      "cnet.eth0.sysctl":
        "net.ipv4.ip_local_reserved_ports=80,443,net.ipv4.conf.eth0.rp_filter=1",
    ])
    let written = try AttachmentReader.attachments(
      inDocument: Array(
        """
        {"attachments": [{"kind": "veth", "name": "eth0", "addresses": ["10.0.0.2/24", "fd00::2/64"],
          "gateway": ["10.0.0.1", "fd00::1"], "hostAddresses": ["10.0.0.1/24"], "hostName": "web0",
          "hostMac": "02:00:00:00:00:01", "mac": "02:00:00:00:00:02", "mtu": 1400, "queues": 2,
          "nodad": true, "down": false, "bridge": "br0",
          "routes": [{"dst": "10.1.0.0/16", "gw": "10.0.0.9", "metric": 5}, {"dst": "10.2.0.0/16"}],
          "sysctls": {"net.ipv4.ip_local_reserved_ports": "80,443",
                      "net.ipv4.conf.eth0.rp_filter": "1"}}]}
        """.utf8), "file")
    #expect(annotated == written)
  }

  @Test("The other kinds, and names with dots")
  func otherKinds() throws {
    let all = try Annotations.attachments([
      "cnet.net1.kind": "macvlan", "cnet.net1.parent": "nic0", "cnet.net1.mode": "vepa",
      "cnet.eth0.100.kind": "device", "cnet.eth0.100.device": "eth9",
      "cnet.tap0.kind": "macvtap", "cnet.tap0.parent": "nic0",
      "cnet.ip0.kind": "ipvlan", "cnet.ip0.parent": "nic0", "cnet.ip0.mode": "l3s",
    ])
    #expect(all.map(\.name) == ["eth0.100", "ip0", "net1", "tap0"])
    #expect(all[0].kind == .device("eth9"))
    #expect(all[1].kind == .ipvlan(parent: "nic0", IPVlan(mode: .l3s)))
    #expect(all[2].kind == .macvlan(parent: "nic0", Macvlan(mode: .vepa)))
    #expect(all[3].kind == .macvtap(parent: "nic0", Macvtap(mode: .bridge)))
  }

  @Test("All of them in one annotation")
  func array() throws {
    let text =
      #"[{"kind": "veth", "name": "eth0"}, {"kind": "device", "name": "e1", "device": "d0"}]"#
    let all = try Annotations.attachments(["cnet.attachments": text])
    #expect(all.map(\.name) == ["eth0", "e1"])
  }

  @Test("Annotations of others, and none at all, describe nothing")
  func none() throws {
    let joined = try Annotations.joined(["io.podman.x": "y", "cnetx": "1"], settings: [])
    #expect(try Annotations.attachments(joined).isEmpty)
  }

  @Test(
    "What is wrong is named as it was written",
    arguments: [
      (
        ["cnet.eth0.kind": "veth", "cnet.eth0.adress": "x"],
        "cnet.eth0.adress: adress is no option;"
      ),
      (["cnet.kind": "veth"], "cnet.kind is not written cnet.IFNAME.OPTION"),
      (["cnet.eth0": "veth"], "cnet.eth0 is not written cnet.IFNAME.OPTION"),
      (["cnet.eth0.mtu": "1400"], "cnet.eth0.kind is missing"),
      (["cnet.eth0.kind": "bond"], "cnet.eth0.kind is not one of "),
      (
        ["cnet.eth0.kind": "veth", "cnet.eth0.address": "10.0.0.2/33"],
        "cnet.eth0.address holds what is not an address with a length: 10.0.0.2/33"
      ),
      (["cnet.eth0.kind": "veth", "cnet.eth0.mtu": "9k"], "cnet.eth0.mtu is not a number: 9k"),
      (
        ["cnet.eth0.kind": "veth", "cnet.eth0.mtu": "67"],
        "cnet.eth0.mtu is not a number from 68 to 65535"
      ),
      (
        ["cnet.eth0.kind": "veth", "cnet.eth0.nodad": "yes"],
        "cnet.eth0.nodad is neither true nor false: yes"
      ),
      (
        ["cnet.eth0.kind": "veth", "cnet.eth0.host-mac": "01:00:00:00:00:00"],
        "cnet.eth0.host-mac is not a MAC of an interface: 01:00:00:00:00:00"
      ),
      (
        ["cnet.eth0.kind": "veth", "cnet.eth0.host-name": "h%d"],
        "cnet.eth0.host-name is not an interface's name: h%d"
      ),
      (["cnet.eth0.kind": "macvlan"], "cnet.eth0.parent is missing"),
      (
        ["cnet.eth0.kind": "veth", "cnet.eth0.parent": "nic0"],
        "cnet.eth0.parent is not known here; these are:"
      ),
      (
        ["cnet.eth0.kind": "veth", "cnet.eth0.route": "10.1.0.0/16,by=x"],
        "cnet.eth0.route: 'by=x' is neither"
      ),
      (
        ["cnet.eth0.kind": "veth", "cnet.eth0.route": "default"],
        "cnet.eth0.route: a default route needs a gateway"
      ),
      (
        ["cnet.eth0.kind": "veth", "cnet.eth0.sysctl": "net.x"],
        "cnet.eth0.sysctl: 'net.x' is not written key=value"
      ),
      (
        ["cnet.abcdefghijklmnop.kind": "veth"],
        "cnet.abcdefghijklmnop.name is not an interface's name"
      ),
      (
        ["cnet.attachments": "[]", "cnet.eth0.kind": "veth"], "cnet.attachments holds everything: "
      ),
      (["cnet.attachments": "{}"], "attachments is an object, not an array"),
      (["cnet.attachments": "[{"], "cnet.attachments is not JSON"),
    ])
  func refused(annotations: [String: String], error: String) {
    #expect { try Annotations.attachments(annotations) } throws: { "\($0)".hasPrefix(error) }
  }

  @Test("--set is an annotation; saying a thing twice is refused")
  func settings() throws {
    let joined = try Annotations.joined(
      ["cnet.eth0.kind": "veth"], settings: ["eth0.mtu=1400", "eth0.sysctl=net.a.b=1"])
    #expect(
      joined == [
        "cnet.eth0.kind": "veth", "cnet.eth0.mtu": "1400", "cnet.eth0.sysctl": "net.a.b=1",
      ])
    #expect { try Annotations.joined(["cnet.eth0.mtu": "1"], settings: ["eth0.mtu=2"]) } throws: {
      "\($0)" == "cnet.eth0.mtu is given twice"
    }
    #expect { try Annotations.joined([:], settings: ["eth0.mtu"]) } throws: {
      "\($0)" == "--set eth0.mtu is not written IFNAME.OPTION=VALUE"
    }
  }
}
