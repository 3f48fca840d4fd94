internal import Netlink
internal import NFTables
internal import NetworkNamespace
internal import NetworkWorld
internal import RouteNetlink

/// The way of a packet from a namespace to an address, as far as it can be seen, and of the answer.
///
/// In each namespace the kernel is asked where it would send the packet; between them the way is that
/// of ``Segment``.
struct Path {
  let source: NamespaceIdentity
  let destination: IPAddress
  private let toNextHop: Bool
  /// The links that it goes by.
  private(set) var places: Set<LinkPlace> = []
  private(set) var namespaces: Set<NamespaceIdentity> = []
  /// Whom it is handed to on the way.
  private(set) var hops: Set<Hop> = []
  private(set) var problems: [Problem] = []
  /// Whose the destination is, when the packet gets there, and the link that it comes in by.
  private(set) var end: End?
  typealias End = (namespace: NamespaceIdentity, input: LinkPlace?)

  /// Where no rule of policy routing is asked but the usual ones.
  private let unruled: Set<NamespaceIdentity>

  /// Who is asked for by ARP or a neighbour solicitation.
  struct Hop: Hashable {
    var out: LinkPlace
    var next: IPAddress
  }

  /// What is in a packet's way.
  enum Problem {
    /// In the table of a VRF, where there is one.
    case noRoute(NamespaceIdentity, to: IPAddress, isAnswer: Bool, vrf: LinkPlace?)
    case rejected(NamespaceIdentity, IPAddress, NetlinkError, Decision?, isAnswer: Bool)
    /// A rule sends it another way than the usual ones would.
    case diverted(NamespaceIdentity, IPAddress, Decision, usual: Route)
    case notForwarding(input: LinkPlace, IPAddress)
    case fromElsewhere(input: LinkPlace, source: IPAddress, route: Route)
    case nobodyHas(IPAddress, out: LinkPlace)
    case notProxied(IPAddress, out: LinkPlace, station: LinkPlace)
    case isolated(out: LinkPlace, station: LinkPlace)
    case portsIsolated(LinkPlace, LinkPlace, bridge: LinkPlace)
    /// An end of a netkit pair.
    case blackhole(LinkPlace)
    /// The namespaces that it goes round.
    case loop([NamespaceIdentity], IPAddress)
    case silent(IPAddress, station: LinkPlace)
    case bridgeFilter(bridge: LinkPlace, BaseChain)
    case forwardFilter(input: LinkPlace, out: LinkPlace, BaseChain)
    /// Of what begins or ends in the namespace.
    case localFilter(LinkPlace, isInput: Bool, BaseChain)
  }

  /// - Parameters:
  ///   - toNextHop: follow the packet only to whom it is handed first: of a gateway's own address
  ///     nobody needs to know more.
  ///   - unruled: namespaces where only the usual rules of policy routing are asked.
  init(
    from source: NamespaceIdentity, to destination: IPAddress, toNextHop: Bool = false,
    unruled: Set<NamespaceIdentity> = [], in scene: Scene
  ) {
    self.source = source
    self.destination = destination
    self.toNextHop = toNextHop
    self.unruled = unruled
    var sender: IPAddress?
    end = follow(from: source, to: destination, sender: &sender, isAnswer: false, scene)
    followAnswer(to: sender, scene)
    judgeDiversions(scene)
  }

  private mutating func followAnswer(to sender: IPAddress?, _ scene: Scene) {
    if let end, let sender, end.namespace != source {
      let there = self
      arrives = answer(from: end, to: sender, scene)
      // Where addresses are translated, the answer may be to the translator.
      if !arrives || problems.count > there.problems.count, let translator {
        var other = there
        other.arrives = other.answer(from: end, to: translator, scene)
        if other.arrives, other.problems.count == there.problems.count { self = other }
      }
    } else {
      arrives = end != nil
    }
  }

  private mutating func answer(from end: End, to address: IPAddress, _ scene: Scene) -> Bool {
    var own: IPAddress? = destination
    return follow(
      from: end.namespace, vrf: end.input.flatMap(scene.vrf), to: address, sender: &own,
      isAnswer: true, scene) != nil
  }

  /// The address that a router on the way may give to what it forwards.
  private var translator: IPAddress?
  /// Whether it gets there, and the answer back.
  private var arrives = false

  /// A rule that sends packets another way than usual is at fault where the usual way leads there.
  private mutating func judgeDiversions(_ scene: Scene) {
    let diversions = problems.filter(\.isDiversion)
    guard !diversions.isEmpty else { return }
    problems.removeAll(where: \.isDiversion)
    if arrives, problems.isEmpty { return }
    let places = Set(diversions.compactMap(\.divertedIn))
    let usual = Path(
      from: source, to: destination, toNextHop: toNextHop, unruled: unruled.union(places), in: scene
    )
    if usual.arrives, usual.problems.isEmpty { problems = diversions }
  }

