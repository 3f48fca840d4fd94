internal import ArgumentParser
internal import ContainerNetwork
internal import Netlink
internal import NetworkNamespace
internal import NetworkWorld
internal import RouteNetlink

struct PeerCommand: NetworkCommand {
  static let configuration = CommandConfiguration(
    commandName: "peer",
    abstract: "The other end of a link, wherever it is.",
    discussion: "That is the peer of a veth, and the parent of a macvlan, ipvlan or VLAN.")

  @Argument(
    help: ArgumentHelp("The link.", valueName: "if"), completion: .linksThere,
    transform: InterfaceName.parseAny)
  var link: String

  @Option(help: ArgumentHelp("The namespace that the link is in.", valueName: "ns"))
  var netns: NamespaceReference?

  @OptionGroup var format: FormatOptions
  @OptionGroup var common: CommonOptions

  func execute(_ plumber: Plumber, _ output: Output) throws {
    let place = try plumber.connect(to: netns)
    // The kernel finds alternative names too.
    let operation = "find the other end of \(link)\(place.suffix)"
    let asked = try place.existingLink(link, operation)
    let world = try WorldReader.read(from: place.namespace.identity, observe: plumber.observe)
    guard
      let here = world[LinkPlace(namespace: place.namespace.identity, index: asked.index)]
    else { throw NetlinkError(operation, .noSuchDevice, message: "it went away meanwhile") }
    guard let other = here.other else {
      throw NetlinkError(
        operation, .noSuchDevice,
        message: "it has none: it is a \(asked.kind ?? "device that is no pair's end")")
    }
    if format.json {
      var json = JSONWriter(output)
      json.write(end: other, of: here, in: world)
      json.finish()
    } else {
      WorldText.print(end: other, of: here, in: world, to: output)
    }
    if case .hidden = other { throw ExitCode(1) }
  }
}
