internal import ArgumentParser
internal import ContainerNetwork
internal import RouteNetlink

struct VXLANCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vxlan", abstract: "Ethernet tunnels over UDP.",
    subcommands: [VXLANAdd.self])
}

struct VXLANAdd: AddLinkCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Create a VXLAN, in a namespace.",
    discussion: "Its tunnel stays in the namespace that the command is run from.")

  @Argument(help: "Its name.", transform: InterfaceName.parse)
  var name: String

  @Option(help: ArgumentHelp("The network identifier (VNI), 0 to 16777215.", valueName: "n"))
  var id: UInt32

  @Option(help: ArgumentHelp("The other end, or a multicast group.", valueName: "ip"))
  var remote: IPAddress?

  @Option(help: ArgumentHelp("The outer source address.", valueName: "ip"))
  var local: IPAddress?

  @Option(
    help: ArgumentHelp("The UDP port; the kernel's default is 8472, IANA's 4789.", valueName: "n"))
  var dstport: UInt16?

  @Option(
    name: .customLong("dev"),
    help: ArgumentHelp("The link that the tunnel runs over.", valueName: "if"),
    completion: .links, transform: InterfaceName.parseAny)
  var device: String?

  @Option(help: ArgumentHelp("The TTL of outer packets, 1 to 255.", valueName: "hops"))
  var ttl: UInt8?

  @Flag(inversion: .prefixedNo, help: "Learn which tunnel end a MAC is behind.")
  var learning: Bool?

  @OptionGroup var end: EndOptions
  @OptionGroup var change: ChangeOptions
  @OptionGroup var common: CommonOptions

  func kind(_ plumber: Plumber) throws -> VXLAN {
    var kind = VXLAN(id: id)
    kind.group = remote
    kind.local = local
    kind.port = dstport
    kind.ttl = ttl
    kind.learning = learning
    // Not IFLA_LINK: the driver has an attribute of its own.
    if let device { kind.parent = try plumber.existingLink(device, "create vxlan \(name)").index }
    return kind
  }

  func validate() throws {
    guard id < 1 << 24 else { throw ValidationError("--id is a number from 0 to 16777215") }
    if dstport == 0 { throw ValidationError("--dstport is a number from 1 to 65535") }
    if ttl == 0 { throw ValidationError("--ttl is a number from 1 to 255") }
    if let remote, let local, remote.family != local.family {
      throw ValidationError("--remote and --local are of different families")
    }
    if let local, local.isMulticast {
      throw ValidationError("--local is a multicast address; a group belongs to --remote")
    }
    if let remote, remote.isMulticast || (remote.isLinkLocal && remote.bitWidth == 128),
      device == nil
    {
      throw ValidationError("--remote \(remote) needs --dev: it does not say which link")
    }
  }
}
