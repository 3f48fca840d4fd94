internal import ArgumentParser
internal import ContainerNetwork
internal import RouteNetlink

struct LinkList: NetworkCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "List links.")

  @Option(help: ArgumentHelp("Only links of this kind, such as veth.", valueName: "kind"))
  var kind: String?

  @Option(
    help: ArgumentHelp("Only the ports of this link.", valueName: "bridge"),
    completion: .links, transform: InterfaceName.parseAny)
  var master: String?

  @OptionGroup var format: FormatOptions
  @OptionGroup var common: CommonOptions

  func execute(_ plumber: Plumber, _ output: Output) throws {
    var filter = LinkDump.Filter(kind: kind)
    if let master {
      filter.master = try plumber.existingLink(master, as: "master", "list links").index
    }
    if format.json {
      try LinkJSON.print(LinkDump.all(filter, plumber.home), plumber.home, to: output)
    } else {
      var links = try plumber.home.socket.links(master: filter.master, kind: filter.kind)
      // The kernel hands out everything when it does not have the kind.
      if let kind { links.removeAll { $0.kind != kind } }
      LinkText.table(links, plumber.home, to: output)
    }
  }
}

extension LinkList: PlainlyReadable {
  mutating func read(_ words: inout WordReader) throws {
    kind = try words.value("--kind") { $0 }
    master = try words.value("--master", InterfaceName.parseAny)
    format = try words.group()
    common = try words.group()
  }
}
