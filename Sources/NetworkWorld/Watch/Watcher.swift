internal import CLinux
public import ContainerNetwork
public import Netlink
public import NetworkNamespace
internal import RouteNetlink

/// Follows what changes in one namespace, or in all.
///
/// One socket hears all of them (`NETLINK_LISTEN_ALL_NSID`), so that the order is the kernel's. It
/// hears only those that have an ID where it was opened: who has none is given one. Nothing is kept
/// open in a namespace, which would keep it alive.
public final class Watcher {
  private var socket: RouteSocket
  /// For reading at home.
  private var reading: RouteSocket
  private let home: NamespaceIdentity
  private let watchesAll: Bool
  private let observe: Plumber.ObserverFactory?
  /// By the ID that they have at home; home itself by nil.
  private var places: [Int32?: Place] = [:]
  /// How they are called, those that have gone included.
  private var labels: [NamespaceIdentity: String] = [:]
  /// That the directory of names changed.
  private var directory: DirectoryWatch?
  /// Nanoseconds of ``MonotonicTime``: when to look for namespaces next.
  private var nextLook: Int64
  /// After something that may have to do with a new namespace, how often to look again soon: a name
  /// is there before its mount.
  private var hurry = 0
  private var waiting: [Change] = []
  private var isLost = false

  /// A namespace that is watched.
  public struct Place: Sendable {
    /// The namespace.
    public let identity: NamespaceIdentity
    public fileprivate(set) var names: [String]
    public fileprivate(set) var state: NamespaceState
    /// What it is like is not known since notifications were lost.
    fileprivate var isStale = false
    fileprivate var isUnknown: Bool { isStale || state.areRoutesStale }
  }

  /// Namespaces that cannot be watched, and why.
  public private(set) var refusals: [NamespaceIdentity: NetlinkError] = [:]

  private static let patience: Int64 = 1_000_000_000
  private static let haste: Int64 = 20_000_000

  /// - Parameters:
  ///   - namespace: the one that is watched, or from which all are.
  ///   - label: what the one is called.
  ///   - all: also the other namespaces, and those to come.
  ///   - queue: bytes of notifications that may wait.
  ///   - observe: makes what sees all that is asked.
  /// - Throws: ``NetlinkError``, `EPERM` when all may not be listened to.
  public init(
    _ namespace: borrowing NetworkNamespace, label: String, all: Bool, queue: Int32,
    observe: Plumber.ObserverFactory? = nil
  ) throws(NetlinkError) {
    home = namespace.identity
    watchesAll = all
    self.observe = observe
    socket = RouteSocket(try namespace.openSocket(.route))
    try socket.netlink.setReceiveQueue(bytes: queue)
    if all { try socket.netlink.listenToAllNamespaces() }
    try socket.subscribe(to: RouteGroup.allCases)
    nextLook = .max
    reading = RouteSocket(try namespace.openSocket(.route, schema: .route))
    reading.netlink.observe(observe?(label))
    places[nil] = Place(
      identity: home, names: [], state: try NamespaceState(&reading))
    labels[home] = label
    guard all else { return }
    directory = DirectoryWatch(NetworkNamespace.directory)
    try look(isFirst: true)
  }

  /// The namespaces that are watched now.
  public var watched: some Collection<Place> { places.values }

  /// How a namespace is called where it is spoken of.
  public func label(_ identity: NamespaceIdentity) -> String {
    labels[identity] ?? "\(identity)"
  }

