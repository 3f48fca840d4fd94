public import Netlink
public import NetworkNamespace
public import RouteNetlink

/// A pair to be made: one end here, its peer here or in another namespace.
public struct LinkPair<Kind: PairKind>: Hashable, Sendable {
  /// The end that stays here.
  public var host: LinkSettings
  /// What the pair is like, the peer included.
  public var kind: Kind
  /// Where the peer goes.
  public var namespace: NamespaceReference?
  /// The bridge that the host's end becomes a port of.
  public var bridge: String?
  /// How the bridge treats it.
  public var port: BridgePort?
  /// Addresses and routes of the end that stays, and whether it comes up.
  public var hostConfiguration = InterfaceConfiguration()
  /// The same of the other.
  public var peerConfiguration = InterfaceConfiguration()

  public init(host: String, _ kind: Kind) {
    self.host = LinkSettings(name: host)
    self.kind = kind
  }

  /// The other end.
  public var peer: LinkSettings {
    get { kind.peer }
    set { kind.peer = newValue }
  }
}

public typealias VethPair = LinkPair<Veth>

extension LinkPair<Veth> {
  public init(host: String, peer: String) {
    self.init(host: host, Veth(peer: LinkSettings(name: peer)))
  }
}

extension Plumber {
  /// Makes a pair, whole or not at all.
  ///
  /// One message creates both ends in their namespaces, with names, MACs, MTU, queues, and the
  /// host's end up and in its bridge. One send in the peer's namespace does all that is left.
  ///
  /// - Throws: ``NetlinkError`` that names the step.
  public func add<Kind: PairKind>(_ pair: LinkPair<Kind>) throws(NetlinkError) {
    try add(pair, to: try connect(to: pair.namespace))
  }

  /// Makes pairs as if one after another, each whole or not at all: the first failure ends it,
  /// with those before it made.
  ///
  /// The containers' ends come up when all pairs are there. One that comes up sets the kernel's
  /// workers going, for IPv6 and for the carrier, and they keep the next creation waiting: this way
  /// takes it a third less time.
  ///
  /// - Parameter reaching: told the number of the pair that is worked on, from 0; so whoever gets
  ///   the error knows which it was.
  /// - Throws: ``NetlinkError`` that names the step.
  public func add<Kind: PairKind>(_ pairs: [LinkPair<Kind>], reaching: (Int) -> Void = { _ in })
    throws(NetlinkError)
  {
    let failure = try transaction { () throws(NetlinkError) -> NetlinkError? in
      var (made, marks): ([MadePair<Kind>], [Int]) = ([], [])
      var failure: NetlinkError?
      for pair in pairs where failure == nil {
        marks.append(undoMark)
        do throws(NetlinkError) {
          try stopIfSignalled("create \(Kind.name) \(pair.host.name ?? "")")
          // Most have the namespace of the one before.
          let last = made.last.flatMap { $0.pair.namespace == pair.namespace ? $0.target : nil }
          let target = if let last { last } else { try connect(to: pair.namespace) }
          made.append(try make(pair, target))
        } catch {
          failure = takeBack(to: marks[made.count], error)
        }
      }
      for (number, pair) in made.enumerated() {
        reaching(number)
        do throws(NetlinkError) {
          try finish(pair)
        } catch {
          return takeBack(to: marks[number], error)
        }
      }
      if failure != nil { reaching(made.count) }
      return failure
    }
    if let failure { throw failure }
  }

  func add<Kind: PairKind>(_ pair: LinkPair<Kind>, to target: Connection) throws(NetlinkError) {
    try transaction { () throws(NetlinkError) in try finish(make(pair, target)) }
  }

  /// A pair whose ends are there.
  private struct MadePair<Kind: PairKind> {
    var pair: LinkPair<Kind>
    var target: Connection
    /// Nil where all that is left is to raise the peer, for which its name will do.
    var indexes: (host: Int32, peer: Int32)?
  }

  private func make<Kind: PairKind>(_ pair: LinkPair<Kind>, _ target: Connection)
    throws(NetlinkError) -> MadePair<Kind>
  {
    let operation = "create \(Kind.name) \(pair.host.name ?? "")"
    try pair.host.validateName(operation)
    try pair.peer.validateName(operation)
    try pair.hostConfiguration.validate(operation)
    try pair.peerConfiguration.validate(operation)
    try checkNamesAreFree(pair, target, operation)

    var host = pair.host
    host.up = pair.hostConfiguration.up
    if let bridge = pair.bridge {
      host.master = try master(named: bridge, kind: "bridge", operation).index
    }
    var kind = pair.kind
    if target !== home { kind.peer.namespace = target.namespace.fileDescriptor }
    if isDryRun { try plan(host, kind, target, operation) }
    var left = pair
    left.hostConfiguration.up = false
    left.peerConfiguration.up = false
    if pair.port == nil, left.hostConfiguration.isEmpty, left.peerConfiguration.isEmpty {
      try createPair(host, kind, target) { () throws(NetlinkError) in
        try home.socket.createLink(host, kind)
        return nil
      }
      return MadePair(pair: pair, target: target)
    }
    let indexes = try createPairEchoed(host, kind, target)
    return MadePair(pair: pair, target: target, indexes: indexes)
  }

