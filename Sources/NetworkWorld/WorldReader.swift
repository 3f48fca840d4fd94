public import ContainerNetwork
public import Netlink
public import NetworkNamespace
internal import RouteNetlink

/// Reads ``World``.
///
/// Every namespace is subscribed to before it is read. When all have been read, no notification has
/// come, and the same namespaces are there, then nothing had changed between the first look and that
/// moment. Otherwise what may have changed is read again.
public final class WorldReader {
  /// How often something is read again before the result is given out as it is.
  public static let attempts = 16

  private let home: NamespaceIdentity
  private let observe: Plumber.ObserverFactory?
  private var census: NamespaceCensus
  private var places: [NamespaceIdentity: Place] = [:]

  /// A namespace that is read.
  private final class Place {
    var sockets: Sockets?
    var refusal: NetlinkError?
    var links: [Link] = []
    var addresses: [Address] = []
    /// What the namespace calls others. That stays as long as both live.
    var names: [Int32: NamespaceIdentity] = [:]
    var asked: Set<NamespaceIdentity> = []
    var isStale = true
  }

  /// What is open in a namespace.
  private final class Sockets {
    let namespace: NetworkNamespace
    var reading: RouteSocket
    var listening: RouteSocket

    init(_ namespace: consuming NetworkNamespace) throws(NetlinkError) {
      reading = RouteSocket(try namespace.openSocket(.route, schema: .route))
      listening = RouteSocket(try namespace.openSocket(.route))
      self.namespace = namespace
      try listening.subscribe(to: [.link, .ipv4Address, .ipv6Address])
    }

    /// Whether something was announced since the last time.
    func hasChanged() -> Bool {
      var hasChanged = false
      do throws(NetlinkError) {
        // Who is in the namespace may send here, too, and faster than this reads.
        for _ in 0..<NetlinkSocket.foreignLimit {
          let isThere = try listening.netlink.notifications(
            waiting: 0, { (_) throws(MessageError) in hasChanged = true })
          if !isThere { return hasChanged }
        }
        return true
      } catch {
        // Notifications were lost.
        return true
      }
    }
  }

  /// - Parameters:
  ///   - center: only what hangs together with this namespace has to stand still; nil is everything.
  ///   - observe: makes what sees all that is asked.
  public static func read(
    from home: NamespaceIdentity, around center: NamespaceIdentity? = nil,
    observe: Plumber.ObserverFactory? = nil
  ) throws(NetlinkError) -> World {
    try WorldReader(home, observe).read(around: center)
  }

  private init(_ home: NamespaceIdentity, _ observe: Plumber.ObserverFactory?)
    throws(NetlinkError)
  {
    self.home = home
    self.observe = observe
    census = try NamespaceCensus(thorough: true)
  }

  private func read(around center: NamespaceIdentity?) throws(NetlinkError) -> World {
    for _ in 0..<Self.attempts {
      let identities = census.identities
      places = places.filter { identities.contains($0.key) }
      for identity in identities where places[identity]?.sockets == nil { open(identity) }
      for place in places.values where place.isStale { read(place) }
      // Most lead home.
      let order = [home] + places.keys.filter { $0 != home }
      for place in places.values { name(place, asking: order) }
      let changed = Set(places.filter { $0.value.sockets?.hasChanged() ?? false }.keys)
      if let center {
        let near = connected(to: center)
        if near.isDisjoint(with: changed), near.allSatisfy({ places[$0]?.isStale == false }) {
          return world(true)
        }
      }
      census = try NamespaceCensus(thorough: true)
      let isWhole = places.values.allSatisfy { !$0.isStale || $0.sockets == nil }
      if changed.isEmpty, isWhole, census.identities == identities { return world(true) }
      for (identity, place) in places where isTouched(place, identity, by: changed) {
        place.isStale = true
      }
    }
    return world(false)
  }

  private func open(_ identity: NamespaceIdentity) {
    let place = places[identity] ?? Place()
    places[identity] = place
    do throws(NetlinkError) {
      let holders = census[identity]
      let sockets = try Sockets(NetworkNamespace(identity, heldBy: holders))
      sockets.reading.netlink.observe(observe?(holders.names.first ?? "\(identity.inode)"))
      place.sockets = sockets
      place.refusal = nil
    } catch {
      place.refusal = error
    }
  }

