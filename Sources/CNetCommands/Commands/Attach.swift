internal import ArgumentParser
internal import AttachmentConfiguration
internal import ContainerNetwork
internal import Netlink
internal import RouteNetlink

struct AttachCommand: NetworkCommand {
  static let configuration = CommandConfiguration(
    commandName: "attach",
    abstract: "Give a container its interfaces, all of them or none.",
    discussion: """
      What is to be made is in a JSON file (--config), or one interface is described by options. \
      Repeating it with the same description changes nothing.
      """)

  @Argument(help: "The container's ID: any text.")
  var id: String

  @Option(
    help: ArgumentHelp("The file with the attachments; - is standard input.", valueName: "file"))
  var config: String?

  @Option(help: "veth, macvlan, macvtap, ipvlan or device.")
  var kind: AttachmentKind?

  @Option(help: "The interface's name in the container.", transform: InterfaceName.parse)
  var name: String?

  @Option(help: "The parent (macvlan, macvtap, ipvlan).", transform: InterfaceName.parse)
  var parent: String?

  @Option(help: "The mode (macvlan, macvtap, ipvlan).")
  var mode: String?

  @Option(help: "The interface to move in (device).", transform: InterfaceName.parse)
  var device: String?

  @Option(help: "The host's end (veth).", transform: InterfaceName.parse)
  var hostName: String?

  @Option(help: ArgumentHelp("An address for the host's end. Repeatable.", valueName: "cidr"))
  var hostAddress: [IPPrefix] = []

  @Option(help: ArgumentHelp("The MAC of the host's end.", valueName: "mac"), transform: parseMAC)
  var hostMac: MACAddress?

  @Option(help: "The bridge for the host's end (veth).", transform: InterfaceName.parse)
  var bridge: String?

  @OptionGroup var end: EndOptions
  @OptionGroup var change: ChangeOptions
  @OptionGroup var common: CommonOptions

  var isDryRun: Bool { change.dryRun }

  func validate() throws {
    if end.netns == nil { throw ValidationError("Missing expected argument '--netns <ns>'") }
    if (config == nil) == (kind == nil) {
      throw ValidationError("give either --config FILE or --kind KIND with its options")
    }
  }

  func execute(_ plumber: Plumber, _ output: Output) throws {
    guard let namespace = end.netns else { return }
    _ = try plumber.attach(id, to: namespace, try attachments())
  }

  private func attachments() throws -> [Attachment] {
    guard let config else { return [try described()] }
    return try AttachmentReader.attachments(inDocument: readFile(config), config)
  }

  /// The one interface that the options describe.
  private func described() throws -> Attachment {
    guard let name else { throw ValidationError("Missing expected argument '--name <name>'") }
    func needed(_ value: String?, _ option: String) throws -> String {
      guard let value else {
        throw ValidationError("--kind \(kind?.rawValue ?? "") needs \(option)")
      }
      return value
    }
    func parsed<Mode>(_ parse: (String) -> Mode?, _ standard: Mode) throws -> Mode {
      guard let mode else { return standard }
      guard let value = parse(mode) else { throw ValidationError("'\(mode)' is not a mode") }
      return value
    }
    let made: Attachment.Kind
    switch kind {
    case .veth, nil:
      var host = Attachment.VethEnd()
      host.name = hostName
      host.bridge = bridge
      host.mac = hostMac
      host.addresses = hostAddress
      made = .veth(host)
    case .macvlan:
      let mode = try parsed(Macvlan.Mode.init(argument:), .bridge)
      made = .macvlan(parent: try needed(parent, "--parent"), Macvlan(mode: mode))
    case .macvtap:
      let mode = try parsed(Macvlan.Mode.init(argument:), .bridge)
      made = .macvtap(parent: try needed(parent, "--parent"), Macvtap(mode: mode))
    case .ipvlan:
      let mode = try parsed({ text in IPVlan.Mode.allCases.first { "\($0)" == text } }, .l2)
      made = .ipvlan(parent: try needed(parent, "--parent"), IPVlan(mode: mode))
    case .device: made = .device(try needed(device, "--device"))
    }
    var attachment = Attachment(name, made)
    attachment.mac = end.mac
    attachment.mtu = end.mtu
    attachment.queues = end.queues
    attachment.configuration = end.configuration
    return attachment
  }
}

enum AttachmentKind: String, ExpressibleByArgument, CaseIterable {
  case veth, macvlan, macvtap, ipvlan, device
}

/// A whole file, or standard input for `-`.
func readFile(_ path: String) throws(NetlinkError) -> [UInt8] {
  try NetlinkError.naming("read \(path)") { () throws(Errno) in
    let descriptor = path == "-" ? 0 : try openForReading(path)
    defer { if descriptor != 0 { closeDescriptor(descriptor) } }
    var bytes: [UInt8] = []
    while true {
      let piece = try readSome(descriptor)
      if piece.isEmpty { return bytes }
      bytes += piece
      guard bytes.count <= 16 << 20 else { throw .messageTooLong }
    }
  }
}
