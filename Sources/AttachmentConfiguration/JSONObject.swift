/// The members of a JSON object, in the order of their names.
///
/// A sorted array, and no dictionary: the first dictionary of a process has the runtime look through
/// all conformances that the program has, a twentieth of a whole CNI ADD.
public struct JSONObject: Hashable, Sendable {
  private var members: [Member] = []

  private struct Member: Hashable, Sendable {
    var name: String
    var value: JSONValue
  }

  /// - Parameter members: each name once.
  init(_ members: [(String, JSONValue)]) {
    self.members = members.map { Member(name: $0, value: $1) }.sorted { $0.name < $1.name }
  }

  public var isEmpty: Bool { members.isEmpty }

  public var names: [String] { members.map(\.name) }

  public subscript(name: String) -> JSONValue? {
    get { position(name).map { members[$0].value } }
    set {
      let position = position(name)
      switch (position, newValue) {
      case (let position?, let value?): members[position].value = value
      case (let position?, nil): members.remove(at: position)
      case (nil, let value?):
        let end = members.firstIndex { $0.name > name } ?? members.endIndex
        members.insert(Member(name: name, value: value), at: end)
      case (nil, nil): break
      }
    }
  }

  private func position(_ name: String) -> Int? { members.firstIndex { $0.name == name } }

  public mutating func removeValue(forName name: String) -> JSONValue? {
    position(name).map { members.remove(at: $0).value }
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral members: (String, JSONValue)...) { self.init(members) }
}

extension JSONObject: Sequence {
  public struct Iterator: IteratorProtocol {
    private let members: [Member]
    private var position = 0

    fileprivate init(_ object: JSONObject) { members = object.members }

    public mutating func next() -> (name: String, value: JSONValue)? {
      guard position < members.count else { return nil }
      defer { position += 1 }
      return (members[position].name, members[position].value)
    }
  }

  public func makeIterator() -> Iterator { Iterator(self) }
}
