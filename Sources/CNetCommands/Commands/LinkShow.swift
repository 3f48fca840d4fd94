internal import ArgumentParser
internal import ContainerNetwork
internal import RouteNetlink

struct LinkShow: NetworkCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show all about a link.")

  @Argument(help: "The link.", completion: .links, transform: InterfaceName.parseAny)
  var link: String

  @OptionGroup var format: FormatOptions
  @OptionGroup var common: CommonOptions

  func execute(_ plumber: Plumber, _ output: Output) throws {
    if format.json {
      try LinkJSON.print(LinkDump.one(.name(link), plumber.home), plumber.home, to: output)
    } else {
      let found = try plumber.home.existingLink(link, "show \(link)", statistics: true)
      LinkText(plumber.home).block(found, to: output)
    }
  }
}

extension LinkShow: PlainlyReadable {
  mutating func read(_ words: inout WordReader) throws {
    format = try words.group()
    common = try words.group()
    link = try words.word(InterfaceName.parseAny)
  }
}
