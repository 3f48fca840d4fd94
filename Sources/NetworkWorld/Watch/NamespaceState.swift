internal import Netlink
public import RouteNetlink

/// What is known of a namespace while it is watched: each notification is compared with it.
public struct NamespaceState: Sendable {
  /// By their indexes.
  public private(set) var links: [Int32: Link] = [:]
  /// With what tells them apart.
  public private(set) var addresses: [AddressKey: Address] = [:]
  /// Several may go to one destination.
  public private(set) var routes: [RouteKey: [Route]] = [:]
  /// With what tells them apart.
  public private(set) var neighbors: [NeighborKey: Neighbor] = [:]
  /// Something came after which the kernel may change routes without a word. ``readRoutes(_:)`` finds out.
  private(set) var areRoutesStale = false

  /// What tells an address from others.
  public struct AddressKey: Hashable, Sendable {
    var link: Int32
    var prefix: IPPrefix
    var peer: IPAddress?
  }

  /// What tells a route from others.
  public struct RouteKey: Hashable, Sendable {
    var family: UInt8
    var table: UInt32
    var destination: IPPrefix?
    var source: IPPrefix?
    var tos: UInt8
    var metric: UInt32?
  }

  /// What tells a neighbour from others.
  public struct NeighborKey: Hashable, Sendable {
    var link: Int32
    var destination: IPAddress
    var isProxy: Bool
  }

  /// Corresponds to `RT_TABLE_LOCAL`, whose routes only follow the addresses.
  private static var localTable: UInt32 { 255 }

  init() {}

  /// Reads all of it.
  init(_ socket: inout RouteSocket) throws(NetlinkError) {
    for link in try socket.links() { links[link.index] = link }
    for address in try socket.addresses() { addresses[Self.key(address)] = address }
    try readRoutes(&socket)
    for neighbor in try socket.neighbors() where Self.isShown(neighbor) {
      neighbors[Self.key(neighbor)] = neighbor
    }
  }

  /// Reads the routes again.
  mutating func readRoutes(_ socket: inout RouteSocket) throws(NetlinkError) {
    let all = try socket.routes(table: nil).filter { $0.table != Self.localTable }
    routes = Dictionary(grouping: all, by: Self.key)
    areRoutesStale = false
  }

  private static func key(_ address: Address) -> AddressKey {
    AddressKey(link: address.link, prefix: address.prefix, peer: address.peer)
  }

  private static func key(_ route: Route) -> RouteKey {
    RouteKey(
      family: route.family, table: route.table, destination: route.destination,
      source: route.source, tos: route.tos, metric: route.metric)
  }

  private static func key(_ neighbor: Neighbor) -> NeighborKey {
    // NTF_PROXY
    NeighborKey(
      link: neighbor.link, destination: neighbor.destination, isProxy: neighbor.flags & 8 != 0)
  }

  /// Left out, as in `ip neigh`: those that need no resolution.
  private static func isShown(_ neighbor: Neighbor) -> Bool {
    !neighbor.state.subtracting(.noARP).isEmpty || neighbor.flags & 8 != 0
  }

  // MARK: Notifications

  /// Takes over what a notification says.
  ///
  /// - Parameter replaces: `NLM_F_REPLACE` of the notification: a route takes the place of another.
  /// - Returns: what became different by it; nothing when that was known.
  mutating func apply(_ event: RouteEvent, replaces: Bool) -> [Change] {
    switch event {
    case .linkChanged(let link): return set(link)
    case .linkDeleted(let link): return remove(link)
    case .addressAdded(let address):
      let old = addresses.updateValue(address, forKey: Self.key(address))
      return change(subject(address), old.map(describe), describe(address))
    case .addressDeleted(let address):
      guard let old = addresses.removeValue(forKey: Self.key(address)) else { return [] }
      // Routes that have it as their source go, or lose it (IPv6).
      areRoutesStale = true
      return [deletion(subject(old))] + (hasIPv4(old.link) ? [] : dropRoutes(old.link))
    case .routeAdded(let route): return add(route, replaces: replaces)
    case .routeDeleted(let route): return remove(route)
    case .neighborChanged(let neighbor): return set(neighbor)
    case .neighborDeleted(let neighbor):
      guard let old = neighbors.removeValue(forKey: Self.key(neighbor)) else { return [] }
      return [deletion(subject(old))]
    case .nextHopChanged:
      areRoutesStale = true
      return []
    case .namespaceIDAdded, .namespaceIDDeleted: return []
    }
  }

