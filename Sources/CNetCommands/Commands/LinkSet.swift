internal import ArgumentParser
internal import ContainerNetwork
internal import RouteNetlink

struct LinkSet: NetworkCommand {
  static let configuration = CommandConfiguration(
    commandName: "set",
    abstract: "Change a link.",
    discussion: "All that is asked for is done, or nothing.")

  @Argument(help: "The link.", completion: .links, transform: InterfaceName.parseAny)
  var link: String

  @Flag(help: "Switch it on.")
  var up = false

  @Flag(help: "Switch it off. It loses its IPv6 addresses.")
  var down = false

  @Option(help: ArgumentHelp("The MTU.", valueName: "bytes"), transform: parseAnyMTU)
  var mtu: UInt32?

  @Option(help: "The MAC.", transform: parseMAC)
  var mac: MACAddress?

  @Option(help: ArgumentHelp("A new name.", valueName: "new"), transform: InterfaceName.parse)
  var name: String?

  @Option(
    help: ArgumentHelp("Make it a port of this bridge.", valueName: "bridge"),
    completion: .links, transform: InterfaceName.parseAny)
  var master: String?

  @Flag(help: "Take it out of its bridge.")
  var noMaster = false

  @Option(
    help: ArgumentHelp("A description; empty takes it away.", valueName: "text"),
    transform: parseAlias)
  var alias: String?

  @Option(
    help: ArgumentHelp("One more name, of up to 127 bytes.", valueName: "name"),
    transform: InterfaceName.parseAny)
  var altname: String?

  @Option(help: ArgumentHelp("The group.", valueName: "n"), transform: parseGroup)
  var group: UInt32?

  @OptionGroup var change: ChangeOptions
  @OptionGroup var common: CommonOptions

  var isDryRun: Bool { change.dryRun }

  func validate() throws {
    if up, down { throw ValidationError("--up and --down exclude each other") }
    if master != nil, noMaster {
      throw ValidationError("--master and --no-master exclude each other")
    }
    let nothing =
      !up && !down && mtu == nil && mac == nil && name == nil && master == nil && !noMaster
      && alias == nil && altname == nil && group == nil
    if nothing { throw ValidationError("say what to change, such as --up or --mtu") }
  }

  func execute(_ plumber: Plumber, _ output: Output) throws {
    var change = LinkChange()
    if up { change.settings.up = true }
    if down { change.settings.up = false }
    change.settings.mtu = mtu
    change.settings.mac = mac
    change.settings.name = name
    change.settings.alias = alias
    change.settings.group = group
    change.master = master
    change.leavesMaster = noMaster
    change.alternativeName = altname
    try plumber.setLink(link, change)
  }
}

extension LinkSet: PlainlyReadable {
  mutating func read(_ words: inout WordReader) throws {
    up = words.flag("--up")
    down = words.flag("--down")
    mtu = try words.value("--mtu", parseAnyMTU)
    mac = try words.value("--mac", parseMAC)
    name = try words.value("--name", InterfaceName.parse)
    master = try words.value("--master", InterfaceName.parseAny)
    noMaster = words.flag("--no-master")
    alias = try words.value("--alias", parseAlias)
    altname = try words.value("--altname", InterfaceName.parseAny)
    group = try words.value("--group", parseGroup)
    change = try words.group()
    common = try words.group()
    link = try words.word(InterfaceName.parseAny)
  }
}

/// Bytes; the link knows its own range.
func parseAnyMTU(_ text: String) throws -> UInt32 {
  guard let mtu = UInt32(text), mtu > 0, mtu <= UInt32(Int32.max) else {
    throw ValidationError("an MTU is a number of bytes")
  }
  return mtu
}

/// Corresponds to `IFALIASZ`, the closing NUL included.
func parseAlias(_ text: String) throws -> String {
  guard text.utf8.count < 256 else { throw ValidationError("an alias has at most 255 bytes") }
  return text
}
