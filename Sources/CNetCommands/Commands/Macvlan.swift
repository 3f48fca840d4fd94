public import ArgumentParser
internal import ContainerNetwork
public import RouteNetlink

struct MacvlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "macvlan", abstract: "Sub-interfaces with a MAC of their own.",
    subcommands: [MacvlanAdd.self, MacvlanShimCommand.self])
}

struct MacvlanAdd: AddLinkCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Create a macvlan on a parent, in a namespace.")

  @Argument(
    help: "The link that carries it.", completion: .links, transform: InterfaceName.parseAny)
  var parent: String

  @Argument(help: "Its name.", transform: InterfaceName.parse)
  var name: String

  @OptionGroup var macvlan: MacvlanOptions
  @OptionGroup var end: EndOptions
  @OptionGroup var change: ChangeOptions
  @OptionGroup var common: CommonOptions

  var parentName: String? { parent }

  func kind(_ plumber: Plumber) -> Macvlan { macvlan.kind }
}

extension MacvlanAdd: PlainlyReadable {
  mutating func read(_ words: inout WordReader) throws {
    macvlan = try words.group()
    end = try words.group()
    change = try words.group()
    common = try words.group()
    parent = try words.word(InterfaceName.parseAny)
    name = try words.word(InterfaceName.parse)
  }
}

extension Macvlan.Mode: NamedArgument {}

/// What macvlan and macvtap have in common.
struct MacvlanOptions: ParsableArguments {
  @Option(help: "private, vepa, bridge, passthru or source.")
  var mode: Macvlan.Mode = .bridge

  @Option(
    help: ArgumentHelp("A MAC to receive from (mode source). Repeatable.", valueName: "mac"),
    transform: parseMAC)
  var sourceMac: [MACAddress] = []

  @Flag(help: "Do not make the parent promiscuous (mode passthru).")
  var nopromisc = false

  @Flag(help: "Do not deliver by destination (mode source).")
  var nodst = false

  @Option(help: ArgumentHelp("The broadcast queue.", valueName: "packets"))
  var bcqueuelen: UInt32?

  // `-1` is a value here.
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Queue multicast above this share; -1 never.", valueName: "n"))
  var bclim: Int32?

  var kind: Macvlan {
    var kind = Macvlan(mode: mode)
    var flags: Macvlan.Flags = []
    if nopromisc { flags.insert(.noPromiscuity) }
    if nodst { flags.insert(.noDestination) }
    if !flags.isEmpty { kind.flags = flags }
    if !sourceMac.isEmpty {
      kind.sourceChange = .set(sourceMac)
    }
    kind.broadcastQueueLength = bcqueuelen
    kind.broadcastCutoff = bclim
    return kind
  }

  func validate() throws {
    if !sourceMac.isEmpty, mode != .source {
      throw ValidationError("--source-mac needs --mode source")
    }
    if nopromisc, mode != .passthru { throw ValidationError("--nopromisc needs --mode passthru") }
    if nodst, mode != .source { throw ValidationError("--nodst needs --mode source") }
  }
}

extension MacvlanOptions: PlainlyReadable {
  mutating func read(_ words: inout WordReader) throws {
    mode = try words.value("--mode", Macvlan.Mode.init(argument:)) ?? .bridge
    sourceMac = try words.values("--source-mac", parseMAC)
    nopromisc = words.flag("--nopromisc")
    nodst = words.flag("--nodst")
    bcqueuelen = try words.value("--bcqueuelen", UInt32.init(argument:))
    bclim = try words.value("--bclim", Int32.init(argument:))
  }
}
