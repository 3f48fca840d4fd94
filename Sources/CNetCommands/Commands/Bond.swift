public import ArgumentParser
internal import ContainerNetwork
public import RouteNetlink

struct BondCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bond", abstract: "Several links that work as one.",
    subcommands: [BondAdd.self])
}

struct BondAdd: AddLinkCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Create a bond, in a namespace.",
    discussion: "Its ports are set afterwards, each while it is down: cnet link set PORT --master.")

  @Argument(help: "Its name.", transform: InterfaceName.parse)
  var name: String

  @Option(
    help: """
      How packets are shared out: balance-rr, active-backup, balance-xor, broadcast, 802.3ad, \
      balance-tlb or balance-alb.
      """)
  var mode: Bond.Mode = .balanceRoundRobin

  @Option(help: ArgumentHelp("Look at the carriers this often.", valueName: "ms"))
  var miimon: UInt32?

  @Option(help: ArgumentHelp("How long to wait for a port that came up.", valueName: "ms"))
  var updelay: UInt32?

  @Option(help: ArgumentHelp("How long to wait for a port that went down.", valueName: "ms"))
  var downdelay: UInt32?

  @Option(help: ArgumentHelp("Ask the targets this often.", valueName: "ms"))
  var arpInterval: UInt32?

  @Option(help: ArgumentHelp("Whom to ask. Repeatable.", valueName: "ip"))
  var arpTarget: [IPAddress] = []

  @Option(help: "What is hashed: layer2, layer3+4, layer2+3, encap2+3, encap3+4 or vlan+srcmac.")
  var xmitHashPolicy: Bond.HashPolicy?

  @Option(help: "How often the other end sends LACP packets: slow or fast.")
  var lacpRate: Bond.LACPRate?

  @Option(help: "Which ports to use: stable, bandwidth, count or actor_port_prio.")
  var adSelect: Bond.AggregatorSelection?

  @Option(help: "Whose MAC is used in mode active-backup: none, active or follow.")
  var failOverMac: Bond.FailOverMAC?

  @Option(
    help: ArgumentHelp("The port to prefer, where the bond is made.", valueName: "port"),
    transform: InterfaceName.parseAny)
  var primary: String?

  @Option(help: "When the primary port takes over again: always, better or failure.")
  var primaryReselect: Bond.PrimaryReselection?

  @Option(help: ArgumentHelp("How many ports need a carrier.", valueName: "n"))
  var minLinks: UInt32?

  @OptionGroup var end: EndOptions
  @OptionGroup var change: ChangeOptions
  @OptionGroup var common: CommonOptions

  func kind(_ plumber: Plumber) throws -> Bond {
    var kind = Bond(mode: mode)
    kind.monitoringInterval = miimon
    kind.upDelay = updelay
    kind.downDelay = downdelay
    kind.arpInterval = arpInterval
    kind.arpTargets = arpTarget.filter { $0.bitWidth == 32 }
    kind.neighborTargets = arpTarget.filter { $0.bitWidth == 128 }
    kind.hashPolicy = xmitHashPolicy
    kind.lacpRate = lacpRate
    kind.aggregatorSelection = adSelect
    kind.failOverMAC = failOverMac
    if let primary {
      kind.primary = try plumber.connect(to: end.netns)
        .existingLink(primary, "create bond \(name)").index
    }
    kind.primaryReselection = primaryReselect
    kind.minimumPorts = minLinks
    return kind
  }

  // What the kernel refuses without a word, except in its log.
  func validate() throws {
    // These look at the carriers, asked or not.
    let needsCarrier = [.ieee8023AD, .balanceTransmit, .balanceAdaptive].contains(mode)
    let looksAtCarrier = miimon ?? (needsCarrier ? 100 : 0) > 0
    if arpInterval ?? 0 > 0 {
      if needsCarrier { throw ValidationError("--mode \(mode.argument) has no --arp-interval") }
      if looksAtCarrier { throw ValidationError("--miimon and --arp-interval exclude each other") }
    }
    if !looksAtCarrier, updelay ?? 0 > 0 || downdelay ?? 0 > 0 {
      throw ValidationError("--updelay and --downdelay need --miimon")
    }
    if lacpRate != nil, mode != .ieee8023AD {
      throw ValidationError("--lacp-rate needs --mode 802.3ad")
    }
    if primary != nil, ![.activeBackup, .balanceTransmit, .balanceAdaptive].contains(mode) {
      throw ValidationError("--mode \(mode.argument) has no --primary")
    }
    for family in [32, 128] where arpTarget.count(where: { $0.bitWidth == family }) > 16 {
      throw ValidationError("there is room for 16 targets of a family")
    }
    for (place, target) in arpTarget.enumerated() {
      if target.isUnspecified || target.isMulticast {
        throw ValidationError("--arp-target \(target) is nobody's address")
      }
      if arpTarget[..<place].contains(target) {
        throw ValidationError("--arp-target \(target) is given twice")
      }
    }
  }
}

extension Bond.Mode: NamedArgument {
  public var argument: String {
    switch self {
    case .balanceRoundRobin: "balance-rr"
    case .activeBackup: "active-backup"
    case .balanceXOR: "balance-xor"
    case .broadcast: "broadcast"
    case .ieee8023AD: "802.3ad"
    case .balanceTransmit: "balance-tlb"
    case .balanceAdaptive: "balance-alb"
    }
  }
}

extension Bond.HashPolicy: NamedArgument {
  public var argument: String {
    switch self {
    case .layer2: "layer2"
    case .layer34: "layer3+4"
    case .layer23: "layer2+3"
    case .encapsulated23: "encap2+3"
    case .encapsulated34: "encap3+4"
    case .vlanAndSourceMAC: "vlan+srcmac"
    }
  }
}

extension Bond.AggregatorSelection: NamedArgument {
  public var argument: String {
    switch self {
    case .stable: "stable"
    case .bandwidth: "bandwidth"
    case .count: "count"
    case .actorPortPriority: "actor_port_prio"
    }
  }
}

extension Bond.LACPRate: NamedArgument {}
extension Bond.FailOverMAC: NamedArgument {}
extension Bond.PrimaryReselection: NamedArgument {}
