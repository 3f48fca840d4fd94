internal import ArgumentParser
internal import ContainerNetwork

struct LinkDelete: NetworkCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete",
    abstract: "Delete links, or all in a group.",
    discussion: "Many links go by one message. Nothing is deleted when one of them is missing.")

  static let canBeUndone = false

  @Argument(help: "The links.", completion: .links, transform: InterfaceName.parseAny)
  var links: [String] = []

  @Option(
    help: ArgumentHelp("Everything in this group.", valueName: "n"), transform: parseGroup)
  var group: UInt32?

  @OptionGroup var change: ChangeOptions
  @OptionGroup var common: CommonOptions

  var isDryRun: Bool { change.dryRun }

  func validate() throws {
    if links.isEmpty == (group == nil) {
      throw ValidationError("name links, or a group with --group")
    }
  }

  func execute(_ plumber: Plumber, _ output: Output) throws {
    if let group {
      try plumber.deleteLinks(inGroup: group)
    } else {
      try plumber.deleteLinks(links)
    }
  }
}

extension LinkDelete: PlainlyReadable {
  mutating func read(_ words: inout WordReader) throws {
    group = try words.value("--group", parseGroup)
    change = try words.group()
    common = try words.group()
    links = try words.rest(InterfaceName.parseAny)
  }
}

/// A group's number, or its name in `/etc/iproute2/group`.
func parseGroup(_ text: String) throws -> UInt32 {
  guard let group = NumberNames.linkGroups.number(of: text) else {
    throw ValidationError("a group is a number, or a name from /etc/iproute2/group")
  }
  return group
}
