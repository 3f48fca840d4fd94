internal import ArgumentParser
internal import ContainerNetwork
internal import RouteNetlink

struct VethCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "veth", abstract: "Veth pairs.", subcommands: [VethAdd.self])
}

struct VethAdd: AddPairCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Create a veth pair, with the peer in a namespace.",
    discussion: """
      HOST is the end that stays, PEER the container's, which all options but --host-* and --bridge \
      are about. Both ends come up unless --down. The pair is made whole or not at all.
      """)

  @Argument(help: "The name of the end that stays.", transform: InterfaceName.parse)
  var host: String

  @Argument(help: "The name of the container's end.", transform: InterfaceName.parse)
  var peer: String

  @OptionGroup var end: EndOptions

  @Option(help: ArgumentHelp("An address for the host's end. Repeatable.", valueName: "cidr"))
  var hostAddress: [IPPrefix] = []

  @Option(help: ArgumentHelp("The MAC of the host's end.", valueName: "mac"), transform: parseMAC)
  var hostMac: MACAddress?

  @Option(
    help: ArgumentHelp("Make the host's end a port of this bridge.", valueName: "bridge"),
    completion: .links, transform: InterfaceName.parseAny)
  var bridge: String?

  @OptionGroup var change: ChangeOptions
  @OptionGroup var common: CommonOptions

  var pair: VethPair {
    var pair = pair(Veth(peer: LinkSettings(name: peer)))
    pair.bridge = bridge
    return pair
  }

  func execute(_ plumber: Plumber, _ output: Output) throws { try plumber.add(pair) }
}

extension VethAdd: PlainlyReadable {
  mutating func read(_ words: inout WordReader) throws {
    end = try words.group()
    hostAddress = try words.values("--host-address", IPPrefix.init(argument:))
    hostMac = try words.value("--host-mac", parseMAC)
    bridge = try words.value("--bridge", InterfaceName.parseAny)
    change = try words.group()
    common = try words.group()
    host = try words.word(InterfaceName.parse)
    peer = try words.word(InterfaceName.parse)
  }
}
