internal import ArgumentParser
internal import ContainerNetwork
internal import RouteNetlink

struct DummyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dummy", abstract: "Links that swallow what they are given.",
    subcommands: [DummyAdd.self])
}

struct DummyAdd: AddLinkCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Create a dummy, in a namespace.")

  @Argument(help: "Its name.", transform: InterfaceName.parse)
  var name: String

  @OptionGroup var end: EndOptions
  @OptionGroup var change: ChangeOptions
  @OptionGroup var common: CommonOptions

  func kind(_ plumber: Plumber) -> Dummy { Dummy() }
}