  /// Waits for changes and hands out each, with the states as they then are.
  ///
  /// - Parameters:
  ///   - deadline: nanoseconds of ``MonotonicTime``; nil: for ever.
  ///   - body: returns false to hear no more.
  /// - Returns: false when the time passed.
  public func wait(until deadline: Int64?, _ body: (Change) -> Bool) throws(NetlinkError) -> Bool {
    var now = MonotonicTime.now
    if let deadline, now >= deadline { return false }
    let end = min(deadline ?? .max, nextLook)
    let left = end == .max ? -1 : max(0, (end - now + 999_999) / 1_000_000)
    poll(
      socket.netlink.fileDescriptor, directory?.descriptor, Int32(clamping: left))
    if directory?.hasChanged() ?? false { hasten() }
    for _ in 0..<256 {
      guard try receive(body) else { break }
      for change in waiting { guard body(change) else { return true } }
      waiting.removeAll()
    }
    now = MonotonicTime.now
    if now >= nextLook {
      try look(isFirst: false)
      for change in waiting { guard body(change) else { return true } }
      waiting.removeAll()
    }
    return true
  }

  private func hasten() {
    hurry = 5
    nextLook = min(nextLook, MonotonicTime.now + Self.haste)
  }

  /// Takes one datagram, or what there is to do when all have been taken.
  ///
  /// - Returns: false when there is nothing more.
  private func receive(_ body: (Change) -> Bool) throws(NetlinkError) -> Bool {
    do throws(NetlinkError) {
      var events: [(RouteEvent, replaces: Bool)] = []
      let isThere = try socket.netlink.notifications(waiting: 0) { (message) throws(MessageError) in
        guard let event = try RouteEvent(message) else { return }
        events.append((event, message.header.flags.contains(.replace)))
      }
      for (event, replaces) in events {
        apply(event, replaces: replaces, socket.netlink.senderNamespaceID)
      }
      if isThere { return true }
    } catch {
      switch error.errno {
      case .interrupted: return true
      // Behind it wait those from before the loss; the kernel takes no more until these are gone.
      case .noBufferSpace: isLost = true
      // A malformed notification tells nothing: the state is looked at again.
      case .badMessage: isLost = true
      default: throw error
      }
      return true
    }
    guard isLost else { return false }
    isLost = false
    waiting.append(Change(subject: .notifications, action: .lost))
    for id in places.keys { places[id]?.isStale = true }
    try look(isFirst: false)
    return true
  }

  private func apply(_ event: RouteEvent, replaces: Bool, _ id: Int32?) {
    switch event {
    case .namespaceIDAdded: if watchesAll { hasten() }
    case .namespaceIDDeleted(let deleted):
      guard watchesAll, id == nil, let place = places.removeValue(forKey: deleted) else { break }
      waiting.append(Change(namespace: place.identity, subject: .namespace, action: .deleted))
    case .linkDeleted(let link) where watchesAll && link.newNamespaceID != nil: hasten()
    default: break
    }
    guard var place = places[id] else { return }
    // Taken out while it is changed, so that it is not copied.
    places[id] = nil
    let wasStale = place.state.areRoutesStale
    note(place.state.apply(event, replaces: replaces), place.identity)
    if place.state.areRoutesStale, !wasStale {
      nextLook = min(nextLook, MonotonicTime.now + Self.haste)
    }
    places[id] = place
  }

  private func note(_ changes: [Change], _ identity: NamespaceIdentity, isFoundLater: Bool = false)
  {
    for var change in changes {
      change.namespace = identity
      change.isFoundLater = isFoundLater
      waiting.append(change)
    }
  }

  /// Reads again what may not be as it is known, and notes how it differs.
  private func refresh(_ census: NamespaceCensus?) {
    for (id, place) in places where place.isUnknown {
      do throws(NetlinkError) {
        if let now = try state(of: place, id, census) {
          let changes =
            place.isStale ? place.state.changes(to: now) : place.state.routeChanges(to: now)
          note(changes, place.identity, isFoundLater: place.isStale)
          places[id]?.state = now
          places[id]?.isStale = false
        } else {
          places[id] = nil
          var end = Change(subject: .namespace, action: .deleted)
          end.label = label(place.identity)
          note([end], place.identity, isFoundLater: place.isStale)
        }
      } catch {
        // The next look tries it again.
      }
    }
  }

