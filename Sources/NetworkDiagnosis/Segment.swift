internal import NetworkNamespace
internal import NetworkWorld
internal import RouteNetlink

/// Whom a frame comes to that a link sends to everybody: through the peers of pairs, over bridges, and
/// among the sub-interfaces of a parent, across namespaces. Whether links are up plays no part.
struct Segment {
  let origin: LinkPlace
  /// The links that it passes, each with the one before it.
  private(set) var trail: [LinkPlace: LinkPlace] = [:]
  /// Those among them whose namespaces take it in.
  private(set) var stations: [LinkPlace] = []
  /// Whether it also goes where nobody can look: out of the machine, or into a tunnel.
  private(set) var isOpen = false

  private struct Visit: Hashable {
    var place: LinkPlace
    var tags: [UInt16]
    var isSent: Bool
  }
  private var visits: Set<Visit> = []

  /// - Parameter ignoringIsolation: as if every macvlan were in mode bridge, and its parent one of
  ///   them, and no bridge kept its ports apart.
  init(from origin: LinkPlace, in scene: Scene, ignoringIsolation: Bool = false) {
    self.origin = origin
    send(origin, [], scene, ignoringIsolation)
  }

  /// The links from the one that sends to a station, both included.
  func way(to station: LinkPlace) -> [LinkPlace] {
    var way = [station]
    while let last = way.last, last != origin, let before = trail[last], !way.contains(before) {
      way.append(before)
    }
    return way
  }

  private mutating func send(_ place: LinkPlace, _ tags: [UInt16], _ scene: Scene, _ ignores: Bool)
  {
    guard visits.insert(Visit(place: place, tags: tags, isSent: true)).inserted,
      let interface = scene.world[place]
    else { return }
    let link = interface.link
    if ignores {
      for child in scene.children(place) where child.macvlanMode != nil {
        receive(child.place, from: place, tags, scene, ignores)
      }
    }
    if interface.isPair {
      guard let peer = scene.peer(interface) else {
        isOpen = true
        return
      }
      return receive(peer.place, from: place, tags, scene, ignores)
    }
    switch link.kind {
    case "macvlan", "macvtap":
      guard let parent = scene.parent(interface) else {
        isOpen = true
        return
      }
      if ignores || interface.macvlanMode == .bridge {
        for sibling in scene.children(parent.place)
        where sibling.place != place && sibling.macvlanMode != nil {
          if ignores || sibling.macvlanMode == .bridge {
            receive(sibling.place, from: place, tags, scene, ignores)
          }
        }
      }
      if ignores { take(parent.place, from: place) }
      pass(parent.place, from: place)
      send(parent.place, tags, scene, ignores)
    case "vlan":
      guard let parent = scene.parent(interface), let id = (link.data as? VLAN)?.id else {
        isOpen = true
        return
      }
      pass(parent.place, from: place)
      send(parent.place, tags + [id], scene, ignores)
    case "bridge":
      // Which VLANs its ports are in is not known.
      if (link.data as? Bridge)?.vlanFiltering ?? false { isOpen = true }
      for port in scene.ports(place) {
        pass(port.place, from: place)
        send(port.place, tags, scene, ignores)
      }
    case "dummy", "ifb", "vrf": break
    case nil where link.flags.contains(.loopback): break
    default: isOpen = true
    }
  }

  private mutating func receive(
    _ place: LinkPlace, from before: LinkPlace, _ tags: [UInt16], _ scene: Scene, _ ignores: Bool
  ) {
    guard visits.insert(Visit(place: place, tags: tags, isSent: false)).inserted,
      let interface = scene.world[place]
    else { return }
    pass(place, from: before)
    let children = scene.children(place)
    if let tag = tags.last,
      let child = children.first(where: { ($0.link.data as? VLAN)?.id == tag })
    {
      return receive(child.place, from: place, tags.dropLast(), scene, ignores)
    }
    if let master = interface.master, let link = scene.world[master]?.link, link.kind != "vrf" {
      guard link.kind == "bridge" else {
        isOpen = true
        return
      }
      if (link.data as? Bridge)?.vlanFiltering ?? false { isOpen = true }
      receive(master, from: place, tags, scene, ignores)
      for port in scene.ports(master) where port.place != place {
        if !ignores, interface.isIsolatedPort, port.isIsolatedPort { continue }
        pass(port.place, from: master)
        send(port.place, tags, scene, ignores)
      }
      return
    }
    guard tags.isEmpty else { return }
    for child in children {
      switch child.macvlanMode {
      case nil where child.link.kind == "ipvlan":
        receive(child.place, from: place, [], scene, ignores)
      case nil: break
      case .passthru where !ignores:
        return receive(child.place, from: place, [], scene, ignores)
      // Which senders it listens to is not looked at.
      case .source: isOpen = true
      default: receive(child.place, from: place, [], scene, ignores)
      }
    }
    take(place, from: before)
  }

  private mutating func pass(_ place: LinkPlace, from before: LinkPlace) {
    if place != origin, trail[place] == nil { trail[place] = before }
  }

  private mutating func take(_ place: LinkPlace, from before: LinkPlace) {
    pass(place, from: before)
    if place != origin, !stations.contains(place) { stations.append(place) }
  }
}

extension World.Interface {
  /// nil for what is neither a macvlan nor a macvtap.
  var macvlanMode: Macvlan.Mode? {
    (link.data as? Macvlan)?.mode ?? (link.data as? Macvtap)?.macvlan.mode
  }

  /// Corresponds to `IFLA_BRPORT_ISOLATED`: it passes nothing to others that have it too.
  var isIsolatedPort: Bool { (link.port as? BridgePort)?.isolated ?? false }

  /// Addresses that others may know, and that are in use.
  var usableAddresses: [Address] {
    addresses.filter {
      !($0.prefix.address.isLinkLocal && $0.prefix.address.family == AddressFamily.inet6)
        && !$0.prefix.address.isLoopback && !$0.flags.contains(.dadFailed)
    }
  }
}
