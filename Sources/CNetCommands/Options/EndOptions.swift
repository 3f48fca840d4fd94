internal import ArgumentParser
internal import ContainerNetwork
internal import NetworkNamespace
internal import RouteNetlink

/// What is said about the container's end of a new link.
struct EndOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Where the container's end goes.", valueName: "ns"))
  var netns: NamespaceReference?

  @OptionGroup var interface: InterfaceOptions

  var mac: MACAddress? { interface.mac }
  var mtu: UInt32? { interface.mtu }
  var queues: UInt32? { interface.queues }
  var down: Bool { interface.down }
  var nodad: Bool { interface.nodad }
  var configuration: InterfaceConfiguration { interface.configuration }

  func apply(to settings: inout LinkSettings) { interface.apply(to: &settings) }

  /// For kinds that have none, which not every kernel says.
  func refuseMAC(_ kind: String) throws {
    if mac != nil { throw ValidationError("\(kind) has no MAC: leave out --mac") }
  }
}

extension EndOptions: PlainlyReadable {
  mutating func read(_ words: inout WordReader) throws {
    netns = try words.value("--netns", NamespaceReference.init(argument:))
    interface = try words.group()
  }
}

/// What an interface of a container is to be like.
struct InterfaceOptions: ParsableArguments {
  @Option(help: ArgumentHelp("An address, IPv4 or IPv6. Repeatable.", valueName: "cidr"))
  var address: [IPPrefix] = []

  @Option(help: ArgumentHelp("A default route through this address.", valueName: "ip"))
  var gateway: [IPAddress] = []

  @Option(
    help: ArgumentHelp("A route. Repeatable.", valueName: "dst[,via=ip][,metric=n]"),
    transform: parseRoute)
  var route: [InterfaceConfiguration.RouteSpecification] = []

  @Option(help: "The MAC.", transform: parseMAC)
  var mac: MACAddress?

  @Option(help: ArgumentHelp("The MTU.", valueName: "bytes"), transform: parseMTU)
  var mtu: UInt32?

  @Option(
    help: ArgumentHelp("Transmit and receive queues.", valueName: "n"), transform: parseQueues)
  var queues: UInt32?

  @Flag(help: "Leave it down.")
  var down = false

  @Flag(help: "Skip IPv6 duplicate address detection.")
  var nodad = false

  /// Fills in what belongs to the link itself.
  func apply(to settings: inout LinkSettings) {
    settings.mac = mac
    settings.mtu = mtu
    settings.setQueues(queues)
  }

  var configuration: InterfaceConfiguration {
    var configuration = InterfaceConfiguration()
    configuration.up = !down
    configuration.addresses = address
    configuration.gateways = gateway
    configuration.routes = route
    configuration.skipsDuplicateDetection = nodad
    return configuration
  }
}

extension InterfaceOptions: PlainlyReadable {
  mutating func read(_ words: inout WordReader) throws {
    address = try words.values("--address", IPPrefix.init(argument:))
    gateway = try words.values("--gateway", IPAddress.init(argument:))
    route = try words.values("--route", parseRoute)
    mac = try words.value("--mac", parseMAC)
    mtu = try words.value("--mtu", parseMTU)
    queues = try words.value("--queues", parseQueues)
    down = words.flag("--down")
    nodad = words.flag("--nodad")
  }
}

/// The kernel takes 1 to 4096 queues.
func parseQueues(_ text: String) throws -> UInt32 {
  guard let count = UInt32(text), (1...4096).contains(count) else {
    throw ValidationError("queues are a number from 1 to 4096")
  }
  return count
}
