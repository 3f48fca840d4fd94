internal import ArgumentParser
internal import Netlink

/// The commands that the lines of a batch name.
struct BatchReader {
  private var lines: LineReader

  /// A line that names a command.
  struct Step {
    let line: Int
    let command: any NetworkCommand
  }

  init(descriptor: Int32) { lines = LineReader(descriptor: descriptor) }

  /// Whether another line is there without waiting for it.
  var hasMore: Bool { lines.hasMore }

  /// The next line that is not empty.
  ///
  /// - Throws: ``BatchProblem`` for a line that is no command, ``NetlinkError`` when no more can be read.
  mutating func next() throws -> Step? {
    while let line = try lines.next() {
      let number = lines.number
      do {
        guard let text = String(validating: line, as: UTF8.self) else {
          throw ValidationError("the line is not UTF-8")
        }
        let words = try Self.split(text)
        guard !words.isEmpty else { continue }
        return Step(line: number, command: try Self.command(words))
      } catch {
        throw BatchProblem(line: number, error: error)
      }
    }
    return nil
  }

  private static func split(_ text: String) throws -> [String] {
    do throws(ShellWords.Failure) {
      return try ShellWords.split(text)
    } catch {
      throw ValidationError(error.description)
    }
  }

  private static func command(_ words: [String]) throws -> any NetworkCommand {
    let words = words[0] == "cnet" ? Array(words.dropFirst()) : words
    let command = try CNet.plainCommand(words) ?? parsed(words)
    if command is BatchCommand { throw ValidationError("a batch cannot hold a batch") }
    if command is NamespaceExec {
      throw ValidationError("netns exec becomes another program, which a batch cannot")
    }
    if command.common.trace || command.isDryRun {
      throw ValidationError("--trace and --dry-run go with the batch, not with a line")
    }
    return command
  }

  /// What the argument parser makes of a line.
  static func parsed(_ words: [String]) throws -> any NetworkCommand {
    let invocation = Invocation(words)
    guard let verb = invocation.command as? any NetworkCommand.Type else {
      throw ValidationError(CNet.unknownCommand(invocation))
    }
    return try Self.parse(verb, invocation)
  }

  private static func parse<Verb: NetworkCommand>(_: Verb.Type, _ invocation: Invocation)
    throws -> Verb
  {
    do {
      return try Verb.parse(invocation.rest)
    } catch {
      throw ValidationError(CNet.usageProblem(Verb.self, error, path: invocation.path))
    }
  }
}

/// A line that is no command.
struct BatchProblem: Error {
  var line: Int
  var error: any Error
}
