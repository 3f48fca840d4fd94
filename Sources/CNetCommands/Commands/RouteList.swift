internal import ArgumentParser
internal import ContainerNetwork
internal import Netlink
internal import RouteNetlink

struct RouteList: NetworkCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List routes.",
    discussion: "Of both families unless one is said, and of the main table unless another is.")

  @Flag(name: .customShort("4"), help: "Only IPv4.")
  var onlyIPv4 = false

  @Flag(name: .customShort("6"), help: "Only IPv6.")
  var onlyIPv6 = false

  @Option(help: "Only this family: inet or inet6.")
  var family: Family?

  @Option(
    help: ArgumentHelp("The table: main, local, default, a number, or all.", valueName: "table"),
    transform: TableSelection.parse)
  var table: TableSelection = .one(254)

  @OptionGroup var format: FormatOptions
  @OptionGroup var common: CommonOptions

  enum Family: String, ExpressibleByArgument, CaseIterable {
    case inet, inet6
  }

  enum TableSelection {
    case one(UInt32)
    case all

    static func parse(_ text: String) throws -> TableSelection {
      text == "all" ? .all : .one(try parseRouteTable(text))
    }

    var number: UInt32? {
      if case .one(let number) = self { number } else { nil }
    }
  }

  func validate() throws {
    if [onlyIPv4, onlyIPv6, family != nil].filter({ $0 }).count > 1 {
      throw ValidationError("-4, -6 and --family exclude one another")
    }
  }

  func execute(_ plumber: Plumber, _ output: Output) throws {
    let home = plumber.home
    let wanted =
      if onlyIPv4 || family == .inet {
        AddressFamily.inet
      } else if onlyIPv6 || family == .inet6 {
        AddressFamily.inet6
      } else {
        AddressFamily.unspecified
      }
    let routes = try home.socket.routes(family: wanted, table: table.number)
    let names = try LinkNames(home)
    if format.json {
      var printer = RouteJSON(
        resolver: LinkNameResolver(names, home), showsTable: table.number == nil)
      var json = JSONWriter(output)
      json.beginArray()
      for route in routes { printer.write(route, to: &json) }
      json.endArray()
      json.finish()
    } else {
      print(routes, LinkNameResolver(names, home), output)
    }
  }

  private func print(_ routes: [Route], _ resolver: LinkNameResolver, _ output: Output) {
    var resolver = resolver
    var table = Table(
      "TYPE", "DESTINATION", "FROM", "VIA", "DEV", "TABLE", "PROTOCOL", "SCOPE", "SOURCE",
      "METRIC", "MTU", "FLAGS")
    for route in routes {
      // Several ways are as many lines.
      let hops =
        route.nextHops.isEmpty
        ? [(route.gateway, route.link)] : route.nextHops.map { ($0.gateway, Optional($0.link)) }
      for (gateway, link) in hops {
        table.add(
          Table.Cell(route.type == 1 ? "" : route.typeName),
          Table.Cell(route.destinationText, .green), Table.Cell(route.source?.short ?? ""),
          Table.Cell(gateway?.description ?? ""),
          Table.Cell(link.map { resolver.text($0) } ?? "", .cyan),
          Table.Cell(self.table.number == nil ? NumberNames.routeTables[route.table] : ""),
          Table.Cell(NumberNames.routeProtocols[route.proto]),
          Table.Cell(route.scope == 0 ? "" : NumberNames.routeScopes[route.scope]),
          Table.Cell(route.preferredSource?.description ?? ""),
          Table.Cell(route.metric.map { "\($0)" } ?? ""),
          Table.Cell(route.mtu.map { "\($0)" } ?? ""),
          Table.Cell(Route.flagNames(route.flags).map(\.description).joined(separator: " ")))
      }
    }
    table.print(to: output)
  }
}

extension RouteList: PlainlyReadable {
  mutating func read(_ words: inout WordReader) throws {
    onlyIPv4 = words.flag("-4")
    onlyIPv6 = words.flag("-6")
    family = try words.value("--family", Family.init(argument:))
    table = try words.value("--table", TableSelection.parse) ?? .one(254)
    format = try words.group()
    common = try words.group()
  }
}
