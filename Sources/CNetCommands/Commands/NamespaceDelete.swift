internal import ArgumentParser
internal import ContainerNetwork
internal import NetworkNamespace

struct NamespaceDelete: NetworkCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Take a namespace's name away.",
    discussion: "The namespace itself goes when no process is in it and nothing else holds it.")

  @Argument(help: "Its name, as in ip netns.", completion: .namespaces)
  var name: String

  @OptionGroup var change: ChangeOptions
  @OptionGroup var common: CommonOptions

  var isDryRun: Bool { change.dryRun }

  func execute(_ plumber: Plumber, _ output: Output) throws {
    try plumber.deleteNamespace(name)
  }
}

extension NamespaceDelete: PlainlyReadable {
  mutating func read(_ words: inout WordReader) throws {
    change = try words.group()
    common = try words.group()
    name = try words.word { $0 }
  }
}
