internal import ArgumentParser
internal import ContainerNetwork
internal import RouteNetlink

struct TunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tun", abstract: "IP packets for a program.", subcommands: [TunAdd.self])
}

struct TunAdd: AddLinkCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Create a tun device, in a namespace.",
    discussion: "It stays until it is deleted, with a program or without one.")

  @Argument(help: "Its name.", transform: InterfaceName.parse)
  var name: String

  @OptionGroup var tun: TunOptions
  @OptionGroup var end: EndOptions
  @OptionGroup var change: ChangeOptions
  @OptionGroup var common: CommonOptions

  func kind(_ plumber: Plumber) -> Tun { tun.kind(.tun) }

  func validate() throws {
    try end.refuseMAC("a tun")
    try end.refuseQueues()
  }
}

/// What tun and tap have in common.
struct TunOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The user who may use it, by name or number.", valueName: "user"),
    transform: { try parseID($0, "user", userID) })
  var owner: UInt32?

  @Option(
    help: ArgumentHelp("The group that may use it, by name or number.", valueName: "group"),
    transform: { try parseID($0, "group", groupID) })
  var group: UInt32?

  @Flag(help: "Several queues, each for a program or thread.")
  var multiQueue = false

  @Flag(help: "Put flags and an Ethernet type before each packet.")
  var pi = false

  @Flag(help: "Put a virtio header before each packet.")
  var vnetHdr = false

  func kind(_ mode: Tun.Mode) -> Tun {
    var kind = Tun(mode)
    kind.owner = owner
    kind.group = group
    kind.multiQueue = multiQueue
    kind.packetInformation = pi
    kind.vnetHeader = vnetHdr
    kind.persistent = true
    return kind
  }
}

private func parseID(_ text: String, _ what: String, _ find: (String) -> UInt32?) throws -> UInt32 {
  // The greatest means nobody.
  if let number = UInt32(text), number != .max { return number }
  guard let number = find(text) else { throw ValidationError("there is no \(what) \(text)") }
  return number
}

extension EndOptions {
  func refuseQueues() throws {
    if queues != nil { throw ValidationError("the driver has no --queues: use --multi-queue") }
  }
}
