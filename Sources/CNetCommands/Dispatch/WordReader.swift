internal import ArgumentParser

/// Takes plain words apart at a twentieth of the argument parser's cost, which a container would wait
/// for at every start. It knows no help and no errors: what it does not understand at once, and what
/// makes no sense, is left to the parser, which says so in its words.
///
/// Plain is an option as it is spelt, its value behind it, and nothing that begins with `-` besides.
struct WordReader {
  /// Nil where a word was taken.
  private var words: [String?]

  /// This line is for the argument parser.
  struct Refusal: Error {}

  init(_ words: [String]) { self.words = words }

  var isEmpty: Bool {
    for word in words where word != nil { return false }
    return true
  }

  /// Takes a flag.
  mutating func flag(_ name: String) -> Bool {
    guard let place = words.firstIndex(of: name) else { return false }
    words[place] = nil
    return true
  }

  /// Takes an option that may be there, with its value.
  mutating func value<Value>(_ name: String, _ parse: (String) throws -> Value?) throws -> Value? {
    guard let place = words.firstIndex(of: name) else { return nil }
    words[place] = nil
    return try take(at: place + 1, parse)
  }

  /// Takes an option that must be there, with its value.
  mutating func needed<Value>(_ name: String, _ parse: (String) throws -> Value?) throws -> Value {
    guard let value = try value(name, parse) else { throw Refusal() }
    return value
  }

  /// Takes an option as often as it is there.
  mutating func values<Value>(_ name: String, _ parse: (String) throws -> Value?) throws -> [Value]
  {
    var values: [Value] = []
    while let value = try value(name, parse) { values.append(value) }
    return values
  }

  /// Takes the first word that is left; the options must have been taken.
  mutating func word<Value>(_ parse: (String) throws -> Value?) throws -> Value {
    try take(at: words.firstIndex { $0 != nil } ?? words.endIndex, parse)
  }

  /// Takes all words that are left.
  mutating func rest<Value>(_ parse: (String) throws -> Value?) throws -> [Value] {
    var values: [Value] = []
    while !isEmpty { values.append(try word(parse)) }
    return values
  }

  /// Takes what a group of options has among the words.
  mutating func group<Group: PlainlyReadable>(_: Group.Type = Group.self) throws -> Group {
    var group = Group()
    try group.read(&self)
    try group.validate()
    return group
  }

  private mutating func take<Value>(at place: Int, _ parse: (String) throws -> Value?) throws
    -> Value
  {
    guard place < words.count, let text = words[place], !text.isEmpty, !text.hasPrefix("-"),
      let value = try parse(text)
    else { throw Refusal() }
    words[place] = nil
    return value
  }
}

/// What can be read from plain words. Tests hold it to the argument parser's reading.
protocol PlainlyReadable: ParsableArguments {
  /// Sets every property, the options before the arguments.
  mutating func read(_ words: inout WordReader) throws
}

extension PlainlyReadable {
  /// Nil when that is for the argument parser.
  static func plainly(_ words: [String]) -> Self? {
    var reader = WordReader(words)
    guard let value = try? reader.group(Self.self), reader.isEmpty else { return nil }
    return value
  }
}

typealias PlainVerb = NetworkCommand & PlainlyReadable

extension CNet {
  /// The verbs that hooks and batches are made of. Found without a look at the tree of commands.
  static func plainVerb(_ noun: String, _ verb: String) -> (any PlainVerb.Type)? {
    switch (noun, verb) {
    case ("veth", "add"): VethAdd.self
    case ("macvlan", "add"): MacvlanAdd.self
    case ("ipvlan", "add"): IPVlanAdd.self
    case ("link", "list"): LinkList.self
    case ("link", "show"): LinkShow.self
    case ("link", "set"): LinkSet.self
    case ("link", "move"): LinkMove.self
    case ("link", "delete"): LinkDelete.self
    case ("address", "add"): AddressAdd.self
    case ("address", "delete"): AddressDelete.self
    case ("address", "list"): AddressList.self
    case ("route", "add"): RouteAdd.self
    case ("route", "delete"): RouteDelete.self
    case ("route", "list"): RouteList.self
    case ("netns", "add"): NamespaceAdd.self
    case ("netns", "delete"): NamespaceDelete.self
    case ("netns", "list"): NamespaceList.self
    default: nil
    }
  }

  /// The command that plain words say; nil when they are for the argument parser.
  static func plainCommand(_ words: [String]) -> (any NetworkCommand)? {
    var words = words
    // `-n NS` before the noun is moved behind the verb, as ``Invocation`` does.
    if words.count > 2, words[0] == "-n" { words = Array(words[2...] + words[..<2]) }
    if words.count >= 2, let verb = plainVerb(words[0], words[1]) {
      return verb.plainly(Array(words[2...]))
    }
    if words.first == "attach" { return AttachCommand.plainly(Array(words[1...])) }
    if words.first == "detach" { return DetachCommand.plainly(Array(words[1...])) }
    return nil
  }
}
