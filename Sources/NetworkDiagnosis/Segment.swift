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

  /// A frame at a link: sent by it, or come to it.
  private struct Frame: Hashable {
    var place: LinkPlace
    /// The outermost last.
    var tags: [Junction.Tag]
    var isSent: Bool
  }

  private let ignoresIsolation: Bool
  /// Those to follow yet, and how far that has come: a way may be longer than a stack is deep.
  private var frames: [Frame] = []
  private var seen: Set<Frame> = []
  private var taken: Set<LinkPlace> = []
  /// With how many stacks of tags frames have come to a link.
  private var stacks: [LinkPlace: Int] = [:]

  /// As many as links may be stacked upon each other. Corresponds to `MAX_NEST_DEV`.
  private static var mostTags: Int { 8 }
  /// A VLAN that leads back into its own bridge has frames go round, with one tag more each time; of
  /// several each order of the tags comes up.
  private static var mostStacks: Int { 64 }

  /// - Parameter ignoringIsolation: as if every macvlan and ipvlan were in mode bridge, and its parent
  ///   one of them, no bridge kept its ports apart, and no netkit dropped anything.
  init(from origin: LinkPlace, in scene: Scene, ignoringIsolation: Bool = false) {
    self.origin = origin
    ignoresIsolation = ignoringIsolation
    send(by: origin, from: origin, [])
    var next = 0
    while next < frames.count {
      let frame = frames[next]
      next += 1
      guard let link = scene.junction(frame.place) else { continue }
      if frame.isSent { leave(link, frame.tags, scene) } else { arrive(link, frame.tags, scene) }
    }
    (frames, seen, taken, stacks) = ([], [], [], [:])
  }

  /// The links from the one that sends to a station, both included.
  func way(to station: LinkPlace) -> [LinkPlace] {
    var way = [station]
    while let last = way.last, last != origin, let before = trail[last] { way.append(before) }
    return way
  }

  private mutating func send(by place: LinkPlace, from before: LinkPlace, _ tags: [Junction.Tag]) {
    follow(Frame(place: place, tags: tags, isSent: true), from: before)
  }

  private mutating func receive(_ place: LinkPlace, from before: LinkPlace, _ tags: [Junction.Tag])
  {
    follow(Frame(place: place, tags: tags, isSent: false), from: before)
  }

  private mutating func follow(_ frame: Frame, from before: LinkPlace) {
    pass(frame.place, from: before)
    guard !seen.contains(frame) else { return }
    if !frame.tags.isEmpty {
      guard frame.tags.count <= Self.mostTags, stacks[frame.place, default: 0] < Self.mostStacks
      else {
        isOpen = true
        return
      }
      stacks[frame.place, default: 0] += 1
    }
    seen.insert(frame)
    frames.append(frame)
  }

  /// What becomes of a frame that a link sends.
  private mutating func leave(_ link: Junction, _ tags: [Junction.Tag], _ scene: Scene) {
    let place = link.place
    if ignoresIsolation {
      for child in link.children where scene.junction(child)?.sharesParent ?? false {
        receive(child, from: place, tags)
      }
    }
    if link.isPair {
      if link.isBlackhole, !ignoresIsolation { return }
      guard let peer = link.other else {
        isOpen = true
        return
      }
      receive(peer, from: place, tags)
      return
    }
    switch link.kind {
    case "macvlan", "macvtap", "ipvlan":
      guard let parent = link.other.flatMap(scene.junction) else {
        isOpen = true
        return
      }
      if ignoresIsolation || link.reachesSiblings {
        for sibling in parent.children.compactMap(scene.junction)
        where sibling.place != place && sibling.sharesParent {
          if ignoresIsolation || sibling.reachesSiblings {
            receive(sibling.place, from: place, tags)
          }
        }
      }
      if link.isRouted { isOpen = true }
      send(by: parent.place, from: place, tags)
      if ignoresIsolation { take(parent.place) }
    case "vlan":
      guard let parent = link.other, let tag = link.tag else {
        isOpen = true
        return
      }
      send(by: parent, from: place, tags + [tag])
    case "bridge":
      // Which VLANs its ports are in is not known.
      if link.filtersVLANs { isOpen = true }
      for port in link.ports { send(by: port, from: place, tags) }
    case "dummy", "ifb", "vrf": break
    case nil where link.isLoopback: break
    default: isOpen = true
    }
  }

  /// What becomes of a frame that comes to a link.
  private mutating func arrive(_ link: Junction, _ tags: [Junction.Tag], _ scene: Scene) {
    let place = link.place
    if let outermost = tags.last,
      let child = link.children.first(where: { scene.junction($0)?.tag == outermost })
    {
      receive(child, from: place, tags.dropLast())
      return
    }
    if let master = link.master.flatMap(scene.junction) {
      guard master.kind == "bridge" else {
        isOpen = true
        return
      }
      if master.filtersVLANs { isOpen = true }
      receive(master.place, from: place, tags)
      for port in master.ports where port != place {
        if !ignoresIsolation, link.isIsolatedPort, scene.junction(port)?.isIsolatedPort ?? false {
          continue
        }
        send(by: port, from: master.place, tags)
      }
      return
    }
    guard tags.isEmpty else { return }
    for child in link.children.compactMap(scene.junction) {
      switch child.macvlanMode {
      case nil where child.kind == "ipvlan": receive(child.place, from: place, [])
      case nil: break
      case .passthru where !ignoresIsolation:
        receive(child.place, from: place, [])
        return
      // Which senders it listens to is not looked at.
      case .source: isOpen = true
      default: receive(child.place, from: place, [])
      }
    }
    take(place)
  }

  private mutating func pass(_ place: LinkPlace, from before: LinkPlace) {
    if place != origin, trail[place] == nil { trail[place] = before }
  }

  private mutating func take(_ place: LinkPlace) {
    if place != origin, taken.insert(place).inserted { stations.append(place) }
  }
}

extension World.Interface {
  /// nil for what is neither a macvlan nor a macvtap.
  var macvlanMode: Macvlan.Mode? {
    (link.data as? Macvlan)?.mode ?? (link.data as? Macvtap)?.macvlan.mode
  }

  /// Whether it is one of several on a parent: a macvlan, a macvtap or an ipvlan.
  var sharesParent: Bool { macvlanMode != nil || link.kind == "ipvlan" }

  /// What keeps it from its siblings; nil where nothing does.
  var closure: String? {
    if let macvlanMode { return macvlanMode == .bridge ? nil : "is in mode \(macvlanMode)" }
    guard let flags = (link.data as? IPVlan)?.flags else { return nil }
    if flags.contains(.private) { return "has the flag private" }
    return flags.contains(.vepa) ? "has the flag vepa" : nil
  }

  /// Whether it hands frames to its siblings, and takes theirs.
  var reachesSiblings: Bool { sharesParent && closure == nil }

  /// Whether the switch may send back to siblings what it sends.
  var isVEPA: Bool {
    macvlanMode == .vepa || (link.data as? IPVlan)?.flags?.contains(.vepa) ?? false
  }

  /// Whether an end of a netkit pair drops all that no program passes.
  var isBlackhole: Bool { (link.data as? Netkit)?.policy == .blackhole }

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
