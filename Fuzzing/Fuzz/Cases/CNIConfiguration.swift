@testable import AttachmentConfiguration
@testable import CNI
import ContainerNetwork
import RouteNetlink

extension Case {
  /// The configuration of a CNI plugin, behind a line that is `CNI_ARGS`.
  static let cni = Case("cni", seeds: "cni") { bytes in
    let lines = bytes.split(
      separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)
    let arguments = String(decoding: lines[0], as: UTF8.self)
    let text = Array(lines.dropFirst().joined())
    let document = try JSONValue(parsing: text, "it")
    for command in ["ADD", "DEL", "CHECK", "GC", "STATUS"] {
      let values = [
        "CNI_COMMAND": command, "CNI_CONTAINERID": "abc", "CNI_NETNS": "/run/netns/c1",
        "CNI_IFNAME": "eth0", "CNI_ARGS": arguments,
      ]
      let call = mustSucceed("make a call") { try Call { values[$0] } }
      do throws(CNIError) {
        let network = try Network(text, document, call)
        for type in CNI.types { try? tryPlugin(type, network, call) }
        _ = try? network.addressManagement(call)
        if let ipam = network.ipam { try? tryRange(ipam) }
        if let previous = network.previous { tryResult(previous) }
      } catch {
        expectStable(error.json(version: "1.1.0"))
      }
    }
  }

  private static func tryPlugin<Plugin: InterfacePlugin>(
    _: Plugin.Type, _ network: Network, _ call: Call
  ) throws {
    var fields = network.own
    _ = try Plugin(&fields, network, call)
    try fields.refuseRest()
  }

  /// Every address that a range gives is one of its own.
  private static func tryRange(_ ipam: JSONValue) throws {
    var fields = try Fields(ipam, "ipam")
    guard let range = try AddressRange(&fields) else { return }
    for start in [nil, range.first, range.last, range.gateway] {
      let candidates = RangeSet(ranges: [range]).candidates(behind: start).prefix(50)
      for (address, _) in candidates {
        expect(range.contains(address) && address != range.gateway, "\(address) of \(range)")
      }
    }
  }

  /// A result that is written in any version is read again.
  private static func tryResult(_ result: CNIResult) {
    for version in SpecVersion.allCases {
      let read = mustSucceed("read a result") {
        try CNIResult(result.json(version), defaultVersion: version)
      }
      let again = mustSucceed("read a result again") {
        try CNIResult(read.json(version), defaultVersion: version)
      }
      expect(read == again, "\(read) became \(again)")
    }
    _ = result.appended(to: result)
    _ = result.routes.map { $0.specification(result.addresses) }
  }
}
