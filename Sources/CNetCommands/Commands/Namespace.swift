internal import ArgumentParser
internal import ContainerNetwork
internal import NetworkNamespace

struct NamespaceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "netns", abstract: "Network namespaces.",
    subcommands: [NamespaceAdd.self])
}

struct NamespaceAdd: NetworkCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Create a named namespace.")

  @Argument(help: "Its name, as in ip netns.")
  var name: String

  @OptionGroup var common: CommonOptions

  func execute(_ plumber: Plumber, _ output: Output) throws {
    _ = try NetworkNamespace.create(named: name)
  }
}
