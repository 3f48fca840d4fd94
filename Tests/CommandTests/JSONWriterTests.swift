import ContainerNetwork
import Foundation
import Netlink
import RouteNetlink
import TestSupport
import Testing

@testable import CNetCommands

/// What `body` writes, with the line end.
private func written(_ body: (inout JSONWriter) throws -> Void) throws -> String {
  let pipe = Pipe()
  let output = Output(descriptor: pipe.fileHandleForWriting.fileDescriptor)
  var json = JSONWriter(output)
  try body(&json)
  json.finish()
  try pipe.fileHandleForWriting.close()
  return String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
}

@Suite struct JSONWriterTests {
  @Test func writesEveryValue() throws {
    let text = try written { json in
      json.beginArray()
      json.beginObject()
      json.field("zero", 0)
      json.field("most", UInt64.max)
      json.field("least", Int64.min)
      json.field("yes", true)
      json.null("nothing")
      json.field("literal", "text")
      json.begin(array: "list")
      json.value(text: "a")
      json.value(false)
      json.endArray()
      json.begin(object: "empty")
      json.endObject()
      json.endObject()
      json.beginArray()
      json.endArray()
      json.endArray()
    }
    #expect(
      text == #"[{"zero":0,"most":18446744073709551615,"least":-9223372036854775808,"yes":true,"#
        + #""nothing":null,"literal":"text","list":["a",false],"empty":{}},[]]"# + "\n")
  }

  @Test(arguments: [
    ("plain", #""plain""#), ("", #""""#), (#"a"b\c"#, #""a\"b\\c""#), ("é😀", #""é😀""#),
    ("\t\n\r", #""\t\n\r""#),
    ("\u{0}\u{1B}\u{7F}\u{85}\u{9B}", #""\u0000\u001b\u007f\u0085\u009b""#),
    ("\u{202E}\u{2028}\u{FEFF}\u{E0041}", #""\u202e\u2028\ufeff\udb40\udc41""#),
  ])
  func escapesText(_ text: String, _ expected: String) throws {
    #expect(try written { $0.value(text: text) } == expected + "\n")
  }

  @Test func replacesWhatIsNotUTF8() throws {
    let bytes: [UInt8] = [0x61, 0xFF, 0x62]
    #expect(try written { $0.value(text: bytes.span.raw) } == "\"a\u{FFFD}b\"\n")
  }

  @Test(arguments: [(UInt64(0), "0.00"), (7, "0.07"), (1207, "12.07")])
  func writesHundredths(_ value: UInt64, _ expected: String) throws {
    #expect(try written { $0.value(hundredths: value) } == expected + "\n")
  }

  /// More than the buffer holds.
  @Test func growsAndFlushes() throws {
    let long = String(repeating: "x", count: 40_000)
    let text = try written { json in json.value(text: long) }
    #expect(text == "\"\(long)\"\n")
  }
}

/// Kinds that the machine may lack; the others are compared with `ip` on a live kernel.
@Suite struct KindPrinterTests {
  private func printed(_ kind: String, _ data: [UInt8]) throws -> String {
    let connection = try Plumber().home
    return try written { json in
      var names = LinkNameResolver(LinkNames(), connection)
      try reading(Array(kind.utf8)) { kind in
        guard let printer = KindPrinters.link(kind) else { throw Errno.noSuchDevice }
        try reading(data) { data in
          json.beginObject()
          try printer(AttributeTable(Attributes(data)), &json, &names)
          json.endObject()
        }
      }
    }
  }

  @Test func vlan() throws {
    let data =
      Wire.attribute(5, [0x88, 0xA8]) + Wire.attribute(1, Wire.integer(UInt16(6)))
      + Wire.attribute(2, Wire.integer(UInt32(0x2B)) + Wire.integer(UInt32.max))
      + Wire.attribute(
        4, Wire.attribute(1, Wire.integer(UInt32(1)) + Wire.integer(UInt32(2))))
      + Wire.attribute(
        3, Wire.attribute(1, Wire.integer(UInt32(3)) + Wire.integer(UInt32(4))))
    #expect(
      try printed("vlan", data)
        == #"{"protocol":"802.1ad","id":6,"flags":["REORDER_HDR","GVRP","MVRP","20"],"#
        + #""ingress_qos":[{"from":1,"to":2}],"egress_qos":[{"from":3,"to":4}]}"# + "\n")
  }

  @Test(arguments: [
    (UInt16(0), UInt16(0), #"{"mode":"l2","bridge":true}"#),
    (1, 1, #"{"mode":"l3","private":true}"#), (2, 2, #"{"mode":"l3s","vepa":true}"#),
  ])
  func ipvlan(_ mode: UInt16, _ flags: UInt16, _ expected: String) throws {
    let data =
      Wire.attribute(1, Wire.integer(mode)) + Wire.attribute(2, Wire.integer(flags))
    #expect(try printed("ipvlan", data) == expected + "\n")
    #expect(try printed("ipvtap", data) == expected + "\n")
  }

  @Test func malformedDataIsAnErrorAndNoTrap() throws {
    for kind in ["macvlan", "bridge", "vlan", "ipvlan", "vxlan", "tun"] {
      for type in UInt16(1)...49 {
        for size in 0...9 {
          // What may come of it: an answer, or an error.
          _ = try? printed(kind, Wire.attribute(type, [UInt8](repeating: 0xFF, count: size)))
        }
      }
    }
  }
}
