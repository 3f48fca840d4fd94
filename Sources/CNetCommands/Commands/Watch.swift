internal import ArgumentParser
internal import ContainerNetwork
internal import Netlink
internal import NetworkNamespace
internal import NetworkWorld
internal import RouteNetlink

struct WatchCommand: NetworkCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Links, addresses, routes, neighbours and namespaces as they change.",
    discussion: """
      Each line says when, in which namespace, and what became of what. It ends on Ctrl-C, after \
      --for, or when --until comes true, which it may be from the beginning.
      """)

  static let canBeUndone = false

  @Flag(name: [.customShort("a"), .customLong("all")], help: "All namespaces, also those to come.")
  var all = false

  @Option(
    name: .customLong("for"),
    help: ArgumentHelp("End after this time: 10s, 500ms, 2m.", valueName: "time"),
    transform: parseDuration)
  var duration: Int64?

  @Option(
    help: ArgumentHelp(
      "End when this is so: 'link NAME up', 'address IP', 'route DST', 'neighbor IP', "
        + "'namespace NAME'; with 'deleted' behind it, when it is not there.",
      valueName: "condition"),
    transform: WatchCondition.parse)
  var until: WatchCondition?

  @Option(
    help: ArgumentHelp("How much may wait before some is lost.", valueName: "bytes"),
    transform: parseBuffer)
  var buffer: Int32 = 32 << 20

  @OptionGroup var format: FormatOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if let until, until.isOfNamespaces, !all {
      throw ValidationError("to wait for a namespace takes --all")
    }
  }

  func execute(_ plumber: Plumber, _ output: Output) throws {
    let home = plumber.home
    let deadline = duration.map { MonotonicTime.now + $0 }
    let watcher = try Watcher(
      home.namespace, label: home.name.isEmpty ? "here" : home.name, all: all, queue: buffer,
      observe: plumber.observe)
    for (identity, refusal) in watcher.refusals {
      output.complain("\(identity) cannot be watched: \(refusal)")
    }
    let printer = ChangePrinter(watcher: watcher, json: format.json, output: output)
    var isThere = until?.holds(watcher) ?? false
    while !isThere {
      let isTimeLeft = try watcher.wait(until: deadline) { change in
        printer.print(change)
        isThere = until?.holds(watcher) ?? false
        // What was found by looking again is said to its end.
        return !isThere || change.action == .lost || change.isFoundLater
      }
      output.flush()
      if output.error != nil { return }
      guard isTimeLeft else { break }
    }
    if let until, !isThere {
      throw NetlinkError("wait for \(until.text)", .timedOut, message: "the time is over")
    }
  }
}

/// `10s`, `500ms`, `2m`, `1h`: nanoseconds.
func parseDuration(_ text: String) throws -> Int64 {
  let units: [(String, Int64)] = [
    ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000),
  ]
  for (unit, factor) in units where text.hasSuffix(unit) {
    if let number = Double(text.dropLast(unit.utf8.count)), number > 0, number <= 1_000_000 {
      return Int64(number * Double(factor))
    }
    break
  }
  throw ValidationError("a time is written 10s, 500ms, 2m or 1h")
}

private func parseBuffer(_ text: String) throws -> Int32 {
  guard let bytes = Int32(text), (1024...1 << 30).contains(bytes) else {
    throw ValidationError("a number of bytes from 1024 to \(1 << 30)")
  }
  return bytes
}