  private mutating func set(_ link: Link) -> [Change] {
    let old = links.updateValue(link, forKey: link.index)
    var changes = change(subject(link), old.map(describe), describe(link))
    guard let lost = old?.flags.subtracting(link.flags) else { return changes }
    // With the carrier go next hop objects, and the IPv4 routes that use them.
    if !lost.isDisjoint(with: [.up, .lowerUp, .running]) { areRoutesStale = true }
    if lost.contains(.up) { changes += dropRoutes(link.index) }
    return changes
  }

  private mutating func remove(_ link: Link) -> [Change] {
    guard let old = links.removeValue(forKey: link.index) else { return [] }
    areRoutesStale = true
    return dropRoutes(link.index) + [deletion(subject(old))]
  }

  private func hasIPv4(_ link: Int32) -> Bool {
    addresses.keys.contains { $0.link == link && $0.prefix.address.family == AddressFamily.inet }
  }

  // MARK: Routes

  /// IPv4 routes go without a notification when their link is set down, is deleted, or loses its last
  /// IPv4 address. Corresponds to `fib_sync_down_dev` in `net/ipv4/fib_semantics.c`.
  private mutating func dropRoutes(_ link: Int32) -> [Change] {
    var changes: [Change] = []
    for (key, list) in routes where key.family == AddressFamily.inet {
      let left = list.filter { !isDropped($0, with: link) }
      guard left.count < list.count else { continue }
      changes += list.filter { isDropped($0, with: link) }.map { deletion(subject($0)) }
      routes[key] = left.isEmpty ? nil : left
    }
    return changes
  }

  private func isDropped(_ route: Route, with link: Int32) -> Bool {
    // A next hop object has a life of its own.
    guard route.nextHopID == nil else { return false }
    guard !route.nextHops.isEmpty else { return route.link == link }
    guard route.nextHops.contains(where: { $0.link == link }) else { return false }
    // One that is deleted takes the whole route along.
    return links[link] == nil
      || route.nextHops.allSatisfy { hop in
        hop.link == link || !(links[hop.link]?.flags.contains(.up) ?? false)
      }
  }

  private mutating func add(_ route: Route, replaces: Bool) -> [Change] {
    guard route.table != Self.localTable, !route.isCached else { return [] }
    let key = Self.key(route)
    var list = routes[key] ?? []
    if let place = list.firstIndex(where: { isSame($0, route) }) {
      routes[key]?[place] = route
      return []
    }
    var place = replaces && !list.isEmpty ? 0 : nil
    if Self.isMerged(route) { place = list.firstIndex(where: Self.isMerged) ?? place }
    let old = place.map { list[$0] }
    if let place { list[place] = route } else { list.append(route) }
    // Which of several it replaces is not said.
    if old != nil, list.count > 1 { areRoutesStale = true }
    routes[key] = list
    return change(subject(route), old.map(describe), describe(route))
  }

  /// Whether the kernel makes one route of it and others to the same destination, and announces that
  /// as a whole: IPv6 ones through gateways that were not learned from a router.
  /// Corresponds to `rt6_qualify_for_ecmp` in `include/net/ip6_route.h`.
  private static func isMerged(_ route: Route) -> Bool {
    // RTPROT_REDIRECT, RTPROT_RA
    guard route.family == AddressFamily.inet6, route.proto != 1, route.proto != 9 else {
      return false
    }
    return route.gateway != nil || !route.nextHops.isEmpty
  }

