import ArgumentParser
import Foundation
import Testing

@testable import CNetCommands

/// The reader of plain words says what the argument parser says, for every option of its verbs.
@Suite struct WordReaderTests {
  /// A verb's words, and what every line of it needs.
  struct Verb: CustomTestStringConvertible {
    var path: [String]
    var needed: [String]
    var testDescription: String { path.joined(separator: " ") }
  }

  static let verbs = [
    Verb(path: ["veth", "add"], needed: ["web0", "eth0"]),
    Verb(path: ["macvlan", "add"], needed: ["eth0", "mac0"]),
    Verb(path: ["ipvlan", "add"], needed: ["eth0", "ipv0"]),
    Verb(path: ["link", "list"], needed: []),
    Verb(path: ["link", "show"], needed: ["eth0"]),
    Verb(path: ["link", "set"], needed: ["eth0", "--group", "4"]),
    Verb(path: ["link", "move"], needed: ["eth0", "--netns", "blue"]),
    Verb(path: ["link", "delete"], needed: ["eth0", "eth1"]),
    Verb(path: ["address", "add"], needed: ["10.0.0.2/24", "--dev", "eth0"]),
    Verb(path: ["address", "delete"], needed: ["10.0.0.2/24", "--dev", "eth0"]),
    Verb(path: ["address", "list"], needed: []),
    Verb(path: ["route", "add"], needed: ["default", "--dev", "eth0", "--via", "10.0.0.1"]),
    Verb(path: ["route", "delete"], needed: ["10.1.0.0/16"]),
    Verb(path: ["route", "list"], needed: []),
    Verb(path: ["netns", "add"], needed: ["blue"]),
    Verb(path: ["netns", "delete"], needed: ["blue"]),
    Verb(path: ["netns", "list"], needed: []),
    Verb(path: ["attach"], needed: ["c1", "--netns", "blue", "--kind", "veth", "--name", "eth0"]),
    Verb(path: ["detach"], needed: ["c1"]),
  ]

  /// A value for each kind of value that the verbs describe.
  static let values = [
    "ns": "pid:7", "cidr": "fd00::2/64", "ip": "10.0.0.1", "mac": "02:00:5e:10:00:01",
    "dst[,via=ip][,metric=n]": "10.1.0.0/16,via=10.0.0.1", "bytes": "1400", "n": "3",
    "packets": "100", "bridge": "br0", "if": "eth0", "new": "new0", "text": "a b", "name": "lan0",
    "kind": "veth", "table": "100", "file": "/dev/null", "key=value": "a=b", "parent": "eth1",
    "device": "eth1", "host-name": "web0", "altname": "lan1", "family": "inet6", "flag": "private",
  ]

  /// What goes along with an option that is nothing by itself.
  static let companions = [
    "macvlan add --source-mac": ["--mode", "source"], "macvlan add --nodst": ["--mode", "source"],
    "macvlan add --nopromisc": ["--mode", "passthru"],
    "attach --parent": ["--kind", "macvlan"], "attach --device": ["--kind", "device"],
  ]

