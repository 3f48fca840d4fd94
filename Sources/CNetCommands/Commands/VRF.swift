internal import ArgumentParser
internal import ContainerNetwork
internal import RouteNetlink

struct VRFCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vrf", abstract: "Routing domains of their own.", subcommands: [VRFAdd.self])
}

struct VRFAdd: AddLinkCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Create a VRF, in a namespace.")

  @Argument(help: "Its name.", transform: InterfaceName.parse)
  var name: String

  @Option(
    help: ArgumentHelp("The routing table of its ports.", valueName: "table"),
    transform: parseRouteTable)
  var table: UInt32

  @OptionGroup var end: EndOptions
  @OptionGroup var change: ChangeOptions
  @OptionGroup var common: CommonOptions

  func kind(_ plumber: Plumber) -> VRF { VRF(table: table) }
}