  private mutating func remove(_ route: Route) -> [Change] {
    let key = Self.key(route)
    guard var list = routes[key] else { return [] }
    if let place = list.firstIndex(where: { isSame($0, route) })
      ?? list.firstIndex(where: { Self.haveSameWays($0, route) })
    {
      let old = list.remove(at: place)
      routes[key] = list.isEmpty ? nil : list
      return [deletion(subject(old))]
    }
    // One of several ways goes (IPv6), or it is known as another.
    areRoutesStale = true
    let ways = Self.ways(route)
    guard let place = list.firstIndex(where: { Self.ways($0).isStrictSuperset(of: ways) }) else {
      return []
    }
    let old = list[place]
    var left = old
    left.nextHops.removeAll { ways.contains(Way($0.link, $0.gateway)) }
    if left.nextHops.count == 1 {
      let last = left.nextHops.removeFirst()
      (left.link, left.gateway) = (last.link, last.gateway)
    }
    list[place] = left
    routes[key] = list
    return change(subject(left), describe(old), describe(left))
  }

  /// A link and a gateway.
  private struct Way: Hashable {
    var link: Int32?
    var gateway: IPAddress?

    init(_ link: Int32?, _ gateway: IPAddress?) {
      self.link = link
      self.gateway = gateway
    }
  }

  private static func ways(_ route: Route) -> Set<Way> {
    route.nextHops.isEmpty
      ? [Way(route.link, route.gateway)]
      : Set(route.nextHops.map { Way($0.link, $0.gateway) })
  }

  private static func haveSameWays(_ one: Route, _ other: Route) -> Bool {
    one.link == other.link && one.gateway == other.gateway
      && one.nextHops.count == other.nextHops.count
      && (one.nextHops.isEmpty || ways(one) == ways(other))
  }

  private func isSame(_ one: Route, _ other: Route) -> Bool {
    Self.haveSameWays(one, other) && describe(one) == describe(other)
  }

  private mutating func set(_ neighbor: Neighbor) -> [Change] {
    let key = Self.key(neighbor)
    guard Self.isShown(neighbor) else {
      guard let old = neighbors.removeValue(forKey: key) else { return [] }
      return [deletion(subject(old))]
    }
    let old = neighbors.updateValue(neighbor, forKey: key)
    return change(subject(neighbor), old.map(describe), describe(neighbor))
  }

  // MARK: Comparing

  /// How a newer state differs from this one.
  func changes(to new: NamespaceState) -> [Change] {
    var changes: [Change] = []
    func compare<Key: Hashable, Object>(
      _ old: [Key: Object], _ new: [Key: Object], _ subject: (Object) -> Change.Subject,
      _ newSubject: (Object) -> Change.Subject, _ describe: (Object) -> Description,
      _ newDescribe: (Object) -> Description
    ) {
      for (key, object) in old where new[key] == nil { changes.append(deletion(subject(object))) }
      for (key, object) in new {
        changes += change(newSubject(object), old[key].map(describe), newDescribe(object))
      }
    }
    compare(links, new.links, subject, new.subject, describe, new.describe)
    compare(addresses, new.addresses, subject, new.subject, describe, new.describe)
    compare(neighbors, new.neighbors, subject, new.subject, describe, new.describe)
    return changes + routeChanges(to: new)
  }

  /// How the routes of a newer state differ.
  func routeChanges(to new: NamespaceState) -> [Change] {
    var changes: [Change] = []
    for key in Set(routes.keys).union(new.routes.keys) {
      var (gone, come) = (routes[key] ?? [], new.routes[key] ?? [])
      guard gone != come else { continue }
      let (before, after) = (gone.map(describe), come.map(new.describe))
      gone.removeAll { after.contains(describe($0)) }
      come.removeAll { before.contains(new.describe($0)) }
      for (old, now) in zip(gone, come) {
        changes += change(new.subject(now), describe(old), new.describe(now))
      }
      changes += gone.dropFirst(come.count).map { deletion(subject($0)) }
      for route in come.dropFirst(gone.count) {
        changes += change(new.subject(route), nil, new.describe(route))
      }
    }
    return changes
  }

