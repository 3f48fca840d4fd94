public import ArgumentParser
internal import ContainerNetwork
public import RouteNetlink

struct NetkitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "netkit", abstract: "Pairs whose packets BPF programs can steer.",
    subcommands: [NetkitAdd.self])
}

struct NetkitAdd: AddPairCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Create a netkit pair, with the peer in a namespace.",
    discussion: """
      HOST is the end that stays, and the primary one; PEER the container's, which all options but \
      --host-*, --mode, --policy and --scrub are about. Both ends come up unless --down. The pair is \
      made whole or not at all.
      """)

  @Argument(help: "The name of the end that stays.", transform: InterfaceName.parse)
  var host: String

  @Argument(help: "The name of the container's end.", transform: InterfaceName.parse)
  var peer: String

  @Option(help: "l3, for IP packets, or l2, for Ethernet frames.")
  var mode: Netkit.Mode = .l3

  @Option(help: "What the host's end sends that no program decides on: forward or blackhole.")
  var policy: Netkit.Policy?

  @Option(help: "What the container's end sends, likewise.")
  var peerPolicy: Netkit.Policy?

  @Option(help: "What is cleared of packets of the host's end: default or none.")
  var scrub: Netkit.Scrub?

  @Option(help: "What is cleared of packets of the container's end, likewise.")
  var peerScrub: Netkit.Scrub?

  @OptionGroup var end: EndOptions

  @Option(help: ArgumentHelp("An address for the host's end. Repeatable.", valueName: "cidr"))
  var hostAddress: [IPPrefix] = []

  @Option(help: ArgumentHelp("The MAC of the host's end.", valueName: "mac"), transform: parseMAC)
  var hostMac: MACAddress?

  @OptionGroup var change: ChangeOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if mode == .l3, end.mac != nil || hostMac != nil {
      throw ValidationError("--mac and --host-mac need --mode l2")
    }
  }

  func execute(_ plumber: Plumber, _ output: Output) throws {
    var kind = Netkit(peer: LinkSettings(name: peer), mode: mode)
    kind.policy = policy
    kind.peerPolicy = peerPolicy
    kind.scrub = scrub
    kind.peerScrub = peerScrub
    try plumber.add(pair(kind))
  }
}

extension Netkit.Mode: NamedArgument {}
extension Netkit.Policy: NamedArgument {}
extension Netkit.Scrub: NamedArgument {}
