internal import ArgumentParser
internal import ContainerNetwork
internal import NetworkNamespace

struct NamespaceAdd: NetworkCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Create a named namespace.")

  @Argument(help: "Its name, as in ip netns.")
  var name: String

  @OptionGroup var common: CommonOptions

  func execute(_ plumber: Plumber, _ output: Output) throws {
    try plumber.addNamespace(name)
  }
}

extension NamespaceAdd: PlainlyReadable {
  mutating func read(_ words: inout WordReader) throws {
    common = try words.group()
    name = try words.word { $0 }
  }
}
