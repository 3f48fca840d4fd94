internal import ArgumentParser
internal import ContainerNetwork
internal import RouteNetlink

struct NLMonCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "nlmon", abstract: "Netlink messages for packet capture.",
    subcommands: [NLMonAdd.self])
}

struct NLMonAdd: AddLinkCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Create an nlmon, in a namespace.",
    discussion: "It sees the netlink messages of the namespace that it is in.")

  @Argument(help: "Its name.", transform: InterfaceName.parse)
  var name: String

  @OptionGroup var end: EndOptions
  @OptionGroup var change: ChangeOptions
  @OptionGroup var common: CommonOptions

  func kind(_ plumber: Plumber) -> NLMon { NLMon() }

  func validate() throws { try end.refuseMAC("an nlmon") }
}
