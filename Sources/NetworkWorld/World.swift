internal import ContainerNetwork
public import Netlink
public import NetworkNamespace
public import RouteNetlink

/// All network namespaces of the machine at one moment: who holds them, the links inside, and how
/// these hang together across namespaces.
///
/// ``WorldReader`` reads it.
public struct World: Sendable {
  /// The namespace that it is seen from.
  public let home: NamespaceIdentity
  /// The one at home first, then those with names in their order, then the others.
  public let namespaces: [Namespace]
  /// Processes that may not be looked into: any may be in a namespace that is not listed.
  public let hiddenProcesses: Int
  /// False when something changed during each attempt to read it, so that parts of it may be older
  /// than others.
  public let isConsistent: Bool

  private let positions: [NamespaceIdentity: Int]
  private let dependents: [LinkPlace: [LinkPlace]]

  /// One network namespace.
  public struct Namespace: Sendable {
    /// What tells it from others.
    public let identity: NamespaceIdentity
    /// What keeps it alive.
    public let holders: NamespaceHolders
    /// Whose it is.
    public var owners: [Owner]
    /// Its links, in the order of their indexes.
    public var interfaces: [Interface] = []
    /// Why its links could not be read; nil when they could.
    public var refusal: NetlinkError?
  }

  /// A link, with what is on it and what it hangs on.
  public struct Interface: Sendable {
    /// Where it is.
    public let place: LinkPlace
    /// What the kernel says of it.
    public let link: Link
    /// What it has.
    public var addresses: [Address] = []
    /// The other end of a pair, or the lower link of a sub-interface. ``isPair`` says which.
    public var other: Relation?
    /// The bridge, bond or VRF that it is a port of.
    public var master: LinkPlace?

    /// Whether ``other`` is a peer, and not a parent.
    public var isPair: Bool { link.isPairEnd }
    /// The other end of a pair.
    public var peer: Relation? { isPair ? other : nil }
    /// The lower link.
    public var parent: Relation? { isPair ? nil : other }
  }

  /// The other end of a relation between links.
  public enum Relation: Hashable, Sendable {
    case link(LinkPlace)
    /// In a namespace that could not be found: nothing holds it that we may look at.
    case hidden(namespaceID: Int32, index: Int32)
  }

  init(
    home: NamespaceIdentity, namespaces: [Namespace], hiddenProcesses: Int, isConsistent: Bool
  ) {
    self.home = home
    self.hiddenProcesses = hiddenProcesses
    self.isConsistent = isConsistent
    self.namespaces = namespaces.sorted { $0.order(home) < $1.order(home) }
    positions = Dictionary(
      self.namespaces.enumerated().map { ($1.identity, $0) }, uniquingKeysWith: { $1 })
    var dependents: [LinkPlace: [LinkPlace]] = [:]
    for interface in self.namespaces.flatMap(\.interfaces) {
      if let master = interface.master { dependents[master, default: []].append(interface.place) }
      if case .link(let parent) = interface.parent {
        dependents[parent, default: []].append(interface.place)
      }
    }
    self.dependents = dependents
  }

  /// nil for one that was not found.
  public subscript(identity: NamespaceIdentity) -> Namespace? {
    positions[identity].map { namespaces[$0] }
  }

  /// nil for one that was not found.
  public subscript(place: LinkPlace) -> Interface? {
    self[place.namespace]?[place.index]
  }

  /// The ports of a bridge, and the sub-interfaces of a parent, in whatever namespace they are.
  public func dependents(of place: LinkPlace) -> [LinkPlace] { dependents[place] ?? [] }

  /// Links whose other end is in a namespace that could not be found.
  public var hiddenRelations: Int {
    namespaces.flatMap(\.interfaces).count {
      if case .hidden = $0.other { true } else { false }
    }
  }
}

/// Which link: its index means something only in its namespace.
public struct LinkPlace: Hashable, Sendable {
  /// The namespace that it is in.
  public var namespace: NamespaceIdentity
  /// Its index there.
  public var index: Int32

  public init(namespace: NamespaceIdentity, index: Int32) {
    self.namespace = namespace
    self.index = index
  }
}

extension World.Namespace {
  /// The link with this index.
  public subscript(index: Int32) -> World.Interface? {
    // The kernel lists them in the order of their indexes.
    var low = 0
    var high = interfaces.count
    while low < high {
      let middle = (low + high) / 2
      if interfaces[middle].place.index < index { low = middle + 1 } else { high = middle }
    }
    return low < interfaces.count && interfaces[low].place.index == index ? interfaces[low] : nil
  }

  /// A way to write it on the command line: its name, a process in it, or a file that stands for it.
  public var reference: String {
    if let name = holders.names.first { return name }
    if let pid = holders.pids.first { return "pid:\(pid)" }
    return holders.paths.first ?? "\(identity)"
  }

  /// Home, names, the rest.
  fileprivate func order(_ home: NamespaceIdentity) -> (Int, String, UInt64) {
    if identity == home { return (0, "", 0) }
    if let name = holders.names.first { return (1, name, 0) }
    return (2, "", UInt64(holders.pids.first ?? .max) << 32 | identity.inode & 0xFFFF_FFFF)
  }
}