  /// nil when it is not there any more.
  private func state(of place: Place, _ id: Int32?, _ census: NamespaceCensus?)
    throws(NetlinkError) -> NamespaceState?
  {
    guard let id, let census else { return try state(of: place, &reading) }
    guard try reading.isAlive(namespaceID: id) else { return nil }
    let namespace = try NetworkNamespace(place.identity, heldBy: census[place.identity])
    // Both the inode and the ID may be another's by now.
    guard try reading.namespaceID(of: namespace.fileDescriptor) == id else { return nil }
    var socket = try open(namespace, label(place.identity))
    return try state(of: place, &socket)
  }

  private func state(of place: Place, _ socket: inout RouteSocket) throws(NetlinkError)
    -> NamespaceState
  {
    if place.isStale { return try NamespaceState(&socket) }
    var state = place.state
    try state.readRoutes(&socket)
    return state
  }

  private func open(_ namespace: borrowing NetworkNamespace, _ label: String) throws(NetlinkError)
    -> RouteSocket
  {
    var socket = RouteSocket(try namespace.openSocket(.route, schema: .route))
    socket.netlink.observe(observe?(label))
    return socket
  }

  // MARK: Namespaces

  /// Looks for namespaces that have come, for names that have changed, and at what was told in part.
  private func look(isFirst: Bool) throws(NetlinkError) {
    let census = watchesAll ? try NamespaceCensus(thorough: true) : nil
    refresh(census)
    hurry -= 1
    nextLook = MonotonicTime.now + (hurry > 0 ? Self.haste : Self.patience)
    guard let census else {
      // Only when that could not be read.
      if !places.values.contains(where: \.isUnknown) { nextLook = .max }
      return
    }
    var known: [NamespaceIdentity: Int32?] = [:]
    for (id, place) in places { known[place.identity] = id }
    for identity in census.identities {
      let holders = census[identity]
      if let id = known[identity] {
        guard let place = places[id] else { continue }
        if isFirst {
          places[id]?.names = holders.names
        } else if place.names != holders.names {
          rename(id, place, holders.names)
        }
      } else {
        add(identity, holders, isFirst: isFirst)
      }
    }
    // One that nothing holds that we may look at has lost its name, too.
    for (id, place) in places where !place.names.isEmpty {
      if !census.identities.contains(place.identity) { rename(id, place, []) }
    }
  }

  private func rename(_ id: Int32?, _ place: Place, _ names: [String]) {
    func text(_ names: [String]) -> String? {
      names.isEmpty ? nil : names.joined(separator: " ")
    }
    waiting.append(
      Change(
        namespace: place.identity, subject: .namespace, action: .changed,
        differences: [.init("names", text(place.names), text(names))]))
    places[id]?.names = names
    if let name = names.first { labels[place.identity] = name }
  }

  private func add(_ identity: NamespaceIdentity, _ holders: NamespaceHolders, isFirst: Bool) {
    do throws(NetlinkError) {
      let namespace = try NetworkNamespace(identity, heldBy: holders)
      var id = try reading.namespaceID(of: namespace.fileDescriptor)
      if id == nil {
        do throws(NetlinkError) {
          try reading.assignNamespaceID(to: namespace.fileDescriptor)
        } catch {
          // The kernel, or somebody else, was faster.
          guard error.errno == .fileExists else { throw error }
        }
        id = try reading.namespaceID(of: namespace.fileDescriptor)
      }
      // From now on its notifications come.
      let label = holders.names.first ?? holders.pids.first.map { "pid:\($0)" }
      var socket = try open(namespace, label ?? "\(identity)")
      let state = try NamespaceState(&socket)
      guard let id else { return }
      places[id] = Place(identity: identity, names: holders.names, state: state)
      labels[identity] = label
      refusals[identity] = nil
      if isFirst { return }
      note([Change(subject: .namespace, action: .added)], identity)
      note(NamespaceState().changes(to: state), identity)
    } catch {
      // It has gone meanwhile, or it may not be entered.
      if error.errno == .notPermitted || error.errno == .permissionDenied {
        refusals[identity] = error
      }
    }
  }
}
