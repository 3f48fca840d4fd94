public import ArgumentParser
internal import ContainerNetwork
public import RouteNetlink

struct IPVlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ipvlan", abstract: "Sub-interfaces that share their parent's MAC.",
    subcommands: [IPVlanAdd.self])
}

struct IPVlanAdd: AddLinkCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Create an ipvlan on a parent, in a namespace.",
    discussion: "All ipvlans of one parent have one mode and flag: what the newest asked for.")

  @Argument(
    help: "The link that carries it.", completion: .links, transform: InterfaceName.parseAny)
  var parent: String

  @Argument(help: "Its name.", transform: InterfaceName.parse)
  var name: String

  @Option(help: "l2, l3 or l3s.")
  var mode: IPVlan.Mode = .l2

  @Option(help: "How siblings talk: bridge (directly), private (not at all) or vepa.")
  var flag: Isolation = .bridge

  @OptionGroup var end: EndOptions
  @OptionGroup var change: ChangeOptions
  @OptionGroup var common: CommonOptions

  enum Isolation: String, ExpressibleByArgument, CaseIterable {
    case bridge, `private`, vepa

    var flags: IPVlan.Flags {
      switch self {
      case .bridge: .bridge
      case .private: .private
      case .vepa: .vepa
      }
    }
  }

  var parentName: String? { parent }

  func kind(_ plumber: Plumber) -> IPVlan { IPVlan(mode: mode, flags: flag.flags) }

  func validate() throws {
    // The kernel keeps the parent's, and would not say that this one was ignored.
    if end.mac != nil { throw ValidationError("an ipvlan has its parent's MAC: leave out --mac") }
  }
}

extension IPVlanAdd: PlainlyReadable {
  mutating func read(_ words: inout WordReader) throws {
    mode = try words.value("--mode", IPVlan.Mode.init(argument:)) ?? .l2
    flag = try words.value("--flag", Isolation.init(argument:)) ?? .bridge
    end = try words.group()
    change = try words.group()
    common = try words.group()
    parent = try words.word(InterfaceName.parseAny)
    name = try words.word(InterfaceName.parse)
  }
}

extension IPVlan.Mode: NamedArgument {}
