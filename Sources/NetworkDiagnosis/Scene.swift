public import ContainerNetwork
internal import NFTables
internal import Netlink
public import NetworkNamespace
public import NetworkWorld
internal import RouteNetlink
internal import SystemCalls

/// What a diagnosis looks at: the world, and of the namespaces that matter what else there is to read,
/// which is read when it is first asked for.
public final class Scene {
  /// All that there is.
  public let world: World
  /// What is to be explained.
  public let question: Question
  /// Where the commands that are printed will be run.
  let shell: NamespaceIdentity
  /// The namespaces that hang together with the one that is asked about.
  let namespaces: [World.Namespace]
  /// The ways that packets take: the one asked about, or those from each namespace to its gateways.
  private(set) var paths: [Path] = []

  private let observe: Plumber.ObserverFactory?
  private var rooms: [NamespaceIdentity: Room] = [:]
  private var segments: [LinkPlace: Segment] = [:]
  private var junctions: [LinkPlace: Junction] = [:]
  private var holders: [IPAddress: [LinkPlace]] = [:]

  /// An open namespace.
  final class Room {
    let namespace: NetworkNamespace
    var socket: RouteSocket
    var routes: [Route]?
    var rules: [UInt8: [RoutingRule]] = [:]
    var chains: [BaseChain]?
    var neighbors: [Neighbor]?

    init(
      _ namespace: consuming NetworkNamespace, _ observer: (any ExchangeObserver)?
    ) throws(NetlinkError) {
      socket = RouteSocket(try namespace.openSocket(.route, schema: .route))
      socket.netlink.observe(observer)
      self.namespace = namespace
    }
  }

  /// - Parameters:
  ///   - home: the namespace that the question is asked in.
  ///   - shell: where commands will be run.
  ///   - observe: makes what sees all that is asked.
  public init(
    _ question: Question, _ world: World, home: NamespaceIdentity, shell: NamespaceIdentity,
    observe: Plumber.ObserverFactory? = nil
  ) {
    self.observe = observe
    self.question = question
    self.world = world
    self.shell = shell
    namespaces = Self.connected(to: question.center ?? home, in: world)
    for interface in world.namespaces.flatMap(\.interfaces) {
      junctions[interface.place] = Junction(interface, in: self)
      for address in interface.addresses {
        holders[address.prefix.address, default: []].append(interface.place)
      }
    }
    switch question {
    case .path(let from, let to): paths = [Path(from: from, to: to, in: self)]
    default: paths = gateways().map { Path(from: $0, to: $1, toNextHop: true, in: self) }
    }
  }

  /// A namespace, and those that links lead to from it, and from those.
  private static func connected(to start: NamespaceIdentity, in world: World) -> [World.Namespace] {
    var neighbors: [NamespaceIdentity: Set<NamespaceIdentity>] = [:]
    for interface in world.namespaces.flatMap(\.interfaces) {
      guard case .link(let other) = interface.other else { continue }
      neighbors[interface.place.namespace, default: []].insert(other.namespace)
      neighbors[other.namespace, default: []].insert(interface.place.namespace)
    }
    var found: Set = [start]
    var open = [start]
    while let next = open.popLast() {
      for other in neighbors[next] ?? [] where found.insert(other).inserted { open.append(other) }
    }
    return world.namespaces.filter { found.contains($0.identity) }
  }

  /// Each namespace with each address that it sends to for others to forward.
  private func gateways() -> [(NamespaceIdentity, IPAddress)] {
    var found: [(NamespaceIdentity, IPAddress)] = []
    for namespace in namespaces {
      var seen: Set<IPAddress> = []
      for route in routes(namespace.identity) where route.type == 1 {
        for gateway in route.nextHops.isEmpty ? [route.gateway] : route.nextHops.map(\.gateway) {
          // Those of one link are asked for with it, which this lookup does not know.
          guard let gateway, !gateway.isLinkLocal || gateway.family == AddressFamily.inet,
            seen.insert(gateway).inserted
          else { continue }
          found.append((namespace.identity, gateway))
        }
      }
    }
    return found
  }

  // MARK: What there is

  var interfaces: [World.Interface] { namespaces.flatMap(\.interfaces) }

  /// The link on a relation's other side, where it can be seen.
  func interface(_ relation: World.Relation?) -> World.Interface? {
    guard case .link(let place) = relation else { return nil }
    return world[place]
  }

