internal import ArgumentParser
internal import ContainerNetwork
internal import NetworkNamespace

struct NamespaceAdd: NetworkCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Create a named namespace.")

  @Argument(help: "Its name, as in ip netns.")
  var name: String

  @OptionGroup var change: ChangeOptions
  @OptionGroup var common: CommonOptions

  var isDryRun: Bool { change.dryRun }

  func validate() throws {
    // The kernel's side takes it, but nobody could mean it: -n pid:1 is the namespace of a process.
    if NetworkNamespace.isName(name), NamespaceReference(name) != .name(name) {
      throw ValidationError("'\(name)' would be read as a process or a descriptor, not as a name")
    }
  }

  func execute(_ plumber: Plumber, _ output: Output) throws {
    try plumber.addNamespace(name)
  }
}

extension NamespaceAdd: PlainlyReadable {
  mutating func read(_ words: inout WordReader) throws {
    change = try words.group()
    common = try words.group()
    name = try words.word { $0 }
  }
}
