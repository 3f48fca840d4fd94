internal import ArgumentParser
internal import ContainerNetwork
internal import RouteNetlink

struct WireGuardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wireguard", abstract: "Encrypted tunnels over UDP.",
    subcommands: [WireGuardAdd.self])
}

struct WireGuardAdd: AddLinkCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Create a WireGuard link, in a namespace.",
    discussion: """
      Its UDP socket stays in the namespace that the command is run from. Keys and peers are set \
      by wg(8).
      """)

  @Argument(help: "Its name.", transform: InterfaceName.parse)
  var name: String

  @OptionGroup var end: EndOptions
  @OptionGroup var change: ChangeOptions
  @OptionGroup var common: CommonOptions

  func kind(_ plumber: Plumber) -> WireGuard { WireGuard() }

  func validate() throws { try end.refuseMAC("a wireguard link") }
}
