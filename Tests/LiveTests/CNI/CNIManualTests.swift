import Foundation
import TestSupport
import Testing

/// The examples of cnet-cni(7) do what they say.
@Suite("The examples of the CNI manual", .makesNamespaces, .runsCNI)
struct CNIManualTests {
  private static let blocks: [String] = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let page =
      (try? String(contentsOf: root.appending(path: "man/cnet-cni.7"), encoding: .utf8)) ?? ""
    return page.components(separatedBy: "\n.Bd -literal -offset indent\n").dropFirst().map {
      $0.components(separatedBy: "\n.Ed\n")[0]
    }
  }()

  @Test("Configurations", arguments: blocks.filter { $0.hasPrefix("{") })
  func lists(text: String) throws {
    let host = try CNIHost()
    // The manual's names for NICs. Before 6.2 a link that is up keeps its own.
    try host.sandbox.run(
      """
      ip link set nic0 down; ip link set nic0 name eth0; ip link set eth0 up
      ip link set nic1 name eth1
      """)
    let list = try JSON(parsing: text)
    let plugins = list["plugins"].array
    #expect(!plugins.isEmpty)
    for plugin in plugins {
      let type = try #require(plugin["type"].string)
      // As a runtime makes it of the list.
      let whole = try host.sandbox.run(
        """
        jq -c '.cniVersion as $v | .name as $n | .plugins[] | select(.type == "\(type)")
          | del(.capabilities) + {cniVersion: $v, name: $n}' <<'EOF'
        \(text)
        EOF
        """)
      let result = try host.done(type, "ADD", whole)
      let checked = String(whole.dropLast(2)) + ", \"prevResult\": \(result)}"
      try host.done(type, "CHECK", checked)
      #expect(try JSON(parsing: result)["ips"][0].exists)
      try host.done(type, "DEL", whole)
    }
  }

  @Test("Commands", arguments: blocks.filter { $0.hasPrefix("# ") })
  func commands(text: String) throws {
    let host = try CNIHost()
    let script = text.split(separator: "\n", omittingEmptySubsequences: false).map {
      $0.hasPrefix("# ") ? String($0.dropFirst(2)) : String($0)
    }.joined(separator: "\n").replacingOccurrences(of: "/usr/local/lib/cni", with: "/run/plugins")
    try host.sandbox.run("cd /run\n" + script)
  }

  @Test("There are examples")
  func some() {
    #expect(Self.blocks.filter { $0.hasPrefix("{") }.count >= 4)
    #expect(Self.blocks.contains { $0.hasPrefix("# ") })
  }
}
