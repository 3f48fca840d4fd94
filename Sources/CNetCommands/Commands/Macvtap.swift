internal import ArgumentParser
internal import ContainerNetwork
internal import RouteNetlink

struct MacvtapCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "macvtap", abstract: "Macvlans whose frames go to a character device.",
    subcommands: [MacvtapAdd.self])
}

struct MacvtapAdd: AddLinkCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Create a macvtap on a parent, in a namespace.",
    discussion: "Its frames go to /dev/tapN, where N is its index.")

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

  func kind(_ plumber: Plumber) -> Macvtap { Macvtap(macvlan.kind) }
}
