internal import ArgumentParser

/// A command line taken apart: which command it names, and what is left for that to parse.
///
/// Only the command that is named is handed to the argument parser, which would otherwise look at
/// all of them at every start.
struct Invocation {
  /// The deepest command that the words name.
  private(set) var command: any ParsableCommand.Type = CNet.self
  /// The words that named it.
  private(set) var path: [String] = []
  /// What follows, with the options that stood before the verb moved behind it.
  private(set) var rest: [String] = []
  /// The first word that names nothing.
  private(set) var unknownWord: String?
  /// Whether `help` stood among them.
  private var isHelp = false

  init(_ arguments: [String]) {
    var arguments = arguments[...]
    var early: [String] = []
    while let word = arguments.first {
      if let next = command.configuration.subcommands.first(where: { $0.matches(word) }) {
        command = next
        path.append(word)
        arguments.removeFirst()
      } else if word == "help" {
        isHelp = true
        arguments.removeFirst()
      } else if Self.takesValue(word), arguments.count >= 2 {
        early += arguments.prefix(2)
        arguments.removeFirst(2)
      } else if Self.isCommonFlag(word) {
        early.append(word)
        arguments.removeFirst()
      } else {
        break
      }
      if command.configuration.subcommands.isEmpty { break }
    }
    rest = early + arguments
    unknownWord = arguments.first
  }

  private static func takesValue(_ word: String) -> Bool { word == "-n" || word == "--namespace" }

  private static func isCommonFlag(_ word: String) -> Bool {
    word == "--trace" || word == "--dry-run" || word.hasPrefix("--namespace=")
  }

  /// `--help` among the command's own arguments, or `help` before or behind a noun.
  var asksForHelp: Bool {
    // Of what is no command there is none.
    if isHelp { return unknownWord == nil || command.configuration.subcommands.isEmpty }
    let passesThrough = (command as? any NetworkCommand.Type)?.passesArgumentsThrough ?? false
    let own = rest.prefix { passesThrough ? $0.hasPrefix("-") : $0 != "--" }
    return own.contains("--help") || own.contains("-h")
  }
}

extension ParsableCommand {
  fileprivate static func matches(_ word: String) -> Bool {
    configuration.commandName == word || configuration.aliases.contains(word)
  }
}
