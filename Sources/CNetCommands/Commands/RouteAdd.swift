internal import ArgumentParser
internal import AttachmentConfiguration
internal import ContainerNetwork
internal import RouteNetlink

struct RouteAdd: NetworkCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Add a route.")

  @OptionGroup var route: RouteOptions

  @Option(help: ArgumentHelp("The source address to prefer.", valueName: "ip"))
  var src: IPAddress?

  @Option(help: ArgumentHelp("The MTU along the route.", valueName: "bytes"), transform: parseMTU)
  var mtu: UInt32?

  @Flag(help: "The gateway is on the link, whatever its address.")
  var onlink = false

  @OptionGroup var change: ChangeOptions
  @OptionGroup var common: CommonOptions

  var isDryRun: Bool { change.dryRun }

  func validate() throws {
    if route.via == nil, route.device == nil { throw ValidationError("it needs --via or --dev") }
    if onlink, route.via == nil || route.device == nil {
      throw ValidationError("--onlink needs --via and --dev")
    }
    if case .network(let prefix) = route.destination, let src,
      src.family != prefix.address.family
    {
      throw ValidationError("the destination and --src are of different families")
    }
    if case .network(let prefix) = route.destination, let refusal = prefix.refusalAsDestination {
      throw ValidationError(refusal)
    }
  }

  func execute(_ plumber: Plumber, _ output: Output) throws {
    var new = try route.route(plumber, "add")
    new.preferredSource = src
    new.mtu = mtu
    // RTNH_F_ONLINK
    if onlink { new.flags = 4 }
    try plumber.addRoute(new)
  }
}

extension RouteAdd: PlainlyReadable {
  mutating func read(_ words: inout WordReader) throws {
    src = try words.value("--src", IPAddress.init(argument:))
    mtu = try words.value("--mtu", parseMTU)
    onlink = words.flag("--onlink")
    change = try words.group()
    common = try words.group()
    route = try words.group()
  }
}
