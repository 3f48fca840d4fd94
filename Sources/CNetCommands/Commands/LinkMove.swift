internal import ArgumentParser
internal import ContainerNetwork
internal import NetworkNamespace

struct LinkMove: NetworkCommand {
  static let configuration = CommandConfiguration(
    commandName: "move",
    abstract: "Move a link into another namespace.",
    discussion: "It arrives down and without addresses, as the kernel does it.")

  @Argument(help: "The link.", completion: .links, transform: InterfaceName.parseAny)
  var link: String

  @Option(help: ArgumentHelp("Where it goes.", valueName: "ns"))
  var netns: NamespaceReference

  @Option(
    help: ArgumentHelp("Its name there.", valueName: "new"), transform: InterfaceName.parse)
  var name: String?

  @OptionGroup var change: ChangeOptions
  @OptionGroup var common: CommonOptions

  var isDryRun: Bool { change.dryRun }

  func execute(_ plumber: Plumber, _ output: Output) throws {
    try plumber.moveLink(link, to: netns, newName: name)
  }
}

extension LinkMove: PlainlyReadable {
  mutating func read(_ words: inout WordReader) throws {
    netns = try words.needed("--netns", NamespaceReference.init(argument:))
    name = try words.value("--name", InterfaceName.parse)
    change = try words.group()
    common = try words.group()
    link = try words.word(InterfaceName.parseAny)
  }
}
