import ContainerNetwork
import Foundation
import Netlink
import RouteNetlink
import Testing

@testable import CNI

@Suite("host-local and static")
final class AddressManagementTests {
  private let directory = FileManager.default.temporaryDirectory
    .appendingPathComponent("cnet-ipam-\(UUID().uuidString)").path

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  private func hostLocal(
    _ id: String = "a", _ members: String = #""subnet": "10.1.0.0/29""#, more: String = "",
    command: String = "ADD", version: String = "1.0.0", arguments: String = ""
  ) throws -> any IPAM {
    let call = try call(command, id: id, arguments: arguments)
    let text = #","ipam": {"type": "host-local", "dataDir": "\#(directory)", \#(members)}"# + more
    return try #require(
      try network(text, version: version, call: call).addressManagement(call))
  }

  private func given(_ result: CNIResult) -> [String] {
    result.addresses.map { $0.address.description }
  }

  private func file(_ name: String) throws -> String {
    try String(contentsOfFile: "\(directory)/net/\(name)", encoding: .utf8)
  }

  private func errno<Value>(_ body: () throws -> Value) -> Errno? {
    do {
      _ = try body()
      return nil
    } catch {
      return (error as? NetlinkError)?.errno
    }
  }

  @Test("The files are the reference plugin's")
  func layout() throws {
    let result = try hostLocal().add()
    #expect(given(result) == ["10.1.0.2/29"])
    #expect(result.addresses.first?.gateway == IPAddress("10.1.0.1"))
    #expect(try file("10.1.0.2") == "a\r\neth0")
    #expect(try file("last_reserved_ip.0") == "10.1.0.2")
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(directory)/net")
    #expect(names.sorted() == ["10.1.0.2", "last_reserved_ip.0", "lock"])
    try hostLocal(command: "DEL").delete()
    try hostLocal(command: "DEL").delete()
    #expect(!FileManager.default.fileExists(atPath: "\(directory)/net/10.1.0.2"))
    // Not the one that has just gone.
    #expect(given(try hostLocal("b").add()) == ["10.1.0.3/29"])
  }

  @Test("Full, and what a failure gives back")
  func full() throws {
    for number in 0..<5 { _ = try hostLocal("c\(number)").add() }
    #expect(errno { try hostLocal("more").add() } == .addressNotAvailable)
    #expect(errno { try hostLocal(command: "STATUS").status() } == .addressNotAvailable)
    // The first set has room, the second none.
    let two = #""ranges": [[{"subnet": "10.8.0.0/24"}], [{"subnet": "10.1.0.0/29"}]]"#
    #expect(errno { try hostLocal("more", two).add() } == .addressNotAvailable)
    #expect(!FileManager.default.fileExists(atPath: "\(directory)/net/10.8.0.2"))
    #expect(errno { try hostLocal("c1").add() } == .fileExists)
    try hostLocal("c1", command: "DEL").delete()
    try hostLocal(command: "STATUS").status()
    #expect(given(try hostLocal("more").add()) == ["10.1.0.3/29"])
  }

  @Test("What is asked for")
  func requested() throws {
    let four = try hostLocal("a", arguments: "IP=10.1.0.5")
    #expect(given(try four.add()) == ["10.1.0.5/29"])
    #expect(errno { try hostLocal("b", arguments: "IP=10.1.0.5").add() } == .addressNotAvailable)
    #expect(errno { try hostLocal("b", arguments: "IP=10.1.0.1").add() } == .addressNotAvailable)
    #expect(errno { try hostLocal("b", arguments: "IP=10.9.0.1").add() } == .addressNotAvailable)
    let both = #","runtimeConfig": {"ips": ["10.1.0.4/29", "fd00::9"]}"#
    let ranges = #""subnet": "10.1.0.0/29", "ranges": [[{"subnet": "fd00::/64"}]]"#
    #expect(given(try hostLocal("b", ranges, more: both).add()) == ["10.1.0.4/29", "fd00::9/64"])
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(directory)/net")
    #expect(names.filter { $0.contains("::") || $0.hasPrefix("10.") }.count == 3)
  }

  @Test("Reservations that the reference plugin wrote count")
  func shared() throws {
    try FileManager.default.createDirectory(
      atPath: "\(directory)/net", withIntermediateDirectories: true)
    for (name, text) in [("10.1.0.2", "other\r\neth0"), ("10.1.0.3", "old"), ("10.1.0.4", "")] {
      try text.write(toFile: "\(directory)/net/\(name)", atomically: false, encoding: .utf8)
    }
    #expect(given(try hostLocal().add()) == ["10.1.0.5/29"])
    try hostLocal("old", command: "DEL").delete()
    #expect(!FileManager.default.fileExists(atPath: "\(directory)/net/10.1.0.3"))
    // Garbage: all but the valid.
    let valid = #","cni.dev/valid-attachments": [{"containerID": "a", "ifname": "eth0"}]"#
    try hostLocal("", more: valid, command: "GC", version: "1.1.0").collect()
    #expect(!FileManager.default.fileExists(atPath: "\(directory)/net/10.1.0.2"))
    #expect(try file("10.1.0.5") == "a\r\neth0")
    try hostLocal(command: "CHECK").check(CNIResult())
    #expect(errno { try hostLocal("x", command: "CHECK").check(CNIResult()) } != nil)
  }

  @Test(
    "Configurations that cannot work",
    arguments: [
      #""x": 1"#, #""subnet": "10.1.0.0/24", "x": 1"#, #""ranges": [[]]"#, #""ranges": [[{}]]"#,
      #""subnet": "10.1.0.0/24", "ranges": [[{"subnet": "10.1.0.0/25"}]]"#,
      #""ranges": [[{"subnet": "10.1.0.0/24"}, {"subnet": "fd00::/64"}]]"#,
      #""subnet": "10.1.0.0/24", "routes": [{"dst": "x"}]"#,
      #""subnet": "10.1.0.0/24", "gateway": "fd00::1""#,
      #""subnet": "10.1.0.0/24", "ranges": {"subnet": "10.2.0.0/24"}"#,
      #""ranges": [{"subnet": "10.2.0.0/24"}]"#,
    ])
  func refusals(members: String) {
    let code = failure { _ = try hostLocal("a", members) }?.code
    #expect(code == .invalidConfiguration || code == .unsupportedField)
  }

  @Test(
    "What is asked for in another type than it has to be is not passed over",
    arguments: [
      #","args": {"cni": {"ips": "10.1.0.5"}}"#, #","args": {"cni": {"ips": [5]}}"#,
      #","runtimeConfig": {"ips": "10.1.0.5"}"#,
      #","runtimeConfig": {"ipRanges": {"subnet": "10.2.0.0/24"}}"#,
    ])
  func wrongTypes(more: String) throws {
    #expect(failure { _ = try hostLocal("a", more: more) }?.code == .invalidConfiguration)
    if more.contains("ipRanges") { return }
    let fixed = #","ipam": {"type": "static", "addresses": [{"address": "10.1.0.2/24"}]}"# + more
    #expect(
      failure { _ = try network(fixed).addressManagement(call()) }?.code == .invalidConfiguration)
  }

  @Test("One address a family before 0.3.0")
  func oldVersions() throws {
    let two = #""ranges": [[{"subnet": "10.8.0.0/24"}], [{"subnet": "10.1.0.0/29"}]]"#
    #expect(
      failure { _ = try hostLocal("a", two, version: "0.2.0") }?.code == .invalidConfiguration)
    let mixed = #""ranges": [[{"subnet": "10.8.0.0/24"}], [{"subnet": "fd00::/64"}]]"#
    _ = try hostLocal("a", mixed, version: "0.2.0")
  }

  @Test("static: CNI_ARGS adds, args.cni and runtimeConfig replace")
  func statics() throws {
    func fixed(_ more: String = "", arguments: String = "") throws -> [String] {
      let call = try call(arguments: arguments)
      let text =
        #","ipam": {"type": "static", "addresses": [{"address": "10.1.0.2/24"}]}"# + more
      return given(
        try #require(try network(text, call: call).addressManagement(call)).add())
    }
    #expect(try fixed() == ["10.1.0.2/24"])
    #expect(try fixed(arguments: "IP=10.2.0.2/24") == ["10.1.0.2/24", "10.2.0.2/24"])
    let cni = #","args": {"cni": {"ips": ["10.3.0.2/24"]}}"#
    #expect(try fixed(cni, arguments: "IP=10.2.0.2/24") == ["10.3.0.2/24"])
    #expect(try fixed(cni + #","runtimeConfig": {"ips": ["10.4.0.2/24"]}"#) == ["10.4.0.2/24"])
    #expect(failure { _ = try fixed(arguments: "IP=10.2.0.2") }?.code == .invalidConfiguration)
    let mixed =
      #","ipam": {"type": "static", "addresses": [{"address": "10.1.0.2/24", "gateway": "fd00::1"}]}"#
    #expect(
      failure { _ = try network(mixed).addressManagement(call()) }?.code == .invalidConfiguration)
  }

  @Test("resolv.conf")
  func resolver() {
    let dns = ResolverFile.parse(
      "# c\nnameserver 10.0.0.1\n nameserver fd00::1 \ndomain a.b\nsearch x y\noptions ndots:2 z\nsortlist q\nnameserver\n"
    )
    #expect(dns.nameservers == ["10.0.0.1", "fd00::1"])
    #expect(dns.domain == "a.b")
    #expect(dns.search == ["x", "y"])
    #expect(dns.options == ["ndots:2", "z"])
  }

  @Test("A plugin that is not there is named")
  func delegates() throws {
    let error = failure {
      let call = try call(path: "/nowhere")
      _ = try network(#","ipam": {"type": "dhcp"}"#, call: call).addressManagement(call)
    }
    #expect(error?.message == "there is no plugin dhcp in CNI_PATH")
    let slash = failure {
      let call = try call(path: "/")
      _ = try network(#","ipam": {"type": "../dhcp"}"#, call: call).addressManagement(call)
    }
    #expect(slash?.code == .invalidConfiguration)
  }
}