  func peer(_ interface: World.Interface) -> World.Interface? { self.interface(interface.peer) }

  func parent(_ interface: World.Interface) -> World.Interface? { self.interface(interface.parent) }

  /// The sub-interfaces of a link, wherever they are.
  func children(_ place: LinkPlace) -> [World.Interface] {
    world.dependents(of: place).compactMap { world[$0] }.filter { $0.parent == .link(place) }
  }

  func ports(_ place: LinkPlace) -> [World.Interface] {
    world.dependents(of: place).compactMap { world[$0] }.filter { $0.master == place }
  }

  /// What a link does with frames; nil for one that was not found.
  func junction(_ place: LinkPlace) -> Junction? { junctions[place] }

  /// Who has an address.
  func holders(of address: IPAddress) -> [LinkPlace] { holders[address] ?? [] }

  /// Whom a frame that this link sends comes to.
  func segment(_ place: LinkPlace) -> Segment {
    if let known = segments[place] { return known }
    let segment = Segment(from: place, in: self)
    segments[place] = segment
    return segment
  }

  /// Links that hosts use, and not bridges or sub-interfaces that take all from them.
  var stations: [World.Interface] {
    interfaces.filter {
      $0.link.flags.contains(.up) && !$0.link.flags.contains(.loopback)
        && ($0.master == nil || $0.link.masterKind == "vrf")
        && !["dummy", "ifb", "vrf"].contains($0.link.kind ?? "")
    }
  }

  /// The VRF that a link is a port of: what comes in by it is answered by way of its table.
  func vrf(_ place: LinkPlace) -> LinkPlace? {
    guard let interface = world[place], interface.link.masterKind == "vrf" else { return nil }
    return interface.master
  }

  /// The link of the namespace that has the address.
  func owner(of address: IPAddress, in namespace: NamespaceIdentity) -> World.Interface? {
    holders(of: address).first { $0.namespace == namespace }.flatMap { world[$0] }
  }

  // MARK: What is read of a namespace

  private func room(_ identity: NamespaceIdentity) -> Room? {
    if let known = rooms[identity] { return known }
    guard let holders = world[identity]?.holders,
      let namespace = try? NetworkNamespace(identity, heldBy: holders),
      let room = try? Room(namespace, observer(identity))
    else { return nil }
    rooms[identity] = room
    return room
  }

  private func observer(_ identity: NamespaceIdentity) -> (any ExchangeObserver)? {
    observe?(world[identity]?.holders.names.first ?? "\(identity.inode)")
  }

  /// Those of the main table.
  func routes(_ identity: NamespaceIdentity) -> [Route] {
    allRoutes(identity).filter { $0.table == 254 }
  }

  func allRoutes(_ identity: NamespaceIdentity) -> [Route] {
    guard let room = room(identity) else { return [] }
    if let known = room.routes { return known }
    let routes = (try? room.socket.routes(table: nil)) ?? []
    room.routes = routes
    return routes
  }

  func rules(_ identity: NamespaceIdentity, _ family: UInt8) -> [RoutingRule] {
    guard let room = room(identity) else { return [] }
    if let known = room.rules[family] { return known }
    let rules = (try? room.socket.rules(family: family)) ?? []
    room.rules[family] = rules
    return rules
  }

  func neighbors(_ identity: NamespaceIdentity) -> [Neighbor] {
    guard let room = room(identity) else { return [] }
    if let known = room.neighbors { return known }
    let neighbors = (try? room.socket.neighbors()) ?? []
    room.neighbors = neighbors
    return neighbors
  }

  /// As they are now.
  func currentNeighbors(_ identity: NamespaceIdentity) -> [Neighbor] {
    (try? room(identity)?.socket.neighbors()) ?? []
  }

  /// The counters as they are now.
  func statistics(_ identity: NamespaceIdentity) -> [Int32: LinkStatistics] {
    let links = (try? room(identity)?.socket.links(statistics: true)) ?? []
    return Dictionary(
      links.compactMap { link in link.statistics.map { (link.index, $0) } },
      uniquingKeysWith: { $1 })
  }

  /// The kernel's own answer. See `RouteSocket.route(to:from:input:output:)`.
  func lookUp(
    _ identity: NamespaceIdentity, _ destination: IPAddress, from source: IPAddress? = nil,
    input: Int32? = nil, output: Int32? = nil
  ) -> Result<Route, NetlinkError> {
    guard let room = room(identity) else {
      return .failure(NetlinkError("open the namespace", .noSuchFileOrDirectory))
    }
    do throws(NetlinkError) {
      return .success(
        try room.socket.route(
          to: destination, from: source, input: input, output: output))
    } catch {
      return .failure(error)
    }
  }

