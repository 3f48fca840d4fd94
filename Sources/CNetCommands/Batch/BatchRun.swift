internal import ArgumentParser
internal import ContainerNetwork
internal import Netlink
internal import NetworkNamespace

/// Runs the lines of a batch, over sockets that stay open.
final class BatchRun {
  private let plumber: Plumber
  private let output: Output
  private var reader: LineReader
  private let file: String?
  private let keepGoing: Bool
  private let home: Plumber.Connection
  /// The status of the first failure.
  private var status: Int32 = 0

  /// A line that names a command.
  struct Step {
    let line: Int
    let command: any NetworkCommand
  }

  init(
    _ plumber: Plumber, _ output: Output, _ reader: LineReader, file: String?, keepGoing: Bool
  ) {
    self.plumber = plumber
    self.output = output
    self.reader = reader
    self.file = file
    self.keepGoing = keepGoing
    home = plumber.home
  }

  /// Runs each line as it comes. Deletions that stand together are done together, as far as
  /// further lines are there without waiting for them.
  func run() throws {
    var deletions: [Step] = []
    while true {
      let step: Step?
      do {
        step = try nextStep()
      } catch let problem as BatchProblem {
        try perform(&deletions)
        try fail(problem.error, line: problem.line)
        continue
      } catch {
        // No more can be read; what was read before is done.
        try perform(&deletions)
        throw error
      }
      if let step, joins(step, deletions) {
        deletions.append(step)
      } else {
        try perform(&deletions)
        guard let step else { break }
        if joins(step, []) { deletions = [step] } else { try perform(step) }
      }
      if !reader.hasMore { try perform(&deletions) }
    }
    if status != 0 { throw ExitCode(status) }
  }

  /// Reads everything, then does it whole or not at all.
  func runAtomically() throws {
    var steps: [Step] = []
    do {
      while let step = try nextStep() {
        if joins(step, Array(steps.suffix(1))), let last = steps.popLast() {
          steps.append(joined([last, step]))
        } else {
          steps.append(step)
        }
      }
      try checkOrder(steps)
    } catch let problem as BatchProblem {
      try fail(problem.error, line: problem.line)
    }
    var failure: (error: any Error, line: Int)?
    do {
      try plumber.transaction { () throws(NetlinkError) in
        for step in steps {
          do {
            try plumber.stopIfSignalled("run the batch")
            try execute(step)
          } catch {
            failure = (error, step.line)
            throw (error as? NetlinkError) ?? NetlinkError("\(error)", .invalidArgument)
          }
        }
      }
    } catch {
      // The transaction's own error also knows what was left behind.
      let original = failure?.error ?? error
      try fail(original is NetlinkError ? error : original, line: failure?.line ?? 0)
    }
  }

  /// What cannot be undone may only be followed by its like: a later failure would leave it done.
  private func checkOrder(_ steps: [Step]) throws {
    var final: Step?
    for step in steps {
      let isFinal = !type(of: step.command).canBeUndone
      if let final, !isFinal {
        throw BatchProblem(
          line: final.line,
          error: ValidationError(
            "this cannot be undone, and line \(step.line) may still fail: with --atomic it must come last"
          ))
      }
      if isFinal { final = step }
    }
  }

  /// Parses the next line that is not empty.
  private func nextStep() throws -> Step? {
    while let line = try reader.next() {
      let number = reader.number
      do {
        guard let text = String(validating: line, as: UTF8.self) else {
          throw ValidationError("the line is not UTF-8")
        }
        let words = try ShellWords.split(text)
        guard !words.isEmpty else { continue }
        return Step(line: number, command: try parse(words))
      } catch {
        throw BatchProblem(line: number, error: error)
      }
    }
    return nil
  }

  private func parse(_ words: [String]) throws -> any NetworkCommand {
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
  private func parsed(_ words: [String]) throws -> any NetworkCommand {
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

  private func execute(_ step: Step) throws {
    if let namespace = step.command.common.namespace { try plumber.move(to: namespace) }
    defer { plumber.move(to: home) }
    try step.command.execute(plumber, output)
  }

  private func perform(_ step: Step) throws {
    do {
      try execute(step)
    } catch {
      try fail(error, line: step.line)
    }
  }

  /// Whether a step is a deletion that can be done together with those before it.
  private func joins(_ step: Step, _ others: [Step]) -> Bool {
    guard let deletion = step.command as? LinkDelete, deletion.group == nil else { return false }
    guard let last = others.last else { return others.isEmpty }
    return (last.command as? LinkDelete).map {
      $0.group == nil && $0.common.namespace == deletion.common.namespace
    } ?? false
  }

  /// One deletion of all that the steps delete.
  private func joined(_ steps: [Step]) -> Step {
    guard var all = steps[0].command as? LinkDelete else { return steps[0] }
    for case let deletion as LinkDelete in steps.dropFirst().map(\.command) {
      all.links += deletion.links.filter { !all.links.contains($0) }
    }
    return Step(line: steps[0].line, command: all)
  }

  /// Does deletions together. When that is refused nothing was deleted: then one by one, to find the
  /// line that is at fault.
  private func perform(_ deletions: inout [Step]) throws {
    let steps = deletions
    deletions = []
    if steps.count > 1, (try? execute(joined(steps))) != nil { return }
    for step in steps { try perform(step) }
  }

  /// Prints what went wrong and where; throws when that ends the batch.
  private func fail(_ error: any Error, line: Int) throws {
    output.prefix = file.map { "\($0):\(line): " } ?? "line \(line): "
    let failed = CNet.report(error, output)
    output.prefix = ""
    if status == 0 { status = failed }
    if !keepGoing { throw ExitCode(status) }
  }
}

/// A line that is no command.
struct BatchProblem: Error {
  var line: Int
  var error: any Error
}
