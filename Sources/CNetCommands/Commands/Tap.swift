internal import ArgumentParser
internal import ContainerNetwork
internal import RouteNetlink

struct TapCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tap", abstract: "Ethernet frames for a program.", subcommands: [TapAdd.self])
}

struct TapAdd: AddLinkCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Create a tap device, in a namespace.",
    discussion: "It stays until it is deleted, with a program or without one.")

  @Argument(help: "Its name.", transform: InterfaceName.parse)
  var name: String

  @OptionGroup var tun: TunOptions
  @OptionGroup var end: EndOptions
  @OptionGroup var change: ChangeOptions
  @OptionGroup var common: CommonOptions

  func kind(_ plumber: Plumber) -> Tun { tun.kind(.tap) }

  func validate() throws { try end.refuseQueues() }
}
