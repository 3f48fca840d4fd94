internal import ArgumentParser
internal import ContainerNetwork
internal import RouteNetlink

struct IFBCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ifb", abstract: "Queues for redirected packets (intermediate functional blocks).",
    subcommands: [IFBAdd.self])
}

struct IFBAdd: AddLinkCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Create an ifb, in a namespace.")

  @Argument(help: "Its name.", transform: InterfaceName.parse)
  var name: String

  @OptionGroup var end: EndOptions
  @OptionGroup var change: ChangeOptions
  @OptionGroup var common: CommonOptions

  func kind(_ plumber: Plumber) -> IFB { IFB() }
}