  typealias Difference = Change.Difference
  /// What is said of an object, with nothing before.
  typealias Description = [Change.Difference]

  /// Nothing, or the one change between two descriptions.
  private func change(_ subject: Change.Subject, _ old: Description?, _ new: Description)
    -> [Change]
  {
    guard let old else { return [Change(subject: subject, action: .added, differences: new)] }
    let before = Dictionary(old.map { ($0.name, $0.to) }, uniquingKeysWith: { $1 })
    let after = Dictionary(new.map { ($0.name, $0.to) }, uniquingKeysWith: { $1 })
    var differences: [Difference] = []
    // What a new port begins with is no news.
    let isPort = before.keys.contains { $0.hasPrefix("port ") }
    for item in new where before[item.name] != .some(item.to) {
      if !isPort, item.name.hasPrefix("port ") { continue }
      differences.append(Difference(item.name, before[item.name] ?? nil, item.to))
    }
    for item in old where after[item.name] == nil {
      differences.append(Difference(item.name, item.to, nil))
    }
    guard !differences.isEmpty else { return [] }
    return [Change(subject: subject, action: .changed, differences: differences)]
  }

  private func deletion(_ subject: Change.Subject) -> Change {
    Change(subject: subject, action: .deleted)
  }

  // MARK: Words

  private func name(_ link: Int32) -> String { links[link]?.name ?? "if\(link)" }

  private func subject(_ link: Link) -> Change.Subject { .link(link.index, link.name) }

  private func subject(_ address: Address) -> Change.Subject {
    .address("\(address.prefix)", address.link, name(address.link))
  }

  private func subject(_ route: Route) -> Change.Subject {
    .route(route.destination.map { "\($0)" } ?? (route.family == 10 ? "default (IPv6)" : "default"))
  }

  private func subject(_ neighbor: Neighbor) -> Change.Subject {
    .neighbor("\(neighbor.destination)", neighbor.link, name(neighbor.link))
  }

  private func describe(_ link: Link) -> Description {
    var words = Words()
    words.add("name", link.name)
    words.add("kind", link.kind)
    words.add("state", link.stateWord)
    words.add("MTU", link.mtu)
    words.add("MAC", link.address)
    words.add("master", link.master.map(name))
    // Of a link here. Elsewhere an index says nothing without the namespace.
    words.add(
      link.isPairEnd ? "peer" : "parent",
      link.parentNamespaceID == nil
        ? link.parent.flatMap { $0 == 0 ? nil : name($0) } : link.parent.map { "if\($0)" })
    words.add("parent namespace ID", link.parentNamespaceID)
    words.add("alias", link.alias)
    words.add(
      "altnames", link.alternativeNames.isEmpty ? nil : link.alternativeNames.joined(separator: " ")
    )
    words.add("group", link.group)
    words.add("queue length", link.transmitQueueLength)
    words.add("qdisc", link.queueingDiscipline)
    words.add("promiscuity", link.promiscuity)
    let rest = link.flags.subtracting([.up, .running, .lowerUp])
    words.add("flags", "0x" + String(rest.rawValue & 0xFFFF, radix: 16))
    words.addMembers(of: link.data, link.kind ?? "kind")
    words.addMembers(of: link.port, "port")
    return words.list
  }

  private func describe(_ address: Address) -> Description {
    var words = Words()
    words.add("peer", address.peer)
    words.add("label", address.label)
    words.add("scope", address.scope)
    words.add("flags", address.flags.words)
    return words.list
  }

