internal import ArgumentParser
internal import ContainerNetwork
internal import Netlink
internal import NetworkNamespace

/// Runs the lines of a batch, over sockets that stay open.
final class BatchRun {
  private let plumber: Plumber
  private let output: Output
  private var reader: BatchReader
  private let file: String?
  private let keepGoing: Bool
  private let home: Plumber.Connection
  /// The status of the first failure.
  private var status: Int32 = 0

  private typealias Step = BatchReader.Step

  init(
    _ plumber: Plumber, _ output: Output, _ reader: BatchReader, file: String?, keepGoing: Bool
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
        step = try reader.next()
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
      while let step = try reader.next() {
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
