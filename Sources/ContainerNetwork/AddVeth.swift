public import Netlink
public import NetworkNamespace
public import RouteNetlink

/// A veth pair to be made: one end here, its peer here or in another namespace.
public struct VethPair: Hashable, Sendable {
  public var host: LinkSettings
  public var peer: LinkSettings
  /// Where the peer goes.
  public var namespace: NamespaceReference?
  /// The bridge that the host's end becomes a port of.
  public var bridge: String?
  /// How the bridge treats it.
  public var port: BridgePort?
  public var hostConfiguration = InterfaceConfiguration()
  public var peerConfiguration = InterfaceConfiguration()

  public init(host: String, peer: String) {
    self.host = LinkSettings(name: host)
    self.peer = LinkSettings(name: peer)
  }
}

extension Plumber {
  /// Makes a veth pair, whole or not at all.
  ///
  /// One message creates both ends in their namespaces, with names, MACs, MTU, queues, and the
  /// host's end up and in its bridge. One send in the peer's namespace does all that is left.
  ///
  /// - Throws: ``NetlinkError`` that names the step.
  public func add(_ pair: VethPair) throws(NetlinkError) {
    try add(pair, to: try connect(to: pair.namespace))
  }

  func add(_ pair: VethPair, to target: Connection) throws(NetlinkError) {
    let operation = "create veth \(pair.host.name ?? "")"
    try pair.hostConfiguration.validate(operation)
    try pair.peerConfiguration.validate(operation)
    try checkNamesAreFree(pair, target, operation)

    var host = pair.host
    host.up = pair.hostConfiguration.up
    if let bridge = pair.bridge {
      host.master = try master(named: bridge, kind: "bridge", operation).index
    }
    var peer = pair.peer
    if target !== home { peer.namespace = target.namespace.fileDescriptor }

    try transaction { () throws(NetlinkError) in
      let (hostIndex, peerIndex) = try createPair(host, peer, target)
      if let port = pair.port {
        try home.socket.changePort(
          LinkSettings(index: hostIndex), port, "set up the port \(host.name ?? "")")
      }
      if !pair.peerConfiguration.isEmpty {
        try target.configure(peer.name ?? "", index: peerIndex, pair.peerConfiguration)
      }
      var rest = pair.hostConfiguration
      rest.up = false  // It is, since its creation.
      try home.configure(host.name ?? "", index: hostIndex, rest)
    }
  }

  /// Creates both ends and returns their indexes.
  private func createPair(_ host: LinkSettings, _ peer: LinkSettings, _ target: Connection)
    throws(NetlinkError) -> (host: Int32, peer: Int32)
  {
    let name = host.name ?? ""
    let home = home
    let echoed: Link?
    do throws(NetlinkError) {
      echoed = try home.socket.createLinkEchoed(host, Veth(peer: peer))
    } catch {
      throw error.errno == .fileExists ? whichNameIsTaken(error, host, peer, target) : error
    }
    if isDryRun { return (0, 0) }
    onFailure("delete \(name)") { () throws(NetlinkError) in
      try home.socket.deleteLink(echoed.map { .index($0.index) } ?? .name(name))
    }
    if let echoed, let peerIndex = echoed.parent { return (echoed.index, peerIndex) }
    // Before Linux 6.2 nothing is echoed.
    let hostIndex = try home.socket.link(.name(name)).index
    return (hostIndex, try target.socket.link(.name(peer.name ?? "")).index)
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

  private func checkNamesAreFree(_ pair: VethPair, _ target: Connection, _ operation: String)
    throws(NetlinkError)
  {
    guard target === home, pair.host.name == pair.peer.name else { return }
    throw NetlinkError(
      operation, .invalidArgument, message: "both ends are called \(pair.host.name ?? "")")
  }

  /// The link that others become ports of.
  func master(named name: String, kind: String, _ operation: String) throws(NetlinkError) -> Link {
    let link: Link
    do throws(NetlinkError) {
      link = try home.socket.link(.name(name))
    } catch {
      throw NetlinkError(operation, error.errno, message: "there is no \(kind) \(name)")
    }
    guard link.kind == kind else {
      throw NetlinkError(operation, .invalidArgument, message: "\(name) is not a \(kind)")
    }
    return link
  }
}
