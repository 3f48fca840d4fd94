internal import CLinux
internal import Netlink
internal import NetworkNamespace
internal import RouteNetlink

extension LinkSnapshot {
  /// Gives a link addresses of the snapshot.
  ///
  /// - Returns: What the kernel refused, while the rest was done.
  func add(
    _ addresses: [Address], to index: Int32, skipsDuplicateDetection: Bool = false,
    _ connection: Plumber.Connection
  ) -> [NetlinkError] {
    var refused: [NetlinkError] = []
    for var address in addresses {
      let isIPv6 = address.prefix.address.family == AddressFamily.inet6
      address.link = index
      address.preferredLifetime = left(of: address.preferredLifetime)
      address.validLifetime = left(of: address.validLifetime)
      guard address.validLifetime != 0 else { continue }
      if skipsDuplicateDetection, isIPv6 { address.flags.insert(.noDAD) }
      do throws(NetlinkError) {
        try connection.restore(address, for: routes)
      } catch {
        var error = error
        error.operation += connection.suffix
        if error.errno != .fileExists { refused.append(error) }
      }
    }
    return refused
  }

  /// Gives a link routes of the snapshot, which need it up.
  ///
  /// - Returns: What the kernel refused, while the rest was done.
  func add(_ routes: [Route], to index: Int32, _ connection: Plumber.Connection)
    throws(NetlinkError) -> [NetlinkError]
  {
    let old = settings.index
    return try connection.restore(
      routes.compactMap { route in
        var route = route
        if route.link == old { route.link = index }
        for hop in route.nextHops.indices where route.nextHops[hop].link == old {
          route.nextHops[hop].link = index
        }
        route.expires = left(of: route.expires)
        return route.expires == 0 ? nil : route
      })
  }

  /// Gives a link that is here all that it had. Its alias, by which an attachment's device is found, is
  /// the last: what is cut short before can be done again.
  ///
  /// - Returns: What the kernel refused, while the rest was done.
  /// - Throws: ``NetlinkError`` when it cannot have its name, or its alias, or when another try may do what
  ///   was refused.
  func restore(_ link: Link, _ connection: Plumber.Connection) throws(NetlinkError)
    -> [NetlinkError]
  {
    let name = settings.name ?? link.name
    var refused: [NetlinkError] = []
    func attempt(_ body: () throws(NetlinkError) -> Void) {
      do throws(NetlinkError) {
        try body()
      } catch {
        refused.append(error)
      }
    }
    func change(_ what: String, _ set: (inout LinkSettings) -> Void) throws(NetlinkError) {
      var settings = LinkSettings(index: link.index)
      set(&settings)
      guard settings != LinkSettings(index: link.index) else { return }
      try connection.socket.changeLink(settings, "restore the \(what) of \(name)")
    }

    let hasOldMAC = settings.mac == nil || link.address?.mac == settings.mac
    // Most devices change their MAC and name only while they are down.
    if link.flags.contains(.up), link.name != name || !hasOldMAC {
      try change("state") { $0.up = false }
    }
    if link.name != name { try change("name") { $0.name = name } }
    if !hasOldMAC {
      attempt { () throws(NetlinkError) in try change("MAC") { $0.mac = settings.mac } }
    }
    if let master = settings.master, master != link.master {
      attempt { () throws(NetlinkError) in
        try change("master") { $0.master = master }
        if let port { try connection.restore(port, of: link.index, name) }
      }
    }
    attempt { () throws(NetlinkError) in try change("MTU") { $0.mtu = settings.mtu } }
    attempt { () throws(NetlinkError) in
      try change("group and queue") {
        $0.group = settings.group
        $0.transmitQueueLength = settings.transmitQueueLength
      }
    }
    let others = settings.flagMask.subtracting(.up)
    if !link.flags.symmetricDifference(settings.flags).isDisjoint(with: others) {
      attempt { () throws(NetlinkError) in
        try change("flags") {
          $0.flagMask = others
          $0.flags = settings.flags.intersection(others)
        }
      }
    }
    refused += try Sysctl.restore(parameters, of: name, in: connection)
    attempt { () throws(NetlinkError) in try change("state") { $0.up = settings.up } }
    for other in alternativeNames where !link.alternativeNames.contains(other) {
      attempt { () throws(NetlinkError) in
        try connection.socket.addAlternativeName(other, toLink: link.index)
      }
    }
    refused += add(addresses, to: link.index, connection)
    refused += try add(routes, to: link.index, connection)
    if let passing = refused.first(where: \.mayPass) { throw passing }
    try change("alias") { $0.alias = settings.alias }
    return refused
  }

