internal import ArgumentParser
internal import ContainerNetwork
internal import Netlink
internal import NetworkNamespace
internal import NetworkWorld
internal import RouteNetlink

struct MacvlanShimCommand: NetworkCommand {
  static let configuration = CommandConfiguration(
    commandName: "shim", abstract: "Let a parent's namespace reach the macvlans on it.",
    discussion: """
      Makes the macvlan PARENT-shim beside the parent, with a route to each address. --delete takes \
      all of it away.
      """)

  @Argument(help: "The link that carries them.", completion: .links, transform: InterfaceName.parse)
  var parent: String

  @Argument(help: ArgumentHelp("The address of a macvlan on it.", valueName: "ip"))
  var address: [IPAddress] = []

  @Flag(help: "Delete the shim.")
  var delete = false

  @OptionGroup var change: ChangeOptions
  @OptionGroup var common: CommonOptions

  var isDryRun: Bool { change.dryRun }

  func validate() throws {
    if delete, !address.isEmpty { throw ValidationError("--delete takes no address") }
    if !delete, address.isEmpty {
      throw ValidationError("say the address of a macvlan on \(parent), or --delete")
    }
  }

  func execute(_ plumber: Plumber, _ output: Output) throws {
    if delete { return try plumber.deleteShim(of: parent) }
    var shim = MacvlanShim(parent: parent)
    let operation = "create the shim \(shim.name)"
    let link = try plumber.existingLink(parent, as: "parent", operation)
    let home = plumber.home.namespace.identity
    let world = try WorldReader.read(from: home, around: home, observe: plumber.observe)
    let place = LinkPlace(namespace: home, index: link.index)
    let macvlans = world.dependents(of: place).compactMap { world[$0] }.filter {
      $0.link.kind == "macvlan" || $0.link.kind == "macvtap"
    }
    for address in address {
      let owner = macvlans.first { $0.addresses.contains { $0.prefix.address == address } }
      guard let owner, let mac = owner.link.address?.mac else {
        throw NetlinkError(
          operation, .addressNotAvailable, message: "no macvlan on \(parent) has \(address)")
      }
      shim.targets.append((address, mac))
    }
    try plumber.add(shim)
  }
}
