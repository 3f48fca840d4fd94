internal import ArgumentParser
internal import ContainerNetwork
internal import Netlink
internal import RouteNetlink

struct NeighborList: NetworkCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List neighbour entries.",
    discussion: "Left out, as in ip neigh: those that need no resolution (NOARP).")

  @Option(
    name: .customLong("dev"), help: ArgumentHelp("Only those of this link.", valueName: "if"),
    completion: .links, transform: InterfaceName.parseAny)
  var device: String?

  @OptionGroup var format: FormatOptions
  @OptionGroup var common: CommonOptions

  func execute(_ plumber: Plumber, _ output: Output) throws {
    let home = plumber.home
    let link = try device.map { try plumber.existingLink($0, "list neighbors").index }
    // NTF_EXT_LEARNED shows whatever the state.
    let neighbors = try home.socket.neighbors(link: link).filter {
      !$0.state.subtracting(.noARP).isEmpty || $0.flags & 0x10 != 0
    }
    var resolver = LinkNameResolver(try LinkNames(home), home)
    if format.json {
      var printer = NeighborJSON(resolver: resolver, showsLink: link == nil)
      var json = JSONWriter(output)
      json.beginArray()
      for neighbor in neighbors { printer.write(neighbor, to: &json) }
      json.endArray()
      json.finish()
      return
    }
    var table = Table("ADDRESS", "DEV", "LINK ADDRESS", "STATE", "FLAGS")
    for neighbor in neighbors {
      table.add(
        Table.Cell("\(neighbor.destination)", .green),
        Table.Cell(resolver.text(neighbor.link), .cyan),
        Table.Cell(neighbor.address?.description ?? ""),
        Table.Cell(neighbor.stateNames.map(\.description).joined(separator: " ")),
        Table.Cell(neighbor.flagNames.map(\.description).joined(separator: " ")))
    }
    table.print(to: output)
  }
}
