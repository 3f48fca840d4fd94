internal import ArgumentParser
internal import ContainerNetwork
internal import RouteNetlink

struct AddressDelete: NetworkCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Take an address from a link.",
    discussion: "With it go its routes, and the IPv4 addresses that are secondary to it.")

  @Argument(help: ArgumentHelp("The address, IPv4 or IPv6.", valueName: "cidr"))
  var prefix: IPPrefix

  @Option(
    name: .customLong("dev"), help: ArgumentHelp("The link.", valueName: "if"),
    completion: .links, transform: InterfaceName.parseAny)
  var device: String

  @OptionGroup var change: ChangeOptions
  @OptionGroup var common: CommonOptions

  var isDryRun: Bool { change.dryRun }

  func execute(_ plumber: Plumber, _ output: Output) throws {
    try plumber.deleteAddress(prefix, of: device)
  }
}

extension AddressDelete: PlainlyReadable {
  mutating func read(_ words: inout WordReader) throws {
    device = try words.needed("--dev", InterfaceName.parseAny)
    change = try words.group()
    common = try words.group()
    prefix = try words.word(IPPrefix.init(argument:))
  }
}