  /// - Parameter vrf: the one that its socket is in, where it begins.
  private mutating func follow(
    from start: NamespaceIdentity, vrf: LinkPlace? = nil, to destination: IPAddress,
    sender: inout IPAddress?, isAnswer: Bool, _ scene: Scene
  ) -> End? {
    var namespace = start
    var input: LinkPlace?
    var rounds: [End] = []
    while true {
      namespaces.insert(namespace)
      if let again = rounds.firstIndex(where: { $0.namespace == namespace && $0.input == input }) {
        problems.append(.loop(rounds[again...].map(\.namespace), destination))
        return nil
      }
      rounds.append((namespace, input))
      // The kernel has no route to an address whose duplicates it still looks for: it is there all
      // the same, and the finding is that.
      if let holder = scene.world[namespace]?.interfaces.first(where: { interface in
        interface.addresses.contains {
          $0.prefix.address == destination && $0.flags.contains(.tentative)
        }
      }) {
        places.insert(holder.place)
        if let input { checkLocal(input, isInput: true, destination, scene) }
        return (namespace, input)
      }
      guard
        let route = route(
          namespace, to: destination, sender: &sender, input: input,
          vrf: input == nil ? vrf : input.flatMap(scene.vrf), isAnswer: isAnswer, scene)
      else { return nil }
      // RTN_LOCAL
      if route.type == 2 {
        if input == nil, let index = route.link {
          places.insert(LinkPlace(namespace: namespace, index: index))
        }
        if let input { checkLocal(input, isInput: true, destination, scene) }
        return (namespace, input)
      }
      guard route.type == 1, let index = route.link else { return nil }
      let out = LinkPlace(namespace: namespace, index: index)
      places.insert(out)
      if let input {
        checkForwarding(input, out, destination, scene)
        if !isAnswer, scene.translates(namespace, destination.family) {
          translator = route.preferredSource ?? scene.source(out, destination.family)
        }
      } else {
        checkLocal(out, isInput: false, destination, scene)
      }
      let next = route.gateway ?? destination
      hops.insert(Hop(out: out, next: next))
      guard let station = station(for: next, by: out, scene) else {
        return nil
      }
      checkBridges(out, station, destination, scene)
      if toNextHop, !isAnswer { return (station.namespace, station) }
      namespace = station.namespace
      input = station
    }
  }

  /// Asks the kernel, as far as it can get past what is in the way.
  private mutating func route(
    _ namespace: NamespaceIdentity, to destination: IPAddress, sender: inout IPAddress?,
    input: LinkPlace?, vrf: LinkPlace?, isAnswer: Bool, _ scene: Scene
  ) -> Route? {
    if unruled.contains(namespace) {
      let route = scene.usualRoute(namespace, destination)
      if sender == nil { sender = route?.preferredSource }
      return route
    }
    // The kernel refuses a source that is not the namespace's own, as a proxy's would be.
    let own =
      input == nil ? sender.flatMap { scene.owner(of: $0, in: namespace) == nil ? nil : $0 } : nil
    var answer = scene.lookUp(namespace, destination, from: own, output: vrf?.index)
    var packet = Packet(destination: destination, source: sender, input: input.map(scene.name))
    if let input, let sender {
      switch scene.lookUp(namespace, destination, from: sender, input: input.index) {
      case .success(let route): answer = .success(route)
      case .failure(let refusal):
        checkSource(namespace, destination, sender, input, vrf, refusal, isAnswer, scene)
        // Others let nothing through that they do not forward: which shows below.
        if let decision = scene.decision(namespace, packet), decision.isRejection {
          answer = .failure(refusal)
        }
      }
    } else if sender == nil, case .success(let first) = answer {
      sender = first.preferredSource
      packet.source = sender
      // A socket asks again when it knows its address.
      if let sender, first.type == 1 {
        answer = scene.lookUp(namespace, destination, from: sender)
      }
    }
    switch answer {
    case .success(let route):
      if let input, route.type == 1, scene.forwards(input, family: destination.family) == false {
        problems.append(.notForwarding(input: input, destination))
      }
      if ![0, 253, 254, 255].contains(route.table),
        let decision = scene.decision(namespace, packet), !decision.isUsual,
        let usual = scene.usualRoute(namespace, destination),
        usual.link != route.link || usual.gateway != route.gateway
      {
        problems.append(.diverted(namespace, destination, decision, usual: usual))
      }
      return route
    case .failure(let error):
      // The routes of a link go when it goes down: that is the cause then.
      let down = (scene.world[namespace]?.interfaces ?? []).filter {
        !$0.link.flags.contains(.up)
          && $0.addresses.contains { $0.prefix.address.family == destination.family }
      }
      let decision = scene.decision(namespace, packet)
      if decision?.isRejection ?? false || error.errno != .networkUnreachable {
        problems.append(
          .rejected(
            namespace, destination, error, decision?.isRejection ?? false ? decision : nil,
            isAnswer: isAnswer))
        return nil
      }
      places.formUnion(down.map(\.place))
      // IPv6 loses its addresses with it.
      if down.isEmpty {
        problems.append(.noRoute(namespace, to: destination, isAnswer: isAnswer, vrf: vrf))
        addStrangers(namespace, destination, scene)
      }
      return nil
    }
  }

