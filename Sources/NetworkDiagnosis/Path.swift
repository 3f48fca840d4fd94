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
  private(set) var problems: [Problem] = []
  /// Whose the destination is, when the packet gets there, and the link that it comes in by.
  private(set) var end: (namespace: NamespaceIdentity, input: LinkPlace?)?

  /// What is in a packet's way.
  enum Problem {
    case noRoute(NamespaceIdentity, to: IPAddress, NetlinkError, isAnswer: Bool)
    case notForwarding(input: LinkPlace, IPAddress)
    case fromElsewhere(input: LinkPlace, source: IPAddress, route: Route)
    case nobodyHas(IPAddress, out: LinkPlace)
    case notProxied(IPAddress, out: LinkPlace, station: LinkPlace)
    case isolated(out: LinkPlace, station: LinkPlace)
    case silent(IPAddress, station: LinkPlace)
    case bridgeFilter(bridge: LinkPlace, BaseChain)
    case forwardFilter(input: LinkPlace, out: LinkPlace, BaseChain)
  }

  /// - Parameter toNextHop: follow the packet only to whom it is handed first: of a gateway's own
  ///   address nobody needs to know more.
  init(
    from source: NamespaceIdentity, to destination: IPAddress, toNextHop: Bool = false,
    in scene: Scene
  ) {
    self.source = source
    self.destination = destination
    self.toNextHop = toNextHop
    var sender: IPAddress?
    end = follow(from: source, to: destination, sender: &sender, isAnswer: false, scene)
    if let end, let sender, end.namespace != source {
      var own: IPAddress? = destination
      _ = follow(from: end.namespace, to: sender, sender: &own, isAnswer: true, scene)
    }
  }

  private mutating func follow(
    from start: NamespaceIdentity, to destination: IPAddress, sender: inout IPAddress?,
    isAnswer: Bool, _ scene: Scene
  ) -> (namespace: NamespaceIdentity, input: LinkPlace?)? {
    var namespace = start
    var input: LinkPlace?
    // More than any sensible way; a loop ends here.
    for _ in 0..<32 {
      namespaces.insert(namespace)
      // The kernel has no route to an address whose duplicates it still looks for: it is there all
      // the same, and the finding is that.
      if let holder = scene.world[namespace]?.interfaces.first(where: { interface in
        interface.addresses.contains {
          $0.prefix.address == destination && $0.flags.contains(.tentative)
        }
      }) {
        places.insert(holder.place)
        return (namespace, input)
      }
      guard
        let route = route(
          namespace, to: destination, sender: sender, input: input, isAnswer: isAnswer, scene)
      else { return nil }
      // RTN_LOCAL
      if route.type == 2 {
        if input == nil, let index = route.link {
          places.insert(LinkPlace(namespace: namespace, index: index))
        }
        return (namespace, input)
      }
      guard route.type == 1, let index = route.link else { return nil }
      let out = LinkPlace(namespace: namespace, index: index)
      places.insert(out)
      if sender == nil { sender = route.preferredSource }
      if let input { checkForwarding(input, out, destination, scene) }
      guard let station = station(for: route.gateway ?? destination, by: out, scene) else {
        return nil
      }
      checkBridges(out, station, destination, scene)
      if toNextHop, !isAnswer { return (station.namespace, station) }
      namespace = station.namespace
      input = station
    }
    return nil
  }

  /// Asks the kernel, as far as it can get past what is in the way.
  private mutating func route(
    _ namespace: NamespaceIdentity, to destination: IPAddress, sender: IPAddress?,
    input: LinkPlace?, isAnswer: Bool, _ scene: Scene
  ) -> Route? {
    let plain = scene.lookUp(namespace, destination)
    if let input, let sender, destination.family == AddressFamily.inet,
      case .failure(let refusal) = scene.lookUp(
        namespace, destination, from: sender, input: input.index)
    {
      // EXDEV: the source is not where it should be. Newer kernels say EINVAL for that, too.
      let value = scene.largerParameter(input, "rp_filter")
      if refusal.errno.rawValue == 18 || refusal.errno == .invalidArgument,
        max(value.all, value.own) > 0
      {
        switch scene.lookUp(namespace, sender) {
        case .success(let back) where back.type == 1 && back.link != input.index:
          problems.append(.fromElsewhere(input: input, source: sender, route: back))
        case .success: break
        case .failure(let error):
          problems.append(.noRoute(namespace, to: sender, error, isAnswer: !isAnswer))
        }
      }
    }
    switch plain {
    case .success(let route):
      if let input, route.type == 1, !forwards(input, destination, scene) {
        problems.append(.notForwarding(input: input, destination))
      }
      return route
    case .failure(let error):
      // The routes of a link go when it goes down: that is the cause then.
      let down = (scene.world[namespace]?.interfaces ?? []).filter {
        !$0.link.flags.contains(.up)
          && $0.addresses.contains { $0.prefix.address.family == destination.family }
      }
      places.formUnion(down.map(\.place))
      // IPv6 loses its addresses with it.
      if down.isEmpty {
        problems.append(.noRoute(namespace, to: destination, error, isAnswer: isAnswer))
      }
      return nil
    }
  }

  private func forwards(_ input: LinkPlace, _ destination: IPAddress, _ scene: Scene) -> Bool {
    let link = scene.world[input]?.link.name ?? ""
    let key =
      destination.family == AddressFamily.inet
      ? "ipv4/conf/\(link)/forwarding" : "ipv6/conf/all/forwarding"
    return scene.parameter(input.namespace, key) != 0
  }

  /// Who takes in what is sent to the next hop; nil when nobody does that can be seen.
  private mutating func station(for next: IPAddress, by out: LinkPlace, _ scene: Scene)
    -> LinkPlace?
  {
    let segment = scene.segment(out)
    func owners(_ segment: Segment) -> [LinkPlace] {
      segment.stations.filter { station in
        guard station.namespace != out.namespace else { return false }
        let own = scene.world[station]?.addresses.contains { $0.prefix.address == next } ?? false
        // Any address of the machine is answered for, in IPv4.
        return own
          || next.family == AddressFamily.inet
            && scene.owner(of: next, in: station.namespace) != nil
      }.sorted { a, _ in
        scene.world[a]?.addresses.contains { $0.prefix.address == next } ?? false
      }
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
    if let station = routers.first(where: { answersAsProxy($0, next, scene) }) {
      places.formUnion(segment.way(to: station))
      return station
    }
    if segment.isOpen { return nil }
    let relaxed = Segment(from: out, in: scene, ignoringIsolation: true)
    if let station = owners(relaxed).first {
      places.formUnion(relaxed.way(to: station))
      problems.append(.isolated(out: out, station: station))
    } else if others.count == 1, let station = routers.first,
      forwards(station, next, scene), next.family == AddressFamily.inet
    {
      places.formUnion(segment.way(to: station))
      problems.append(.notProxied(next, out: out, station: station))
    } else {
      problems.append(.nobodyHas(next, out: out))
    }
    return nil
  }

  private func answersAsProxy(_ station: LinkPlace, _ next: IPAddress, _ scene: Scene) -> Bool {
    guard next.family == AddressFamily.inet else {
      let link = scene.world[station]?.link.name ?? ""
      return scene.parameter(station.namespace, "ipv6/conf/\(link)/proxy_ndp") == 1
    }
    let value = scene.largerParameter(station, "proxy_arp")
    return max(value.all, value.own) > 0
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
    for place in way {
      // Only what goes from port to port is forwarded by it.
      guard place != out, place != station, let interface = scene.world[place],
        let bridge = interface.link.data as? Bridge
      else { continue }
      let isIPv4 = destination.family == AddressFamily.inet
      let key = isIPv4 ? "bridge/bridge-nf-call-iptables" : "bridge/bridge-nf-call-ip6tables"
      let own = (isIPv4 ? bridge.callsIPTables : bridge.callsIP6Tables) ?? false
      guard own || scene.parameter(place.namespace, key) == 1 else { continue }
      for chain in dropping(place.namespace, destination, scene) {
        problems.append(.bridgeFilter(bridge: place, chain))
      }
    }
  }

  private mutating func checkForwarding(
    _ input: LinkPlace, _ out: LinkPlace, _ destination: IPAddress, _ scene: Scene
  ) {
    for chain in dropping(input.namespace, destination, scene) {
      problems.append(.forwardFilter(input: input, out: out, chain))
    }
  }

  /// The chains that forwarded packets pass and whose policy is to drop.
  private func dropping(
    _ namespace: NamespaceIdentity, _ destination: IPAddress, _ scene: Scene
  ) -> [BaseChain] {
    // NFPROTO_INET has both; NF_INET_FORWARD; NF_DROP.
    guard var socket = scene.openSocket(namespace, .netfilter),
      let chains = try? BaseChain.all(&socket)
    else { return [] }
    return chains.filter {
      ($0.family == 1 || $0.family == destination.family) && $0.hook == 2 && $0.policy == 0
    }
  }
}
