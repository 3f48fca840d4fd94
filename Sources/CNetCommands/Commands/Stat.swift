internal import ArgumentParser
internal import ContainerNetwork
internal import Netlink
internal import NetworkNamespace
internal import NetworkWorld
internal import RouteNetlink

struct StatCommand: NetworkCommand {
  static let configuration = CommandConfiguration(
    commandName: "stat",
    abstract: "What goes through links, a second.",
    discussion: """
      A link in another namespace is written NS/IF. On a terminal the numbers are refreshed in \
      place; else lines follow one another.
      """)

  @Argument(
    help: ArgumentHelp("The links; without any, all that are here.", valueName: "if"),
    completion: .links, transform: RatedLink.parse)
  var links: [RatedLink] = []

  @Option(
    help: ArgumentHelp("How long to count: 1s, 500ms, 2m.", valueName: "time"),
    transform: parseDuration)
  var interval: Int64 = 1_000_000_000

  @Option(help: ArgumentHelp("End after so many intervals.", valueName: "n"))
  var count: Int?

  @OptionGroup var format: FormatOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if let count, count < 1 { throw ValidationError("--count is a number from 1 on") }
  }

  func execute(_ plumber: Plumber, _ output: Output) throws {
    var counters = Counters(links, plumber)
    try counters.begin()
    var report = RateReport(output, json: format.json)
    var number = 0
    var next = MonotonicTime.now
    while count.map({ number < $0 }) ?? true {
      number += 1
      next += interval
      MonotonicTime.sleep(until: next)
      let rates = try counters.rates()
      for name in counters.gone { output.complain("\(name) is not there any more") }
      report.print(rates)
      output.flush()
      if output.error != nil { return }
      if counters.isEmpty { throw ExitCode(1) }
    }
  }
}

/// A link, and the namespace that it is in.
struct RatedLink: Hashable {
  /// nil: here.
  var namespace: NamespaceReference?
  var name: String

  /// `IF` or `NS/IF`.
  static func parse(_ text: String) throws -> RatedLink {
    guard let slash = text.lastIndex(of: "/") else {
      return RatedLink(name: try InterfaceName.parseAny(text))
    }
    let name = try InterfaceName.parseAny(String(text[text.index(after: slash)...]))
    guard let namespace = NamespaceReference(String(text[..<slash])) else {
      throw ValidationError("a link in another namespace is written NS/IF")
    }
    return RatedLink(namespace: namespace, name: name)
  }
}
