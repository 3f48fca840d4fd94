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

  /// Runs each line as it comes. Deletions that stand together are done together, and so are new
  /// veth pairs, as far as further lines are there without waiting for them.
  func run() throws {
    var waiting: [Step] = []
    while true {
      let step: Step?
      do {
        step = try nextStep()
      } catch let problem as BatchProblem {
        try perform(&waiting)
        try fail(problem.error, line: problem.line)
        continue
      } catch {
        // No more can be read; what was read before is done.
        try perform(&waiting)
        throw error
      }
      guard let step else { break }
      if !joins(step, waiting) { try perform(&waiting) }
      waiting.append(step)
      if !reader.hasMore { try perform(&waiting) }
    }
    try perform(&waiting)
    if status != 0 { throw ExitCode(status) }
  }

  /// Reads everything, then does it whole or not at all.
  func runAtomically() throws {
    var groups: [[Step]] = []
    do {
      while let step = try nextStep() {
        if let last = groups.last, joins(step, last) {
          groups[groups.count - 1].append(step)
        } else {
          groups.append([step])
        }
      }
      try checkOrder(groups.joined())
    } catch let problem as BatchProblem {
      try fail(problem.error, line: problem.line)
    }
    var failure: (error: any Error, line: Int)?
    do {
      try plumber.transaction { () throws(NetlinkError) in
        for group in groups {
          var line = group[0].line
          do {
            try plumber.stopIfSignalled("run the batch")
            try execute(group) { line = group[$0].line }
          } catch {
            failure = (error, line)
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
  private func checkOrder(_ steps: some Sequence<Step>) throws {
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
        let words = try Self.split(text)
        guard !words.isEmpty else { continue }
        return Step(line: number, command: try parse(words))
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

  /// How many pairs are made together at most: those behind one that fails are taken back.
  private static let groupLimit = 1024

  /// Whether a step can be done together with those before it.
  private func joins(_ step: Step, _ others: [Step]) -> Bool {
    guard let last = others.last?.command,
      last.common.namespace == step.command.common.namespace
    else { return false }
    switch (last, step.command) {
    case (let last as LinkDelete, let next as LinkDelete):
      return last.group == nil && next.group == nil
    case (is VethAdd, is VethAdd): return others.count < Self.groupLimit
    default: return false
    }
  }

  /// Does steps together; see ``joins(_:_:)``.
  ///
  /// - Parameter reaching: told the number of the step that is worked on, where that is known.
  private func execute(_ steps: [Step], reaching: (Int) -> Void = { _ in }) throws {
    if let namespace = steps[0].command.common.namespace { try plumber.move(to: namespace) }
    defer { plumber.move(to: home) }
    if steps.count == 1 {
      try steps[0].command.execute(plumber, output)
    } else if steps[0].command is VethAdd {
      try plumber.add(steps.compactMap { ($0.command as? VethAdd)?.pair }, reaching: reaching)
    } else {
      var known: Set<String> = []
      let links = steps.compactMap { $0.command as? LinkDelete }.flatMap(\.links)
      try plumber.deleteLinks(links.filter { known.insert($0).inserted })
    }
  }

  /// Does what waits, together.
  private func perform(_ waiting: inout [Step]) throws {
    var steps = waiting[...]
    waiting = []
    // When deletions are refused nothing was deleted: then one by one, to find the line at fault.
    if steps.count > 1, steps[0].command is LinkDelete {
      if (try? execute(Array(steps))) != nil { return }
      for step in steps { try perform([step]) }
      return
    }
    while !steps.isEmpty { steps = try perform(Array(steps)) }
  }

  /// Does steps up to the first that fails, reports that, and returns those behind it.
  @discardableResult
  private func perform(_ steps: [Step]) throws -> ArraySlice<Step> {
    var number = 0
    do {
      try execute(steps) { number = $0 }
      return []
    } catch {
      try fail(error, line: steps[number].line)
      return steps[(number + 1)...]
    }
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
