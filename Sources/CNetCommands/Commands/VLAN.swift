public import ArgumentParser
internal import ContainerNetwork
public import RouteNetlink

struct VLANCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vlan", abstract: "The frames of a parent that carry one tag.",
    subcommands: [VLANAdd.self])
}

struct VLANAdd: AddLinkCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Create a VLAN on a parent, in a namespace.")

  @Argument(
    help: "The link that carries it.", completion: .links, transform: InterfaceName.parseAny)
  var parent: String

  @Argument(help: "Its name.", transform: InterfaceName.parse)
  var name: String

  @Option(help: ArgumentHelp("The VLAN identifier, 0 to 4094.", valueName: "n"))
  var id: UInt16

  @Option(
    name: .customLong("protocol"),
    help: "The tag's protocol: 802.1q, or 802.1ad for the outer of two tags.")
  var tagProtocol: VLAN.TagProtocol = .ieee8021Q

  @OptionGroup var end: EndOptions
  @OptionGroup var change: ChangeOptions
  @OptionGroup var common: CommonOptions

  var parentName: String? { parent }

  func kind(_ plumber: Plumber) -> VLAN {
    var kind = VLAN(id: id)
    kind.tagProtocol = tagProtocol
    return kind
  }

  func validate() throws {
    // 4095 is reserved; the kernel takes 0, the priority tag. See vlan_validate.
    guard id <= 4094 else { throw ValidationError("--id is a number from 0 to 4094") }
  }
}

extension VLAN.TagProtocol: ExpressibleByArgument {
  public init?(argument: String) {
    switch argument.lowercased() {
    case "802.1q": self = .ieee8021Q
    case "802.1ad": self = .ieee8021AD
    default: return nil
    }
  }

  public var defaultValueDescription: String {
    switch self {
    case .ieee8021Q: "802.1q"
    case .ieee8021AD: "802.1ad"
    }
  }

  public static var allValueStrings: [String] { allCases.map(\.defaultValueDescription) }
}