  @Test(arguments: verbs) func everyOptionIsReadAsTheParserReadsIt(_ verb: Verb) throws {
    let base = verb.path + verb.needed
    try expectSame(base)
    for option in try Self.options(of: verb.path) {
      var words = [option.name]
      if let value = option.value {
        let sample =
          value == "mode" ? (verb.path == ["ipvlan", "add"] ? "l3" : "vepa") : Self.values[value]
        words.append(try #require(sample, "a value for \(option.name) \(value)"))
      }
      let line = Self.line(verb, option.name, words)
      if parsed(line) == nil {
        // Excluded by another, which the parser reports: then it must be the parser's to say.
        #expect(CNet.plainCommand(line) == nil)
        continue
      }
      try expectSame(line)
      if option.repeats { try expectSame(line + words) }
    }
  }

  /// Kinds of values that are a link which is there, for which its alternative name stands too.
  static let existingLinks: Set = ["bridge", "if", "parent", "device"]
  /// Longer than a name can be, as only an alternative name is.
  static let alternativeName = "uplink-of-the-rack-7"

  @Test(arguments: verbs) func anOptionTakesTheAlternativeNameOfALink(_ verb: Verb) throws {
    for option in try Self.options(of: verb.path)
    where option.value.map(Self.existingLinks.contains) == true {
      try expectSame(Self.line(verb, option.name, [option.name, Self.alternativeName]))
    }
  }

  @Test(
    arguments: [
      "macvlan add LINK mac0", "ipvlan add LINK ipv0", "link show LINK", "link set LINK --up",
      "link move LINK --netns blue", "link delete LINK eth1 LINK",
    ]) func aVerbTakesTheAlternativeNameOfALink(_ line: String) throws
  {
    let words = line.split(separator: " ").map(String.init)
    try expectSame(words.map { $0 == "LINK" ? Self.alternativeName : $0 })
  }

  /// A verb with an option, what goes along with that, and what is needed and not said again.
  private static func line(_ verb: Verb, _ option: String, _ words: [String]) -> [String] {
    let words = words + (companions["\(verb.testDescription) \(option)"] ?? [])
    var rest = verb.needed
    for word in words where word.hasPrefix("-") {
      if let place = rest.firstIndex(of: word) { rest.removeSubrange(place...place + 1) }
    }
    return verb.path + words + rest
  }

  @Test func optionsThatExcludeOthersAreReadToo() throws {
    try expectSame(["attach", "c1", "--netns", "blue", "--config", "a.json"])
    try expectSame([
      "attach", "c1", "--netns", "blue", "--kind", "macvlan", "--name", "a", "--parent", "eth0",
      "--mode", "vepa",
    ])
    try expectSame([
      "attach", "c1", "--netns", "blue", "--kind", "device", "--name", "a", "--device", "eth1",
    ])
    try expectSame(["link", "delete", "--group", "7"])
    try expectSame(["route", "list", "-6", "--table", "all", "--json"])
    try expectSame(["-n", "blue", "link", "set", "eth0", "--up"])
  }

  @Test(
    arguments: [
      "veth add web0", "veth add web0 eth0 more", "veth add web0 eth0 --netns",
      "veth add web0 eth0 --netns --down", "veth add web0 eth0 --mtu 0", "veth add web0 eth0 --up",
      "veth add web0 eth0 --mtu=1400", "veth add web0 eth0 --mtu 1400 --mtu 1500",
      "veth add --help", "veth add -- web0 eth0", "veth add web0 eth0 --down --down",
      "link set lo --alias --up", "link set lo --alias --up x", "link set lo",
      "link set lo --mtu -1",
      "link set lo --up --down", "link delete", "link show", "link show -", "link", "veth", "-n",
      "-n a",
      "-n blue", "frobnicate", "attach", "attach c1 --netns blue", "address add 10.0.0.1/24",
    ]) func allElseIsTheParsers(_ line: String)
  {
    #expect(CNet.plainCommand(line.split(separator: " ").map(String.init)) == nil)
  }

  @Test func anEmptyWordIsTheParsers() {
    #expect(CNet.plainCommand(["link", "set", "eth0", "--alias", ""]) == nil)
  }

  private func parsed(_ words: [String]) -> (any NetworkCommand)? {
    let invocation = Invocation(words)
    return try? (invocation.command as? any NetworkCommand.Type)?.parse(invocation.rest)
  }

  private func expectSame(_ words: [String]) throws {
    let line = Comment(rawValue: words.joined(separator: " "))
    let slow = try #require(parsed(words), "the parser takes \(line)")
    let plain = try #require(CNet.plainCommand(words), "not read: \(line)")
    #expect(type(of: plain) == type(of: slow), line)
    #expect(Self.contents(plain) == Self.contents(slow), line)
  }

  private static func contents(_ command: any NetworkCommand) -> String {
    var text = ""
    dump(command, to: &text)
    return text
  }

  struct Described {
    var name: String
    var value: String?
    var repeats: Bool
  }

  /// The options of a verb as the argument parser describes them.
  private static func options(of path: [String]) throws -> [Described] {
    struct Help: Decodable { var command: Command }
    struct Command: Decodable { var arguments: [Argument] }
    struct Argument: Decodable {
      struct Name: Decodable {
        var kind: String
        var name: String
      }
      var kind: String
      var isRepeating: Bool
      var valueName: String?
      var preferredName: Name?
    }
    let verb = Invocation(path).command
    let help = try JSONDecoder().decode(Help.self, from: Data(verb._dumpHelp().utf8))
    return help.command.arguments.compactMap { argument in
      guard argument.kind != "positional", let name = argument.preferredName, name.name != "help"
      else { return nil }
      // Both spellings of -n, --namespace: the reader knows the short one.
      let spelt =
        name.name == "namespace" ? "-n" : name.kind == "short" ? "-\(name.name)" : "--\(name.name)"
      return Described(
        name: spelt, value: argument.kind == "flag" ? nil : argument.valueName,
        repeats: argument.isRepeating)
    }
  }
}