  /// Brings a link back from another namespace, under its old name.
  ///
  /// - Returns: What the kernel refused, while the rest was done.
  func moveBack(_ link: Link, from: Plumber.Connection, to: Plumber.Connection)
    throws(NetlinkError) -> [NetlinkError]
  {
    let name = settings.name ?? link.name
    let operation = "move \(name) back"
    var link = link
    // Those would be left behind, for nobody to take away.
    if KernelRelease.isBefore(6, 6) {
      try from.socket.deleteAlternativeNames(ofLink: link.index, except: alternativeNames)
    }
    let hasOthers = link.alternativeNames.contains { !alternativeNames.contains($0) }
    link.alternativeNames.removeAll { !alternativeNames.contains($0) }
    // Looked at before: asked for a name that is taken, the kernel refuses and moves all the same.
    for taken in [name] + link.alternativeNames where try to.linkIfThere(taken) != nil {
      throw NetlinkError(
        "move \(link.name) back", .fileExists, message: "the name \(taken) is taken\(to.suffix)")
    }
    do throws(NetlinkError) {
      // What it was called there besides may be a name of ours.
      if hasOthers { throw NetlinkError(operation, .fileExists) }
      try from.move(link, by: .move(link, to: to, name: name), to: to, operation)
    } catch {
      guard error.errno == .fileExists else { throw error }
      try moveBackThroughQuiet(link, from: from, to: to, name)
    }
    var back = try to.socket.link(.name(name))
    // Given at the last moment.
    try to.socket.deleteAlternativeNames(ofLink: back.index, except: alternativeNames)
    back.alternativeNames.removeAll { !alternativeNames.contains($0) }
    return try restore(back, to)
  }

  /// Takes its other names from a link where nobody can give it new ones: in a namespace of our own.
  private func moveBackThroughQuiet(
    _ link: Link, from: Plumber.Connection, to: Plumber.Connection, _ name: String
  ) throws(NetlinkError) {
    let operation = "move \(name) back"
    let quiet = try Plumber.Connection(try NetworkNamespace.anonymous(), "", nil)
    try from.move(link, by: .move(link, to: quiet, name: nil), to: quiet, operation)
    guard var here = try quiet.socket.links().first(where: { !$0.flags.contains(.loopback) })
    else { throw NetlinkError(operation, .noSuchDevice) }
    do throws(NetlinkError) {
      try quiet.socket.deleteAlternativeNames(ofLink: here.index, except: alternativeNames)
      here.alternativeNames.removeAll { !alternativeNames.contains($0) }
      try quiet.move(here, by: .move(here, to: to, name: name), to: to, operation)
    } catch {
      // It may not end with this namespace.
      var error = error
      let spare = "cn" + "\(name)/\(here.index)".stableHash
      do throws(NetlinkError) {
        try quiet.socket.changeLink(.move(here, to: to, name: spare), operation)
        error.leftBehind.append("\(name) is here as \(spare)")
      } catch let failure {
        error.leftBehind.append("\(failure)")
      }
      throw error
    }
  }

  /// What is left by now of a lifetime, in seconds; nil where there is no end.
  private func left(of lifetime: UInt32?) -> UInt32? {
    guard let lifetime, lifetime != .max else { return nil }
    return UInt32(clamping: Int64(lifetime) - max(Self.now - taken, 0))
  }
}

extension NetlinkError {
  /// Whether it says nothing of what was asked for, but of the moment.
  fileprivate var mayPass: Bool {
    [ENOMEM, ENOBUFS, EMFILE, ENFILE, EINTR, EAGAIN, EIO].contains(errno.rawValue)
  }
}

extension Plumber.Connection {
  /// Adds an address that was here, and may be the source of routes that are to be here again. Of IPv6 it
  /// is that only after duplicate address detection, which it was through with.
  func restore(_ address: Address, for routes: [Route]) throws(NetlinkError) {
    var first = address
    if address.prefix.address.family == AddressFamily.inet6,
      routes.contains(where: { $0.preferredSource == address.prefix.address })
    {
      first.flags.insert(.noDAD)
    }
    try socket.addAddress(first)
    if first != address { try socket.replaceAddress(address) }
  }

  /// Makes a port of a bridge what it was when it was one before.
  func restore(_ port: BridgePort, of index: Int32, _ name: String) throws(NetlinkError) {
    var port = port
    // It follows from the carrier and the spanning tree.
    port.state = nil
    // Once set, it no longer follows from the speed.
    let now = try socket.link(.index(index)).port as? BridgePort
    if now?.cost == port.cost { port.cost = nil }
    try socket.changePort(LinkSettings(index: index), port, "restore the port \(name)")
  }
}
