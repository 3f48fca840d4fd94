internal import ArgumentParser
internal import ContainerNetwork
internal import Netlink
internal import NetworkNamespace

/// What every verb takes.
struct CommonOptions: ParsableArguments {
  @Option(
    name: [.customShort("n"), .customLong("namespace")],
    help: ArgumentHelp("Run as seen from this namespace.", valueName: "ns"))
  var namespace: NamespaceReference?

  @Flag(help: "Print every message sent and answered, decoded, on standard error.")
  var trace = false

  func plumber(isDryRun: Bool, _ output: Output) throws(NetlinkError) -> Plumber {
    var observe: Plumber.ObserverFactory?
    if trace { observe = { TracingObserver(place: $0) } }
    if isDryRun { observe = { WithholdingObserver(place: $0, output: output) } }
    return try Plumber(from: namespace, observe: observe, isDryRun: isDryRun)
  }
}

extension CommonOptions: PlainlyReadable {
  mutating func read(_ words: inout WordReader) throws {
    namespace = try words.value("-n", NamespaceReference.init(argument:))
    trace = words.flag("--trace")
  }
}

/// What verbs that change something take.
struct ChangeOptions: ParsableArguments {
  @Flag(help: "Print the messages that would be sent, and touch nothing.")
  var dryRun = false
}

extension ChangeOptions: PlainlyReadable {
  mutating func read(_ words: inout WordReader) throws {
    dryRun = words.flag("--dry-run")
  }
}