  private func describe(_ route: Route) -> Description {
    var words = Words()
    words.add("via", route.gateway)
    words.add("dev", route.link.map(name))
    words.add("metric", route.metric)
    words.add("table", route.table == 254 ? nil : route.table)
    words.add("source", route.preferredSource)
    words.add("type", route.type == 1 ? nil : route.type)
    words.add("MTU", route.mtu)
    words.add("next hop ID", route.nextHopID)
    if !route.nextHops.isEmpty {
      words.add(
        "next hops",
        route.nextHops.map { hop in
          (hop.gateway.map { "\($0) " } ?? "") + "\(name(hop.link)) weight \(hop.weight)"
          // IPv6 tells them in any order.
        }.sorted().joined(separator: ", "))
    }
    // RTNH_F_ONLINK; dead and linkdown come and go without a word.
    words.add("flags", route.flags & 4 == 0 ? nil : route.flags & 4)
    return words.list
  }

  private func describe(_ neighbor: Neighbor) -> Description {
    var words = Words()
    words.add("MAC", neighbor.address)
    words.add("state", neighbor.state.words)
    words.add("flags", neighbor.flags == 0 ? nil : neighbor.flags)
    return words.list
  }
}

/// Gathers what is said of an object.
private struct Words {
  var list: NamespaceState.Description = []

  mutating func add(_ name: String, _ value: (some CustomStringConvertible)?) {
    guard let value, case let text = value.description, !text.isEmpty else { return }
    list.append(Change.Difference(name, nil, text))
  }

  /// What only one kind of link has: each of its properties that is set and is one value. Timers and
  /// counters, which lie in structures, go on by themselves.
  ///
  /// - Parameter owner: whose they are, since links of every kind have flags and a state, too.
  mutating func addMembers(of value: Any?, _ owner: String) {
    guard let value else { return }
    for member in Mirror(reflecting: value).children {
      let inside = Mirror(reflecting: member.value)
      if inside.displayStyle == .optional, inside.children.isEmpty { continue }
      let content = inside.displayStyle == .optional ? inside.children.first : member
      guard let name = member.label, let content else { continue }
      add("\(owner) \(name)", Self.text(content.value))
    }
  }

  private static func text(_ value: Any) -> String? {
    if Mirror(reflecting: value).displayStyle == .enum { return "\(value)" }
    if let list = value as? any Collection, list.isEmpty { return nil }
    if let bits = value as? any OptionSet { return "\(bits.rawValue)" }
    return (value as? any CustomStringConvertible)?.description
  }
}

extension Link {
  /// Whether it works: `up`, `down` (by the administrator), or what keeps it from working.
  public var stateWord: String {
    guard flags.contains(.up) else { return "down" }
    let hasCarrier = flags.contains(.lowerUp)
    return switch operationalState {
    case .up: "up"
    // IFF_RUNNING is there for an unknown state, too: that of a new link before the kernel looks at it, up
    // to a second after it is raised.
    case .unknown, nil: hasCarrier ? "up" : "no carrier"
    case .notPresent: "not present"
    // The same when a carrier comes.
    case .down: hasCarrier ? "coming up" : "no carrier"
    case .lowerLayerDown: hasCarrier ? "coming up" : "lower down"
    case .testing: "testing"
    case .dormant: "dormant"
    }
  }
}

extension AddressFlags {
  fileprivate var words: String {
    let named: [(AddressFlags, String)] = [
      (.secondary, "secondary"), (.noDAD, "no DAD"), (.optimistic, "optimistic"),
      (.dadFailed, "DAD failed"), (.deprecated, "deprecated"), (.tentative, "tentative"),
      (.permanent, "permanent"),
    ]
    return named.filter { contains($0.0) }.map(\.1).joined(separator: ", ")
  }
}

extension Neighbor.State {
  fileprivate var words: String {
    let named: [(Neighbor.State, String)] = [
      (.incomplete, "incomplete"), (.reachable, "reachable"), (.stale, "stale"),
      (.delay, "delay"), (.probe, "probe"), (.failed, "failed"), (.noARP, "no ARP"),
      (.permanent, "permanent"),
    ]
    return named.filter { contains($0.0) }.map(\.1).joined(separator: ", ")
  }
}
