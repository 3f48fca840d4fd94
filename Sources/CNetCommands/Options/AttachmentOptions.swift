internal import ArgumentParser
internal import AttachmentConfiguration
internal import ContainerNetwork
internal import Netlink
internal import RouteNetlink
internal import SystemCalls

/// What a container is to get: a file, or one interface.
struct AttachmentOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The file with the attachments; - is standard input.", valueName: "file"))
  var config: String?

  @Option(help: "veth, macvlan, macvtap, ipvlan or device.")
  var kind: AttachmentKind?

  @Option(help: "The interface's name in the container.", transform: InterfaceName.parse)
  var name: String?

  @Option(
    help: "The parent (macvlan, macvtap, ipvlan).", completion: .links,
    transform: InterfaceName.parseAny)
  var parent: String?

  @Option(help: "The mode (macvlan, macvtap, ipvlan).")
  var mode: String?

  @Option(
    help: "The interface to move in (device).", completion: .links,
    transform: InterfaceName.parseAny)
  var device: String?

  @Option(help: "The host's end (veth).", transform: InterfaceName.parse)
  var hostName: String?

  @Option(help: ArgumentHelp("An address for the host's end. Repeatable.", valueName: "cidr"))
  var hostAddress: [IPPrefix] = []

  @Option(help: ArgumentHelp("The MAC of the host's end.", valueName: "mac"), transform: parseMAC)
  var hostMac: MACAddress?

  @Option(
    help: "The bridge for the host's end (veth).", completion: .links,
    transform: InterfaceName.parseAny)
  var bridge: String?

  @Option(
    help: ArgumentHelp("A kernel parameter of the namespace. Repeatable.", valueName: "key=value"))
  var sysctl: [String] = []

  @OptionGroup var interface: InterfaceOptions

  func validate() throws {
    if config != nil, kind != nil {
      throw ValidationError("give either --config FILE or --kind KIND with its options")
    }
    if kind == nil, isDescribed {
      throw ValidationError("Missing expected argument '--kind <kind>'")
    }
    if kind != nil, name == nil {
      throw ValidationError("Missing expected argument '--name <name>'")
    }
    if kind != .veth, hostName != nil || !hostAddress.isEmpty || hostMac != nil || bridge != nil {
      throw ValidationError("--host-name, --host-address, --host-mac and --bridge are for a veth")
    }
    if kind == .veth || kind == .device, parent != nil || mode != nil {
      throw ValidationError("--parent and --mode are for a macvlan, macvtap or ipvlan")
    }
    if kind != .device, device != nil { throw ValidationError("--device is for --kind device") }
  }

  /// Whether an interface is described besides `--kind`.
  private var isDescribed: Bool {
    name != nil || parent != nil || mode != nil || device != nil || hostName != nil
      || !hostAddress.isEmpty || hostMac != nil || bridge != nil || !sysctl.isEmpty
      || interface.mac != nil || interface.mtu != nil || interface.queues != nil || interface.down
      || interface.nodad || !interface.address.isEmpty || !interface.gateway.isEmpty
      || !interface.route.isEmpty
  }

  /// What the options ask for; nothing when there are none.
  func attachments() throws -> [Attachment] {
    if let config { return try AttachmentReader.attachments(inDocument: readFile(config), config) }
    guard let kind, let name else { return [] }
    var attachment = Attachment(name, try made(kind))
    attachment.mac = interface.mac
    attachment.mtu = interface.mtu
    attachment.queues = interface.queues
    attachment.configuration = interface.configuration
    attachment.sysctls = try sysctls()
    return [attachment]
  }

  private func made(_ kind: AttachmentKind) throws -> Attachment.Kind {
    func needed(_ value: String?, _ option: String) throws -> String {
      guard let value else { throw ValidationError("--kind \(kind) needs \(option)") }
      return value
    }
    func parsed<Mode>(_ parse: (String) -> Mode?, _ standard: Mode) throws -> Mode {
      guard let mode else { return standard }
      guard let value = parse(mode) else { throw ValidationError("'\(mode)' is not a mode") }
      return value
    }
    switch kind {
    case .veth:
      var host = Attachment.VethEnd()
      host.name = hostName
      host.bridge = bridge
      host.mac = hostMac
      host.addresses = hostAddress
      return .veth(host)
    case .macvlan:
      let mode = try parsed(Macvlan.Mode.init(argument:), .bridge)
      return .macvlan(parent: try needed(parent, "--parent"), Macvlan(mode: mode))
    case .macvtap:
      let mode = try parsed(Macvlan.Mode.init(argument:), .bridge)
      return .macvtap(parent: try needed(parent, "--parent"), Macvtap(mode: mode))
    case .ipvlan:
      let mode = try parsed({ text in IPVlan.Mode.allCases.first { "\($0)" == text } }, .l2)
      return .ipvlan(parent: try needed(parent, "--parent"), IPVlan(mode: mode))
    case .device: return .device(try needed(device, "--device"))
    }
  }

  private func sysctls() throws -> [String: String] {
    var values: [String: String] = [:]
    for text in sysctl {
      let pair = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard pair.count == 2 else { throw ValidationError("'\(text)' is not written key=value") }
      guard values.updateValue(String(pair[1]), forKey: String(pair[0])) == nil else {
        throw ValidationError("--sysctl \(pair[0]) is given twice")
      }
    }
    return values
  }
}

extension AttachmentOptions: PlainlyReadable {
  mutating func read(_ words: inout WordReader) throws {
    config = try words.value("--config") { $0 }
    kind = try words.value("--kind", AttachmentKind.init(argument:))
    name = try words.value("--name", InterfaceName.parse)
    parent = try words.value("--parent", InterfaceName.parseAny)
    mode = try words.value("--mode") { $0 }
    device = try words.value("--device", InterfaceName.parseAny)
    hostName = try words.value("--host-name", InterfaceName.parse)
    hostAddress = try words.values("--host-address", IPPrefix.init(argument:))
    hostMac = try words.value("--host-mac", parseMAC)
    bridge = try words.value("--bridge", InterfaceName.parseAny)
    sysctl = try words.values("--sysctl") { $0 }
    interface = try words.group()
  }
}

enum AttachmentKind: String, ExpressibleByArgument, CaseIterable {
  case veth, macvlan, macvtap, ipvlan, device
}

/// A whole file, or standard input for `-`.
func readFile(_ path: String) throws(NetlinkError) -> [UInt8] {
  try NetlinkError.naming("read \(path)") { () throws(Errno) in
    let descriptor = path == "-" ? 0 : try openForReading(path)
    defer { if descriptor != 0 { Files.close(descriptor) } }
    return try Files.read(descriptor)
  }
}
