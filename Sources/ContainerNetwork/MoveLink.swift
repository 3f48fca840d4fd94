public import Netlink
public import NetworkNamespace
internal import RouteNetlink

extension Plumber {
  /// Moves a link into another namespace, and renames it on the way when asked. It arrives down and
  /// without its addresses, as the kernel does it.
  ///
  /// The kernel, asked for a name that is taken there, answers `EEXIST` **and moves the link all
  /// the same**, under its old name. So the names are looked at before, and a move that happened
  /// nevertheless is taken back, with the up state and the addresses.
  ///
  /// - Throws: ``NetlinkError``, `EEXIST` when the name is taken there.
  public func moveLink(_ name: String, to reference: NamespaceReference, newName: String? = nil)
    throws(NetlinkError)
  {
    let operation = "move \(name) to \(reference)"
    let target = try connect(to: reference)
    let link: Link
    do throws(NetlinkError) {
      link = try home.socket.link(.name(name))
    } catch {
      throw NetlinkError(operation, error.errno, message: error.message)
    }
    guard target !== home else {
      throw NetlinkError(
        operation, .invalidArgument, message: "it is in that namespace already",
        hint: newName.map { "to rename it: cnet link set \(name) --name \($0)" })
    }
    let wanted = newName ?? link.name
    for taken in [wanted] + link.alternativeNames where exists(taken, target) {
      throw NetlinkError(
        operation, .fileExists, message: "the name \(taken) is taken there",
        hint: taken == wanted ? "choose another name with --name" : nil)
    }
    let before = try Snapshot(link, home)
    let source = home
    try transaction { () throws(NetlinkError) in
      var settings = LinkSettings(name: newName, index: link.index)
      settings.namespace = target.namespace.fileDescriptor
      do throws(NetlinkError) {
        try source.socket.changeLink(settings, operation)
      } catch {
        // Has it gone although refused?
        if !isDryRun, (try? source.socket.link(.index(link.index))) == nil,
          let arrived = try? target.socket.link(.name(link.name))
        {
          try before.moveBack(arrived, from: target, to: source)
        }
        throw error
      }
      onFailure("move \(name) back") { () throws(NetlinkError) in
        let arrived = try target.socket.link(.name(wanted))
        try before.moveBack(arrived, from: target, to: source)
      }
    }
  }

  private func exists(_ name: String, _ connection: Connection) -> Bool {
    (try? connection.socket.link(.name(name))) != nil
  }

  /// What a move takes from a link.
  struct Snapshot: Sendable {
    let link: Link
    let addresses: [Address]
    let routes: [Route]

    init(_ link: Link, _ connection: Connection) throws(NetlinkError) {
      self.link = link
      // What the kernel makes by itself, it makes again.
      addresses = try connection.socket.addresses(link: link.index).filter {
        $0.flags.contains(.permanent)
          && !($0.prefix.address.isLinkLocal && $0.prefix.address.family == AddressFamily.inet6)
      }
      routes = try connection.socket.routes(table: nil).filter {
        $0.link == link.index && $0.proto != 2 && $0.type == 1
      }
    }

    func moveBack(_ arrived: Link, from: Connection, to: Connection) throws(NetlinkError) {
      var settings = LinkSettings(name: link.name, index: arrived.index)
      settings.namespace = to.namespace.fileDescriptor
      try from.socket.changeLink(settings, "move \(link.name) back")
      let index = try to.socket.link(.name(link.name)).index
      if link.flags.contains(.up) {
        var up = LinkSettings(index: index)
        up.up = true
        try to.socket.changeLink(up, "set \(link.name) up")
      }
      for address in addresses {
        var address = address
        address.link = index
        address.flags.subtract([.permanent, .tentative, .secondary])
        try to.socket.addAddress(address)
      }
      for route in routes {
        var route = route
        route.link = index
        do throws(NetlinkError) {
          try to.socket.addRoute(route)
        } catch {
          guard error.errno == .fileExists else { throw error }
        }
      }
    }
  }
}
