internal import ArgumentParser
internal import ContainerNetwork
internal import RouteNetlink

/// Which route is meant.
struct RouteOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp("The destination: a network, an address or default.", valueName: "dst"))
  var destination: RouteDestination

  @Option(help: ArgumentHelp("The gateway.", valueName: "ip"))
  var via: IPAddress?

  @Option(
    name: .customLong("dev"), help: ArgumentHelp("The link.", valueName: "if"),
    completion: .links, transform: InterfaceName.parseAny)
  var device: String?

  @Option(help: ArgumentHelp("Which of several is preferred: the smallest.", valueName: "n"))
  var metric: UInt32?

  @Option(
    help: ArgumentHelp("The table: main, local, default or a number.", valueName: "table"),
    transform: parseRouteTable)
  var table: UInt32 = 254

  func validate() throws {
    guard let via else { return }
    if via.isUnspecified || via.isMulticast {
      throw ValidationError("--via \(via) is not an address of a gateway")
    }
    if case .network(let prefix) = destination, prefix.address.family != via.family,
      via.family != AddressFamily.inet6
    {
      throw ValidationError("the destination and --via are of different families")
    }
  }

  /// The route, once the link's index is known.
  func route(_ plumber: Plumber, _ verb: String) throws -> Route {
    var prefix: IPPrefix?
    if case .network(let network) = destination { prefix = network }
    var route = Route(to: prefix, via: via)
    // 0.0.0.0/0 and ::/0 are the default route in so many words.
    if prefix?.length == 0 { route.destination = nil }
    if let device {
      route.link = try plumber.existingLink(device, "\(verb) route \(route)").index
    }
    route.metric = metric
    route.table = table
    return route
  }
}

extension RouteOptions: PlainlyReadable {
  mutating func read(_ words: inout WordReader) throws {
    via = try words.value("--via", IPAddress.init(argument:))
    device = try words.value("--dev", InterfaceName.parseAny)
    metric = try words.value("--metric", UInt32.init(argument:))
    table = try words.value("--table", parseRouteTable) ?? 254
    destination = try words.word(RouteDestination.init(argument:))
  }
}

/// `default`, or a network.
enum RouteDestination: ExpressibleByArgument {
  case everything
  case network(IPPrefix)

  init?(argument: String) {
    if argument == "default" {
      self = .everything
    } else if let prefix = IPPrefix(argument) {
      self = .network(prefix)
    } else {
      return nil
    }
  }
}

func parseRouteTable(_ text: String) throws -> UInt32 {
  guard let table = NumberNames.routeTables.number(of: text), table != 0 else {
    throw ValidationError("a table is main, local, default or a number from 1 to 4294967295")
  }
  return table
}