  /// Those on the namespace's segments who have the address: why there is no way to them is a matter
  /// of the networks that both are in.
  private mutating func addStrangers(
    _ namespace: NamespaceIdentity, _ destination: IPAddress, _ scene: Scene
  ) {
    for interface in scene.world[namespace]?.interfaces ?? [] {
      let segment = scene.segment(interface.place)
      for holder in scene.holders(of: destination) where segment.stations.contains(holder) {
        places.formUnion([interface.place, holder])
      }
    }
  }

  /// EXDEV: the source is not where it should be. Newer kernels say EINVAL for that, too.
  private mutating func checkSource(
    _ namespace: NamespaceIdentity, _ destination: IPAddress, _ sender: IPAddress,
    _ input: LinkPlace, _ vrf: LinkPlace?, _ refusal: NetlinkError, _ isAnswer: Bool,
    _ scene: Scene
  ) {
    guard destination.family == AddressFamily.inet,
      refusal.errno.rawValue == 18 || refusal.errno == .invalidArgument
    else { return }
    let value = scene.largerParameter(input, "rp_filter")
    guard max(value.all, value.own) > 0 else { return }
    switch scene.lookUp(namespace, sender, output: vrf?.index) {
    case .success(let back) where back.type == 1 && back.link != input.index:
      problems.append(.fromElsewhere(input: input, source: sender, route: back))
    case .success: break
    case .failure(let error) where error.errno == .networkUnreachable:
      problems.append(.noRoute(namespace, to: sender, isAnswer: !isAnswer, vrf: vrf))
    case .failure(let error):
      let packet = Packet(destination: sender, source: destination, input: nil)
      let decision = scene.decision(namespace, packet)
      problems.append(.rejected(namespace, sender, error, decision, isAnswer: !isAnswer))
    }
  }

  /// Who takes in what is sent to the next hop; nil when nobody does that can be seen.
  private mutating func station(for next: IPAddress, by out: LinkPlace, _ scene: Scene)
    -> LinkPlace?
  {
    let segment = scene.segment(out)
    let holders = Set(scene.holders(of: next))
    let spaces = Set(holders.map(\.namespace))
    func owners(_ segment: Segment) -> [LinkPlace] {
      let stations = segment.stations.filter {
        $0.namespace != out.namespace && spaces.contains($0.namespace)
      }
      // Any address of the machine is answered for, in IPv4.
      return stations.filter(holders.contains)
        + (next.family == AddressFamily.inet ? stations.filter { !holders.contains($0) } : [])
    }
    if let station = owners(segment).first {
      places.formUnion(segment.way(to: station))
      if next.family == AddressFamily.inet, !answersARP(next, station, out, scene) {
        problems.append(.silent(next, station: station))
      }
      return station
    }
    let others = segment.stations.filter { $0.namespace != out.namespace }
    // A proxy that knows a way elsewhere answers.
    let routers = others.filter { station in
      guard case .success(let route) = scene.lookUp(station.namespace, next) else { return false }
      return route.type == 1 && route.link != station.index
    }
    if let station = routers.first(where: { scene.isProxy($0, for: next) }) {
      places.formUnion(segment.way(to: station))
      return station
    }
    let relaxed = Segment(from: out, in: scene, ignoringIsolation: true)
    if let station = owners(relaxed).first,
      !segment.isOpen || isHeldApart(out, station, next, scene)
    {
      let way = relaxed.way(to: station)
      places.formUnion(way)
      problems.append(
        isolatedPorts(way, scene) ?? blackhole(way, scene)
          ?? .isolated(out: out, station: station))
    } else if segment.isOpen {
      return nil
    } else if others.count == 1, let station = routers.first,
      scene.forwards(station, family: next.family) != false, next.family == AddressFamily.inet
    {
      places.formUnion(segment.way(to: station))
      problems.append(.notProxied(next, out: out, station: station))
    } else {
      problems.append(.nobodyHas(next, out: out))
    }
    return nil
  }

