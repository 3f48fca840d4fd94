import Foundation

/// The tree of commands as `cnet` itself describes it.
struct HelpTree: Decodable {
  var command: Command

  struct Command: Decodable {
    var commandName: String
    var abstract: String?
    var arguments: [Argument]?
    var subcommands: [Command]?

    /// All verbs below, each with the words that name it.
    func verbs(_ path: [String] = []) -> [(path: [String], verb: Command)] {
      guard let subcommands, !subcommands.isEmpty else { return [(path, self)] }
      return subcommands.filter { $0.commandName != "help" }
        .flatMap { $0.verbs(path + [$0.commandName]) }
    }

    var visibleArguments: [Argument] { (arguments ?? []).filter(\.shouldDisplay) }
    var options: [Argument] { visibleArguments.filter { $0.kind != "positional" } }
    var optionNames: Set<String> { Set(options.flatMap(\.allNames)) }
  }

  struct Argument: Decodable {
    var kind: String
    var names: [Name]?
    var valueName: String?
    var shouldDisplay: Bool

    struct Name: Decodable {
      var kind: String
      var name: String
    }

    /// As on the command line: `-n`, `--namespace`.
    var allNames: [String] { (names ?? []).map { ($0.kind == "short" ? "-" : "--") + $0.name } }
  }

  static func load() throws -> Command {
    let outcome = try Project.run("cnet --experimental-dump-help")
    return try JSONDecoder().decode(HelpTree.self, from: Data(outcome.output.utf8)).command
  }
}
