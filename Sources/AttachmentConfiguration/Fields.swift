/// Takes the members of one JSON object, each with the type it must have; in the end, what was not
/// taken is an error that names it.
public struct Fields: Sendable {
  /// Where the object is, for errors: `attachments[0]`.
  public let place: String
  private var members: JSONObject
  /// The keys that were asked for, whether they are there or not.
  private var known: [String] = []
  /// How a key is spelt where the value comes from, when that is no JSON.
  private let spelling: @Sendable (String) -> String

  /// - Throws: ``ConfigurationError`` when the value is no object.
  public init(
    _ value: JSONValue, _ place: String,
    spelling: @escaping @Sendable (String) -> String = { $0 }
  ) throws(ConfigurationError) {
    guard let members = value.object else {
      let what = place.isEmpty ? "the document" : place
      throw ConfigurationError("\(what) is \(value.typeName), not an object")
    }
    self.place = place
    self.spelling = spelling
    self.members = members
  }

  /// Those of an object without any.
  public init() {
    place = ""
    members = [:]
    spelling = { $0 }
  }

  /// A key and where it is, for errors: `attachments[0].mac`.
  public func name(_ key: String) -> String {
    let key = spelling(key)
    return place.isEmpty ? key : "\(place).\(key)"
  }

  public mutating func take(_ key: String) -> JSONValue? {
    known.append(key)
    let value = members.removeValue(forName: key)
    return value == .null ? nil : value
  }

  public mutating func string(_ key: String) throws(ConfigurationError) -> String? {
    guard let value = take(key) else { return nil }
    guard let string = value.string else {
      throw ConfigurationError("\(name(key)) is \(value.typeName), not a string")
    }
    return string
  }

  public mutating func required(_ key: String) throws(ConfigurationError) -> String {
    guard let value = try string(key), !value.isEmpty else {
      throw ConfigurationError("\(name(key)) is missing")
    }
    return value
  }

  public mutating func bool(_ key: String) throws(ConfigurationError) -> Bool? {
    guard let value = take(key) else { return nil }
    guard let bool = value.bool else {
      throw ConfigurationError("\(name(key)) is \(value.typeName), not true or false")
    }
    return bool
  }

  public mutating func integer<T: FixedWidthInteger>(_ key: String, in range: ClosedRange<T>)
    throws(ConfigurationError) -> T?
  {
    guard let value = take(key) else { return nil }
    guard let wide = value.integer, let number = T(exactly: wide), range.contains(number) else {
      throw ConfigurationError(
        "\(name(key)) is not a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// A value made from a string by `parse`.
  public mutating func value<T>(_ key: String, _ what: String, _ parse: (String) -> T?)
    throws(ConfigurationError) -> T?
  {
    guard let text = try string(key) else { return nil }
    guard let value = parse(text) else {
      throw ConfigurationError("\(name(key)) is not \(what): \(text)")
    }
    return value
  }

  /// Values made from an array of strings, or from a single string.
  public mutating func values<T>(_ key: String, _ what: String, _ parse: (String) -> T?)
    throws(ConfigurationError) -> [T]
  {
    guard let value = take(key) else { return [] }
    let items = value.array ?? [value]
    var result: [T] = []
    for item in items {
      guard let text = item.string, let parsed = parse(text) else {
        throw ConfigurationError(
          "\(name(key)) holds what is not \(what): \(item.string ?? item.typeName)")
      }
      result.append(parsed)
    }
    return result
  }

  /// The objects of an array.
  public mutating func objects(_ key: String) throws(ConfigurationError) -> [Fields] {
    guard let value = take(key) else { return [] }
    guard let items = value.array else {
      throw ConfigurationError("\(name(key)) is \(value.typeName), not an array")
    }
    var result: [Fields] = []
    for (index, item) in items.enumerated() {
      result.append(try Fields(item, "\(name(key))[\(index)]"))
    }
    return result
  }

  public mutating func object(_ key: String) throws(ConfigurationError) -> Fields? {
    guard let value = take(key) else { return nil }
    return try Fields(value, name(key))
  }

  /// Names and texts.
  public mutating func strings(of key: String) throws(ConfigurationError) -> [String: String] {
    guard var fields = try object(key) else { return [:] }
    var result: [String: String] = [:]
    for name in fields.rest { result[name] = try fields.string(name) }
    return result
  }

  /// The keys that nobody took.
  public var rest: [String] { members.filter { $0.value != .null }.map(\.name) }

  /// - Throws: ``ConfigurationError`` that names a key that nobody took, and those that are known.
  public consuming func end() throws(ConfigurationError) {
    guard let first = rest.first else { return }
    let list = Set(known.map(spelling)).sorted().joined(separator: ", ")
    throw ConfigurationError("\(name(first)) is not known here; these are: \(list)")
  }
}
