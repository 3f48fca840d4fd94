// Reading is jansson's work: FoundationEssentials takes 1 ms for the same, a fifth of a whole CNI ADD.

internal import CJansson

extension JSONValue {
  /// Reads a document. Of members of one name the last one counts.
  ///
  /// - Throws: ``ConfigurationError`` that says what is wrong and where.
  public init(parsing bytes: [UInt8], _ what: String) throws(ConfigurationError) {
    guard !bytes.isEmpty else { throw ConfigurationError("\(what) is not JSON: it is empty") }
    let flags = Int(JSON_DECODE_ANY | JSON_ALLOW_NUL)
    var failure = json_error_t()
    var root = unsafe Self.load(bytes, flags, &failure)
    if unsafe root == nil, unsafe json_error_code(&failure) == json_error_numeric_overflow {
      // Such as the 2^64 - 1 of an unlimited resource: as near as a floating point number comes.
      unsafe root = Self.load(bytes, flags | Int(JSON_DECODE_INT_AS_REAL), &failure)
    }
    guard let root = unsafe root else {
      let reason = unsafe withUnsafeBytes(of: &failure.text) {
        unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      throw ConfigurationError(
        "\(what) is not JSON: line \(failure.line), column \(failure.column): "
          + reason)
    }
    defer { unsafe json_decref(root) }
    unsafe self.init(root)
  }

  private static func load(_ bytes: [UInt8], _ flags: Int, _ failure: inout json_error_t)
    -> UnsafeMutablePointer<json_t>?
  {
    unsafe bytes.withUnsafeBytes {
      unsafe json_loadb($0.baseAddress, $0.count, flags, &failure)
    }
  }

  private init(_ json: UnsafeMutablePointer<json_t>) {
    switch unsafe json.pointee.type {
    case JSON_TRUE: self = .bool(true)
    case JSON_FALSE: self = .bool(false)
    case JSON_INTEGER: self = .integer(unsafe json_integer_value(json))
    case JSON_REAL: self = .number(unsafe json_real_value(json))
    case JSON_STRING:
      self = .string(unsafe Self.text(json_string_value(json), json_string_length(json)))
    case JSON_ARRAY:
      var elements: [JSONValue] = []
      for index in 0..<(unsafe json_array_size(json)) {
        guard let element = unsafe json_array_get(json, index) else { continue }
        elements.append(unsafe JSONValue(element))
      }
      self = .array(elements)
    case JSON_OBJECT:
      var members: [(String, JSONValue)] = []
      var next = unsafe json_object_iter(json)
      while let member = unsafe next {
        if let value = unsafe json_object_iter_value(member) {
          let name = unsafe Self.text(
            json_object_iter_key(member), json_object_iter_key_len(member))
          members.append((name, unsafe JSONValue(value)))
        }
        unsafe next = json_object_iter_next(json, member)
      }
      self = .object(JSONObject(members))
    default: self = .null
    }
  }

  private static func text(_ bytes: UnsafePointer<CChar>?, _ count: Int) -> String {
    unsafe String(decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
  }
}
