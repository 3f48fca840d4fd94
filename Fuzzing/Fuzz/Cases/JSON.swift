import AttachmentConfiguration

extension Case {
  /// JSON: a value that is written is read as the same.
  static let json = Case("json", seeds: "json") { bytes in
    expectStable(try JSONValue(parsing: bytes, "it"))
  }

  static func expectStable(_ value: JSONValue) {
    let text = value.text
    let again = mustSucceed("read \(String(decoding: text, as: UTF8.self))") {
      try JSONValue(parsing: text, "it")
    }
    expect(again == value, "\(value) became \(again)")
    expectPrintable(String(decoding: text, as: UTF8.self))
  }
}
