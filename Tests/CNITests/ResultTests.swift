import AttachmentConfiguration
import ContainerNetwork
import RouteNetlink
import Testing

@testable import CNI

@Suite("Results in every version")
struct ResultTests {
  private let result: CNIResult = {
    var result = CNIResult()
    result.interfaces = [
      .init(name: "cn0", mac: "02:00:00:00:00:01", mtu: 1400),
      .init(name: "eth0", mac: "02:00:00:00:00:02", mtu: 1400, sandbox: "/run/netns/c1"),
    ]
    if let four = IPPrefix("10.1.0.2/24"), let six = IPPrefix("fd00::2/64"),
      let everything = IPPrefix("0.0.0.0/0")
    {
      result.addresses = [
        .init(address: four, gateway: IPAddress("10.1.0.1"), interface: 1),
        .init(address: six, interface: 1),
      ]
      result.routes = [.init(destination: everything, priority: 5)]
    }
    result.dns.nameservers = ["10.1.0.1"]
    return result
  }()

  private static let old = #"""
    {"interfaces": [
       {"name": "cn0", "mac": "02:00:00:00:00:01"},
       {"name": "eth0", "mac": "02:00:00:00:00:02", "sandbox": "/run/netns/c1"}],
     "ips": [
       {"version": "4", "address": "10.1.0.2/24", "gateway": "10.1.0.1", "interface": 1},
       {"version": "6", "address": "fd00::2/64", "interface": 1}],
     "routes": [{"dst": "0.0.0.0/0", "priority": 5}],
     "dns": {"nameservers": ["10.1.0.1"]}}
    """#

  private static let expected: [String: String] = [
    "0.2.0": #"""
    {"ip4": {"ip": "10.1.0.2/24", "gateway": "10.1.0.1", "routes": [{"dst": "0.0.0.0/0"}]},
     "ip6": {"ip": "fd00::2/64"}, "dns": {"nameservers": ["10.1.0.1"]}}
    """#,
    "0.4.0": old,
    "1.1.0": #"""
    {"interfaces": [
       {"name": "cn0", "mac": "02:00:00:00:00:01", "mtu": 1400},
       {"name": "eth0", "mac": "02:00:00:00:00:02", "mtu": 1400, "sandbox": "/run/netns/c1"}],
     "ips": [
       {"address": "10.1.0.2/24", "gateway": "10.1.0.1", "interface": 1},
       {"address": "fd00::2/64", "interface": 1}],
     "routes": [{"dst": "0.0.0.0/0", "priority": 5}],
     "dns": {"nameservers": ["10.1.0.1"]}}
    """#,
  ]

  private func written(_ version: String) throws -> JSONObject {
    let value = result.json(try #require(SpecVersion(version)))
    // Through text, as a runtime gets it.
    var members = try #require(JSONValue(parsing: value.text, "result").object)
    #expect(members.removeValue(forName: "cniVersion") == .string(version))
    return members
  }

  @Test("As the specification has them")
  func writing() throws {
    for (version, text) in Self.expected {
      #expect(.object(try written(version)) == (try json(text)), "\(version)")
    }
    #expect(try written("0.1.0") == written("0.2.0"))
    #expect(try written("0.3.0") == written("0.4.0"))
    #expect(try written("0.3.1") == written("0.4.0"))
    var current = try written("1.0.0")
    #expect(current["interfaces"] == (try json(Self.old))["interfaces"])
    current["interfaces"] = try written("1.1.0")["interfaces"]
    #expect(try current == written("1.1.0"))
  }

  @Test("dns is there up to 1.0.0, also when it is empty")
  func emptyDNS() throws {
    var result = result
    result.dns = .init()
    for version in SpecVersion.allCases {
      #expect((result.json(version)["dns"] == nil) == (version == .current), "\(version)")
    }
  }

  @Test("What was written is read again, as far as the version holds it")
  func reading() throws {
    for version in SpecVersion.allCases {
      let read = try CNIResult(result.json(version), defaultVersion: .current)
      #expect(read.addresses.map(\.address) == result.addresses.map(\.address))
      #expect(read.dns == result.dns)
      #expect(read.routes.map(\.destination) == result.routes.map(\.destination))
      if version == .current { #expect(read == result) }
    }
  }

  @Test(
    "Results that are none",
    arguments: [
      #"{"cniVersion": "3.0.0"}"#, #"{"ips": [{"address": "10.0.0.1"}]}"#, #"{"ips": 3}"#, "[]",
      #"{"routes": [{"gw": "10.0.0.1"}]}"#,
      #"{"ips": [{"address": "10.0.0.1/24", "interface": -1}]}"#,
    ])
  func damaged(text: String) throws {
    let error = failure { _ = try CNIResult(try json(text), defaultVersion: .current) }
    #expect(error?.code == .undecodable || error?.code == .incompatibleVersion)
  }

  @Test("Behind the result of earlier plugins, indexes move")
  func chained() {
    var earlier = CNIResult()
    earlier.interfaces = [.init(name: "a")]
    earlier.dns.domain = "example.org"
    let merged = result.appended(to: earlier)
    #expect(merged.interfaces.map(\.name) == ["a", "cn0", "eth0"])
    #expect(merged.addresses.map(\.interface) == [2, 2])
    #expect(merged.dns == result.dns)
    #expect(CNIResult().appended(to: earlier) == earlier)
  }

  @Test("Errors carry code, message and details")
  func errors() {
    let error = CNIError(.unsupportedField, "unsupported field \"x\"", "more")
    #expect(
      String(decoding: error.json(version: "0.4.0").text, as: UTF8.self)
        == #"{"cniVersion":"0.4.0","code":2,"details":"more","msg":"unsupported field \"x\""}"#)
  }

  @Test("JSON that is written is read again, and holds only what is printable")
  func text() throws {
    let value = JSONValue.object([
      "a": .array([
        .null, .bool(true), .integer(-3), .string("\u{1}\n\"\\/é\u{7f}\u{9b}\u{202e}\u{e0041}"),
      ]),
      "": .object([:]),
    ])
    #expect(try JSONValue(parsing: value.text, "test") == value)
    #expect(
      String(decoding: value.text, as: UTF8.self)
        == #"{"":{},"a":[null,true,-3,"\u0001\u000a\"\\/é\u007f\u009b\u202e\udb40\udc41"]}"#)
  }
}
