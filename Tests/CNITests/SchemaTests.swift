import Foundation
import TestSupport
import Testing

@testable import AttachmentConfiguration

/// The published JSON Schema and the reader take and refuse the same documents. What only the reader
/// sees: whether the text of an address is one, and names that are given twice.
@Suite(
  "The schema of attachments",
  .enabled(
    if: FileManager.default.fileExists(atPath: "/usr/lib/python3/dist-packages/jsonschema"),
    "needs python3-jsonschema"))
struct SchemaTests {
  private static let members: [String] = [
    #""kind": "veth", "name": "eth0""#, #""kind": "macvlan", "name": "n", "parent": "nic0""#,
    #""kind": "macvtap", "name": "n", "parent": "nic0""#,
    #""kind": "ipvlan", "name": "n", "parent": "nic0""#,
    #""kind": "device", "name": "n", "device": "d0""#,
    #""kind": "macvlan", "name": "n""#, #""kind": "device", "name": "n""#, #""kind": "veth""#,
    #""name": "n""#, #""kind": "vxlan", "name": "n""#, #""kind": 1, "name": "n""#,
  ]
  private static let more: [String] = [
    #""mac": "02:00:00:00:00:01""#, #""mac": "03:00:00:00:00:01""#, #""mac": "00:00:00:00:00:00""#,
    #""mac": "x""#, #""mac": 2"#, #""mtu": 68"#, #""mtu": 67"#, #""mtu": 65535"#, #""mtu": 65536"#,
    #""mtu": "1500""#, #""queues": 0"#, #""queues": 4096"#, #""queues": 4097"#,
    #""addresses": "10.0.0.2/24""#, #""addresses": ["10.0.0.2/24", "fd00::2/64"]"#,
    #""addresses": [1]"#, #""addresses": ["x"]"#, #""addresses": {}"#, #""gateway": "10.0.0.1""#,
    #""gateway": ["10.0.0.1/24"]"#, #""routes": []"#, #""routes": {}"#, #""routes": [{}]"#,
    #""routes": [{"dst": "10.1.0.0/16"}]"#, #""routes": [{"dst": "default", "gw": "10.0.0.1"}]"#,
    #""routes": [{"dst": "10.1.0.0/16", "metric": -1}]"#,
    #""routes": [{"dst": "10.1.0.0/16", "x": 1}]"#,
    #""down": true"#, #""down": "true""#, #""nodad": false"#, #""nodad": 0"#,
    #""sysctls": {"net.ipv4.ip_forward": "1"}"#, #""sysctls": {"net.ipv4.ip_forward": 1}"#,
    #""sysctls": []"#, #""dns": {"nameservers": ["10.0.0.1"], "search": "a"}"#, #""dns": {"x": 1}"#,
    #""dns": []"#, #""hostName": "veth0""#, #""hostName": "a/b""#, #""bridge": "br0""#,
    #""bridge": """#, #""hostMac": "02:00:00:00:00:01""#, #""hostAddresses": "10.0.0.1/24""#,
    #""hostRoutes": [{"dst": "10.1.0.0/16"}]"#, #""mode": "bridge""#, #""mode": "l3""#,
    #""mode": "other""#, #""mode": 1"#, #""parent": "nic1""#, #""device": "d1""#, #""other": 1"#,
    #""Mtu": 1500"#,
  ]
  private static let names = [
    "a", "abcdefghijklmno", "abcdefghijklmnop", "", ".", "..", "a/b", "a:b", "a b", "eth0.1",
  ]
  private static let parents =
    names + [
      String(repeating: "p", count: 127), String(repeating: "p", count: 128),
    ]
  private static let whole = [
    "{}", "[]", "1", #"{"attachments": []}"#, #"{"attachments": {}}"#, #"{"attachments": [1]}"#,
    #"{"attachments": [], "other": 1}"#,
  ]

  static let documents: [String] =
    whole
    + members.flatMap { base in
      [base] + more.filter { !base.contains($0.prefix { $0 != ":" }) }.map { "\(base), \($0)" }
    }.map { "{\"attachments\": [{\($0)}]}" }
    + names.map { #"{"attachments": [{"kind": "veth", "name": "\#($0)"}]}"# }
    + parents.flatMap { name in
      ["macvlan\", \"parent", "device\", \"device", "veth\", \"bridge"].map {
        "{\"attachments\": [{\"name\": \"n\", \"kind\": \"\($0)\": \"\(name)\"}]}"
      }
    }

  @Test("Both take and refuse the same")
  func agreement() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let script = """
      import json, sys, jsonschema
      check = jsonschema.Draft7Validator(json.load(open(sys.argv[1]))).is_valid
      print("".join("+" if check(json.loads(d)) else "-" for d in json.loads(sys.argv[2])))
      """
    let schema = root.appending(path: "share/cnet/attachments.schema.json").path
    let list = String(decoding: try JSONEncoder().encode(Self.documents), as: UTF8.self)
    let outcome = try Subprocess(["/usr/bin/python3", "-c", script, schema, list]).wait()
    #expect(outcome.status == 0, "\(outcome.errors)")
    let verdicts = Array(outcome.output.dropLast())
    try #require(verdicts.count == Self.documents.count)
    for (document, verdict) in zip(Self.documents, verdicts) {
      let isRead =
        (try? AttachmentReader.attachments(inDocument: Array(document.utf8), "it")) != nil
      #expect(isRead == (verdict == "+"), "the reader \(isRead ? "takes" : "refuses") \(document)")
    }
    #expect(verdicts.contains("+") && verdicts.contains("-"))
  }
}
