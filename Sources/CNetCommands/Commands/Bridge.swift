internal import ArgumentParser
internal import ContainerNetwork
internal import RouteNetlink

struct BridgeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bridge", abstract: "Ethernet switches in software.",
    subcommands: [BridgeAdd.self])
}

struct BridgeAdd: AddLinkCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Create a bridge, in a namespace.")

  @Argument(help: "Its name.", transform: InterfaceName.parse)
  var name: String

  @Flag(help: "Run the spanning tree protocol.")
  var stp = false

  @Flag(help: "Keep the VLANs of its ports apart.")
  var vlanFiltering = false

  @OptionGroup var end: EndOptions
  @OptionGroup var change: ChangeOptions
  @OptionGroup var common: CommonOptions

  func kind(_ plumber: Plumber) -> Bridge {
    var kind = Bridge()
    if stp { kind.spanningTree = .kernel }
    if vlanFiltering { kind.vlanFiltering = true }
    return kind
  }
}
