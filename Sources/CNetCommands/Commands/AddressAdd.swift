internal import ArgumentParser
internal import ContainerNetwork
internal import RouteNetlink

struct AddressAdd: NetworkCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Give an address to a link.")

  @Argument(help: ArgumentHelp("The address, IPv4 or IPv6.", valueName: "cidr"))
  var prefix: IPPrefix

  @Option(
    name: .customLong("dev"), help: ArgumentHelp("The link.", valueName: "if"),
    completion: .links, transform: InterfaceName.parseAny)
  var device: String

  @Flag(help: "Skip IPv6 duplicate address detection.")
  var nodad = false

  @OptionGroup var change: ChangeOptions
  @OptionGroup var common: CommonOptions

  var isDryRun: Bool { change.dryRun }

  func execute(_ plumber: Plumber, _ output: Output) throws {
    try plumber.addAddress(prefix, to: device, skipsDuplicateDetection: nodad)
  }
}

extension AddressAdd: PlainlyReadable {
  mutating func read(_ words: inout WordReader) throws {
    device = try words.needed("--dev", InterfaceName.parseAny)
    nodad = words.flag("--nodad")
    change = try words.group()
    common = try words.group()
    prefix = try words.word(IPPrefix.init(argument:))
  }
}
