public import ArgumentParser
internal import ContainerNetwork
public import RouteNetlink

struct GeneveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "geneve", abstract: "Ethernet tunnels over UDP, with room for options.",
    subcommands: [GeneveAdd.self])
}

struct GeneveAdd: AddLinkCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Create a Geneve tunnel, in a namespace.",
    discussion: "Its tunnel stays in the namespace that the command is run from.")

  @Argument(help: "Its name.", transform: InterfaceName.parse)
  var name: String

  @Option(help: ArgumentHelp("The network identifier (VNI), 0 to 16777215.", valueName: "n"))
  var id: UInt32

  @Option(help: ArgumentHelp("The other end.", valueName: "ip"))
  var remote: IPAddress

  @Option(help: ArgumentHelp("The UDP port; the default is 6081.", valueName: "n"))
  var dstport: UInt16?

  @Option(help: ArgumentHelp("The TTL of outer packets, 1 to 255.", valueName: "hops"))
  var ttl: UInt8?

  @Option(help: "The don't-fragment bit of outer IPv4 packets: unset, set or inherit.")
  var df: UDPTunnel.DontFragment?

  @OptionGroup var end: EndOptions
  @OptionGroup var change: ChangeOptions
  @OptionGroup var common: CommonOptions

  func kind(_ plumber: Plumber) -> Geneve {
    var kind = Geneve(id: id, remote: remote)
    kind.port = dstport
    kind.ttl = ttl
    kind.dontFragment = df
    return kind
  }

  func validate() throws {
    guard id < 1 << 24 else { throw ValidationError("--id is a number from 0 to 16777215") }
    if dstport == 0 { throw ValidationError("--dstport is a number from 1 to 65535") }
    if ttl == 0 { throw ValidationError("--ttl is a number from 1 to 255") }
    if remote.isMulticast || remote.isUnspecified {
      throw ValidationError("--remote \(remote) is not the address of one other end")
    }
    if remote.isLinkLocal, remote.bitWidth == 128 {
      throw ValidationError("--remote \(remote) does not say which link, and Geneve has none")
    }
  }
}

extension UDPTunnel.DontFragment: NamedArgument {}
