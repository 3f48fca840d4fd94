internal import ArgumentParser
internal import ContainerNetwork
internal import Netlink
internal import RouteNetlink

struct AddressList: NetworkCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the addresses of links.")

  @Option(
    name: .customLong("dev"), help: ArgumentHelp("Only those of this link.", valueName: "if"),
    completion: .links, transform: InterfaceName.parseAny)
  var device: String?

  @OptionGroup var format: FormatOptions
  @OptionGroup var common: CommonOptions

  func execute(_ plumber: Plumber, _ output: Output) throws {
    let home = plumber.home
    let link = try device.map { try plumber.existingLink($0, "list addresses").index }
    // The links first: an address whose link is new meanwhile is left out, not one without a name.
    let dump = try link.map { try LinkDump.one(.index($0), home) } ?? LinkDump.all(.init(), home)
    let addresses = try home.socket.addresses(link: link)
    if format.json {
      try LinkJSON.print(
        dump, home, addresses: Dictionary(grouping: addresses, by: \.link), to: output)
    } else {
      print(addresses, dump.names, home, output)
    }
  }

  private func print(
    _ addresses: [Address], _ names: LinkNames, _ home: Plumber.Connection, _ output: Output
  ) {
    var resolver = LinkNameResolver(names, home)
    var table = Table("LINK", "ADDRESS", "PEER", "SCOPE", "FLAGS", "VALID", "LABEL")
    for address in addresses.sorted(by: { $0.link < $1.link }) {
      let name = resolver.text(address.link)
      let flags = address.flags.names(family: address.prefix.address.family)
      let valid = address.validLifetime ?? .max
      table.add(
        Table.Cell(name, .cyan), Table.Cell("\(address.prefix)", .green),
        Table.Cell(address.peer?.description ?? ""),
        Table.Cell(NumberNames.routeScopes[address.scope]),
        Table.Cell(flags.map(\.description).joined(separator: " ")),
        Table.Cell(valid == .max ? "" : "\(valid) s"),
        Table.Cell(address.label == name ? "" : address.label ?? ""))
    }
    table.print(to: output)
  }
}

extension AddressList: PlainlyReadable {
  mutating func read(_ words: inout WordReader) throws {
    device = try words.value("--dev", InterfaceName.parseAny)
    format = try words.group()
    common = try words.group()
  }
}