  /// What the kernel would refuse, and those behind it find.
  private func plan<Kind: PairKind>(
    _ host: LinkSettings, _ kind: Kind, _ target: Connection, _ operation: String
  ) throws(NetlinkError) {
    for (end, connection) in [(host, home), (kind.peer, target)] {
      guard let name = end.name, exists(name, connection) else { continue }
      throw NetlinkError(
        operation, .fileExists, message: "the name \(name) is taken\(connection.suffix)")
    }
    var other = kind
    other.peer = host
    home.plan.add(host, kind)
    target.plan.add(kind.peer, other)
  }

  /// Does what creation did not.
  private func finish<Kind: PairKind>(_ made: MadePair<Kind>) throws(NetlinkError) {
    let (pair, name) = (made.pair, made.pair.host.name ?? "")
    guard let indexes = made.indexes else {
      guard pair.peerConfiguration.up else { return }
      var peer = LinkSettings(name: pair.peer.name)
      peer.up = true
      return try made.target.socket.changeLink(
        peer, "set \(peer.name ?? "") up\(made.target.suffix)")
    }
    if let port = pair.port {
      try home.socket.changePort(
        LinkSettings(index: indexes.host), port, "set up the port \(name)")
    }
    try made.target.configure(pair.peer.name ?? "", index: indexes.peer, pair.peerConfiguration)
    var rest = pair.hostConfiguration
    rest.up = false  // It is, since its creation.
    try home.configure(name, index: indexes.host, rest)
  }

  /// Creates both ends and returns their indexes.
  private func createPairEchoed<Kind: PairKind>(
    _ host: LinkSettings, _ kind: Kind, _ target: Connection
  ) throws(NetlinkError) -> (host: Int32, peer: Int32) {
    let echoed = try createPair(host, kind, target) { () throws(NetlinkError) in
      try home.socket.createLinkEchoed(host, kind)
    }
    if isDryRun { return (0, 0) }
    if let echoed, let peerIndex = echoed.parent { return (echoed.index, peerIndex) }
    // Before Linux 6.2 nothing is echoed.
    let hostIndex = try home.socket.link(.name(host.name ?? "")).index
    return (hostIndex, try target.socket.link(.name(kind.peer.name ?? "")).index)
  }

  @discardableResult
  private func createPair<Kind: PairKind>(
    _ host: LinkSettings, _ kind: Kind, _ target: Connection,
    _ create: () throws(NetlinkError) -> Link?
  ) throws(NetlinkError) -> Link? {
    let (name, home) = (host.name ?? "", home)
    let echoed: Link?
    do throws(NetlinkError) {
      echoed = try create()
    } catch {
      throw error.errno == .fileExists
        ? whichNameIsTaken(error, host, kind.peer, target)
        : explain(error, Refused(kind, host, parent: nil))
    }
    if isDryRun { return nil }
    onFailure("delete \(name)") { () throws(NetlinkError) in
      try home.socket.deleteLink(echoed.map { .index($0.index) } ?? .name(name))
    }
    return echoed
  }

  /// The kernel says `EEXIST` for either end, and nothing more.
  private func whichNameIsTaken(
    _ error: NetlinkError, _ host: LinkSettings, _ peer: LinkSettings, _ target: Connection
  ) -> NetlinkError {
    var explained = error
    for (end, connection) in [(host, home), (peer, target)] {
      guard let name = end.name, (try? connection.socket.link(.name(name))) != nil else { continue }
      explained.message = "the name \(name) is taken\(connection.suffix)"
    }
    return explained
  }

  private func checkNamesAreFree<Kind: PairKind>(
    _ pair: LinkPair<Kind>, _ target: Connection, _ operation: String
  ) throws(NetlinkError) {
    guard target === home, pair.host.name == pair.peer.name else { return }
    throw NetlinkError(
      operation, .invalidArgument, message: "both ends are called \(pair.host.name ?? "")")
  }

  /// The link that others become ports of.
  func master(named name: String, kind: String, _ operation: String) throws(NetlinkError) -> Link {
    let link = try existingLink(name, as: kind, operation)
    guard link.kind == kind else {
      throw NetlinkError(operation, .invalidArgument, message: "\(name) is not a \(kind)")
    }
    return link
  }
}