  /// A number below `/proc/sys/net/`; nil when it is not there.
  func parameter(_ identity: NamespaceIdentity, _ key: String) -> Int? {
    guard let room = room(identity) else { return nil }
    let text = try? room.namespace.run { () throws(NetlinkError) -> String? in
      Files.text("/proc/sys/net/\(key)")
    }
    return text?.split(separator: "\n").first.flatMap { Int($0) }
  }

  /// What the kernel makes of a parameter of IPv4 that all links and each link have: the larger.
  func largerParameter(_ place: LinkPlace, _ name: String) -> (all: Int, own: Int) {
    let link = world[place]?.link.name ?? ""
    return (
      parameter(place.namespace, "ipv4/conf/all/\(name)") ?? 0,
      parameter(place.namespace, "ipv4/conf/\(link)/\(name)") ?? 0
    )
  }

  /// Whether a link answers for addresses of others, of this one's family.
  func isProxy(_ place: LinkPlace, for address: IPAddress) -> Bool {
    guard address.family == AddressFamily.inet else {
      return parameter(place.namespace, "ipv6/conf/\(name(place))/proxy_ndp") == 1
    }
    let value = largerParameter(place, "proxy_arp")
    return max(value.all, value.own) > 0
  }

  /// The chains of its firewall that packets come to by themselves.
  func chains(_ identity: NamespaceIdentity) -> [BaseChain] {
    guard let room = room(identity) else { return [] }
    if let known = room.chains { return known }
    var chains: [BaseChain] = []
    if var socket = try? room.namespace.openSocket(.netfilter) {
      socket.observe(observer(identity))
      chains = (try? BaseChain.all(&socket)) ?? []
    }
    room.chains = chains
    return chains
  }

  /// Runs something inside.
  func run<Value: Sendable>(
    in identity: NamespaceIdentity, _ body: @escaping @Sendable () throws(NetlinkError) -> Value
  ) throws(NetlinkError) -> Value {
    guard let room = room(identity) else {
      throw NetlinkError("open the namespace", .noSuchFileOrDirectory)
    }
    return try room.namespace.run(body)
  }

  // MARK: What is asked

  /// Whether the question is about what a finding concerns.
  func isAskedAbout(_ finding: Finding) -> Bool {
    switch question {
    case .everything: return true
    case .link(let place):
      guard let interface = world[place] else { return false }
      var focus: Set = [place]
      for case .link(let other) in [interface.other] { focus.insert(other) }
      if let master = interface.master { focus.insert(master) }
      // What is on a parent, and beyond the ports of a bridge.
      for child in world.dependents(of: place) {
        focus.insert(child)
        if case .link(let other) = world[child]?.peer { focus.insert(other) }
      }
      return !focus.isDisjoint(with: finding.places)
    case .namespace(let identity):
      if finding.namespace == identity { return true }
      // Its links, what they lead to, and what that is a port of.
      return finding.places.contains { place in
        place.namespace == identity
          || world[identity]?.interfaces.contains { interface in
            interface.other == .link(place)
              || self.interface(interface.other)?.master.map { $0 == place } ?? false
          } ?? false
      }
    case .path:
      // A note is nothing that breaks it, but for those of which nobody knows.
      return (finding.severity < .note || finding.isDoubt)
        && paths.contains {
          !$0.places.isDisjoint(with: finding.places)
            || finding.namespace.map($0.namespaces.contains) ?? false
        }
    }
  }

  /// Whether the question is about what a link sends to a neighbour.
  func isAskedAbout(_ neighbor: IPAddress, on place: LinkPlace) -> Bool {
    guard case .path = question else { return true }
    return paths.contains { $0.hops.contains(Path.Hop(out: place, next: neighbor)) }
  }

  /// Whether a finding is about the other's link, or one that its frames come to.
  func isNear(_ finding: Finding, _ other: Finding) -> Bool {
    guard let place = other.places.first else { return false }
    if finding.namespace == place.namespace || finding.places.contains(place) { return true }
    let segment = segment(place)
    return finding.places.contains { segment.trail[$0] != nil }
      || paths.contains { $0.places.contains(place) && !$0.places.isDisjoint(with: finding.places) }
  }
}