  private func read(_ place: Place) {
    guard let sockets = place.sockets else { return }
    do throws(NetlinkError) {
      place.links = try sockets.reading.links(statistics: true)
      place.addresses = try sockets.reading.addresses()
      place.isStale = false
    } catch {
      // A list that changes all the time is read again.
      place.refusal = error
    }
  }

  /// Finds out which namespaces the numbers of a namespace stand for, as far as its links need them.
  private func name(_ place: Place, asking order: [NamespaceIdentity]) {
    guard let sockets = place.sockets else { return }
    var wanted = Set(place.links.compactMap(\.parentNamespaceID)).subtracting(place.names.keys)
    for identity in order where !wanted.isEmpty {
      guard !place.asked.contains(identity), let others = places[identity]?.sockets else {
        continue
      }
      let descriptor = others.namespace.fileDescriptor
      guard let id = try? sockets.reading.namespaceID(of: descriptor) else { continue }
      // One that has no number yet may get it.
      place.asked.insert(identity)
      place.names[id] = identity
      wanted.remove(id)
    }
  }

  /// A namespace, and those that links lead to from it, and from those.
  private func connected(to center: NamespaceIdentity) -> Set<NamespaceIdentity> {
    var neighbors: [NamespaceIdentity: Set<NamespaceIdentity>] = [:]
    for (identity, place) in places {
      for link in place.links {
        guard let other = link.parentNamespaceID.flatMap({ place.names[$0] }) else { continue }
        neighbors[identity, default: []].insert(other)
        neighbors[other, default: []].insert(identity)
      }
    }
    var found: Set = [center]
    var open = [center]
    while let next = open.popLast() {
      for other in neighbors[next] ?? [] where found.insert(other).inserted { open.append(other) }
    }
    return found
  }

  /// Whether what was read of a namespace may be out of date: the announcement of a move goes to the
  /// namespaces that the link leaves and enters, not to that of its peer.
  private func isTouched(
    _ place: Place, _ identity: NamespaceIdentity, by changed: Set<NamespaceIdentity>
  ) -> Bool {
    changed.contains(identity)
      || place.links.contains { link in
        guard let id = link.parentNamespaceID else { return false }
        return place.names[id].map(changed.contains) ?? true
      }
  }

  private func world(_ isConsistent: Bool) -> World {
    let identities = census.identities
    let owners = OwnerCensus(identities.flatMap { census[$0].pids })
    var namespaces: [NamespaceIdentity: World.Namespace] = [:]
    for identity in identities {
      let holders = census[identity]
      var namespace = World.Namespace(
        identity: identity, holders: holders, owners: owners.owners(holders.pids))
      let place = places[identity]
      if place?.isStale ?? true {
        namespace.refusal =
          place?.refusal ?? NetlinkError("open namespace \(identity.inode)", .wouldBlock)
      }
      namespace.interfaces = place.map { interfaces($0, identity) } ?? []
      namespaces[identity] = namespace
    }
    for interface in namespaces.values.flatMap(\.interfaces) {
      guard let owner = interface.link.alias.flatMap(AttachmentOwner.init(alias:)) else { continue }
      // That of a pair is written at the host's end.
      var identity = interface.place.namespace
      if case .link(let peer) = interface.peer { identity = peer.namespace }
      namespaces[identity]?.add(owner)
    }
    return World(
      home: home, namespaces: Array(namespaces.values), hiddenProcesses: census.hiddenProcesses,
      isConsistent: isConsistent)
  }

  private func interfaces(_ place: Place, _ identity: NamespaceIdentity) -> [World.Interface] {
    let addresses = Dictionary(grouping: place.addresses, by: \.link)
    return place.links.map { link in
      var interface = World.Interface(
        place: LinkPlace(namespace: identity, index: link.index), link: link)
      interface.addresses = addresses[link.index] ?? []
      interface.master = link.master.map { LinkPlace(namespace: identity, index: $0) }
      if let parent = link.parent, parent != 0 {
        interface.other =
          switch link.parentNamespaceID {
          case nil: .link(LinkPlace(namespace: identity, index: parent))
          case .some(let id):
            place.names[id].map { .link(LinkPlace(namespace: $0, index: parent)) }
              ?? .hidden(namespaceID: id, index: parent)
          }
      }
      return interface
    }.sorted { $0.place.index < $1.place.index }
  }
}