  /// Whether nobody beyond the machine can be meant, nor send it back.
  private func isHeldApart(
    _ out: LinkPlace, _ station: LinkPlace, _ next: IPAddress, _ scene: Scene
  ) -> Bool {
    scene.holders(of: next).contains(station)
      && ![out, station].contains { scene.world[$0]?.isVEPA ?? false }
  }

  private func blackhole(_ way: [LinkPlace], _ scene: Scene) -> Problem? {
    // The way begins at its end.
    for (end, before) in zip(way, way.dropFirst()) {
      guard let interface = scene.world[before], interface.isBlackhole,
        scene.peer(interface)?.place == end
      else { continue }
      return .blackhole(before)
    }
    return nil
  }

  private func isolatedPorts(_ way: [LinkPlace], _ scene: Scene) -> Problem? {
    for (number, bridge) in way.enumerated().dropFirst().dropLast() {
      let (one, other) = (way[number + 1], way[number - 1])
      if scene.world[one]?.isIsolatedPort ?? false, scene.world[other]?.isIsolatedPort ?? false {
        return .portsIsolated(one, other, bridge: bridge)
      }
    }
    return nil
  }

  /// Corresponds to `arp_ignore` in net/ipv4/arp.c.
  private func answersARP(
    _ address: IPAddress, _ station: LinkPlace, _ out: LinkPlace, _ scene: Scene
  ) -> Bool {
    // Who knows the answer does not ask.
    let isKnown = scene.neighbors(out.namespace).contains {
      $0.link == out.index && $0.destination == address && $0.state.contains(.permanent)
    }
    if isKnown { return true }
    let value = scene.largerParameter(station, "arp_ignore")
    let own = scene.world[station]?.addresses ?? []
    let isOwn = own.contains { $0.prefix.address == address }
    switch max(value.all, value.own) {
    case 1: return isOwn
    case 2:
      let askers = scene.world[out]?.addresses.map(\.prefix.address) ?? []
      return isOwn
        && own.contains { prefix in
          prefix.prefix.address == address && askers.contains { prefix.prefix.contains($0) }
        }
    case 8...: return false
    default: return true
    }
  }

  private mutating func checkBridges(
    _ out: LinkPlace, _ station: LinkPlace, _ destination: IPAddress, _ scene: Scene
  ) {
    let way = scene.segment(out).way(to: station)
    for (number, place) in way.enumerated() {
      // Only what goes from port to port is forwarded by it.
      guard place != out, place != station, let interface = scene.world[place],
        let bridge = interface.link.data as? Bridge
      else { continue }
      // NFPROTO_BRIDGE
      for chain in scene.dropping(place.namespace, [7], hook: 2) {
        problems.append(.forwardFilter(input: way[number + 1], out: way[number - 1], chain))
      }
      let isIPv4 = destination.family == AddressFamily.inet
      let key = isIPv4 ? "bridge/bridge-nf-call-iptables" : "bridge/bridge-nf-call-ip6tables"
      let own = (isIPv4 ? bridge.callsIPTables : bridge.callsIP6Tables) ?? false
      guard own || scene.parameter(place.namespace, key) == 1 else { continue }
      for chain in scene.dropping(place.namespace, [1, destination.family], hook: 2) {
        problems.append(.bridgeFilter(bridge: place, chain))
      }
    }
  }

  private mutating func checkForwarding(
    _ input: LinkPlace, _ out: LinkPlace, _ destination: IPAddress, _ scene: Scene
  ) {
    for chain in scene.dropping(input.namespace, [1, destination.family], hook: 2) {
      problems.append(.forwardFilter(input: input, out: out, chain))
    }
  }

  private mutating func checkLocal(
    _ place: LinkPlace, isInput: Bool, _ destination: IPAddress, _ scene: Scene
  ) {
    let families: Set = [1, destination.family]
    for chain in scene.dropping(place.namespace, families, hook: isInput ? 1 : 3) {
      problems.append(.localFilter(place, isInput: isInput, chain))
    }
  }
}

extension Path.Problem {
  fileprivate var isDiversion: Bool { divertedIn != nil }

  /// The namespace of a diversion.
  fileprivate var divertedIn: NamespaceIdentity? {
    if case .diverted(let namespace, _, _, _) = self { namespace } else { nil }
  }
}
