internal import Netlink
internal import NetworkNamespace
internal import RouteNetlink

/// What a move into another namespace takes from a link: its up state, its master, its permanent
/// addresses and its routes; and what somebody may change there: name, MAC, MTU, alias, altnames.
struct LinkSnapshot: Sendable {
  let settings: LinkSettings
  let alternativeNames: [String]
  let addresses: [Address]
  let routes: [Route]
  /// Not kept in a record.
  var hadCarrier = false

  /// Reads them before the move: setting a link down already flushes its IPv6 addresses.
  init(_ link: Link, _ connection: Plumber.Connection) throws(NetlinkError) {
    var settings = LinkSettings(name: link.name, index: link.index)
    settings.mac = link.address?.mac
    settings.mtu = link.mtu
    settings.alias = link.alias ?? ""
    settings.group = link.group
    settings.transmitQueueLength = link.transmitQueueLength
    settings.up = link.flags.contains(.up)
    settings.master = link.master
    hadCarrier = link.flags.contains(.lowerUp)
    self.settings = settings
    alternativeNames = link.alternativeNames
    let kept = try connection.socket.addresses(link: link.index).filter { address in
      // What the kernel makes by itself, it makes again.
      let isMade =
        address.prefix.address.family == AddressFamily.inet6 && address.prefix.address.isLinkLocal
      return address.flags.contains(.permanent) && !isMade
    }.map { address in
      var address = address
      address.flags.subtract(.reported)
      address.preferredLifetime = nil
      address.validLifetime = nil
      // The default label is the link's name, which may change.
      if address.label == link.name { address.label = nil }
      return address
    }
    // Of a link's IPv6 addresses the kernel puts the newest first, which then is the first choice of
    // a source: added in this order, they are in the old one again.
    let ipv6 = kept.filter { $0.prefix.address.family == AddressFamily.inet6 }
    addresses =
      kept.filter { $0.prefix.address.family != AddressFamily.inet6 } + ipv6.reversed()
    routes = try connection.socket.routes(table: nil).filter {
      // Those that came with an address (RTPROT_KERNEL) come with it again; those of a router's
      // advertisement (RTPROT_RA) are for the namespace that heard it.
      $0.link == link.index && $0.proto != 2 && $0.proto != 9 && $0.type == 1
    }
  }

  /// Gives the link its addresses and its routes, which need it up.
  func restoreAddresses(
    _ connection: Plumber.Connection, index: Int32, routes includesRoutes: Bool = true,
    skipsDuplicateDetection: Bool = false
  ) throws(NetlinkError) {
    for var address in addresses {
      address.link = index
      if skipsDuplicateDetection, address.prefix.address.family == AddressFamily.inet6 {
        address.flags.insert(.noDAD)
      }
      try ignoring(.fileExists) { () throws(NetlinkError) in
        try connection.socket.addAddress(address)
      }
    }
    guard includesRoutes else { return }
    // Those on the link first: the others need them.
    for var route in routes.filter({ $0.gateway == nil }) + routes.filter({ $0.gateway != nil }) {
      route.link = index
      // Of these a request takes only RTNH_F_ONLINK.
      route.flags &= 4
      try ignoring(.fileExists) { () throws(NetlinkError) in
        try connection.socket.addRoute(route)
      }
    }
  }

  /// Gives a link that is here all that it had. Its alias, by which an attachment's device is found, is
  /// the last: what is cut short before can be done again.
  func restore(_ link: Link, _ connection: Plumber.Connection) throws(NetlinkError) {
    var settings = settings
    settings.index = link.index
    if link.name == settings.name { settings.name = nil }
    // Most devices change their MAC and name only while they are down.
    if link.flags.contains(.up), settings.name != nil || link.address?.mac != settings.mac {
      var down = LinkSettings(index: link.index)
      down.up = false
      try connection.socket.changeLink(down, "set \(link.name) down")
    }
    if link.address?.mac == settings.mac { settings.mac = nil }
    settings.alias = nil
    if let master = settings.master, master != link.master {
      var port = LinkSettings(index: link.index)
      port.master = master
      // One that has gone meanwhile, or takes it no more, is no reason to keep back the rest.
      try? connection.socket.changeLink(port, "set the master of \(self.settings.name ?? "")")
    }
    settings.master = nil
    try connection.socket.changeLink(settings, "restore \(self.settings.name ?? "")")
    for name in alternativeNames where !link.alternativeNames.contains(name) {
      try connection.socket.addAlternativeName(name, toLink: link.index)
    }
    try restoreAddresses(connection, index: link.index)
    var last = LinkSettings(index: link.index)
    last.alias = self.settings.alias
    try connection.socket.changeLink(last, "restore the alias of \(self.settings.name ?? "")")
  }

  /// Brings a link back from another namespace, under its old name.
  func moveBack(_ link: Link, from: Plumber.Connection, to: Plumber.Connection)
    throws(NetlinkError)
  {
    let name = settings.name ?? link.name
    var link = link
    // What it was called there besides may be a name of ours.
    for given in link.alternativeNames where !alternativeNames.contains(given) {
      try from.socket.deleteAlternativeName(given, ofLink: link.index)
    }
    link.alternativeNames.removeAll { !alternativeNames.contains($0) }
    // Looked at before: asked for a name that is taken, the kernel refuses and moves all the same.
    for taken in [name] + link.alternativeNames where try to.linkIfThere(taken) != nil {
      throw NetlinkError(
        "move \(link.name) back", .fileExists, message: "the name \(taken) is taken\(to.suffix)")
    }
    var move = LinkSettings(name: name, index: link.index)
    move.namespace = to.namespace.fileDescriptor
    try from.move(link, by: move, to: to, "move \(name) back")
    try restore(try to.socket.link(.name(name)), to)
  }

  private func ignoring(_ errno: Errno, _ body: () throws(NetlinkError) -> Void)
    throws(NetlinkError)
  {
    do throws(NetlinkError) {
      try body()
    } catch {
      guard error.errno == errno else { throw error }
    }
  }
}

extension AddressFlags {
  /// What the kernel says of an address, and does not take in a request.
  static var reported: AddressFlags {
    [.permanent, .tentative, .secondary, .dadFailed, .deprecated]
  }
}

extension LinkSnapshot {
  /// The snapshot as the messages that restore it, in hexadecimal.
  func hexadecimal() throws(NetlinkError) -> [String] {
    var messages: [String] = []
    func keep(_ type: MessageType, _ body: (inout MessageBuilder) throws(MessageError) -> Void)
      throws(NetlinkError)
    {
      var buffer = MessageBuffer(capacity: 4096)
      do throws(MessageError) {
        try buffer.append(type, flags: [], body)
      } catch {
        throw NetlinkError("note the settings of \(settings.name ?? "")", error)
      }
      messages.append(hexadecimalText(buffer.bytes.array))
    }
    try keep(RTM.newlink) { (m) throws(MessageError) in try settings.encode(into: &m) }
    for name in alternativeNames {
      try keep(RTM.newlinkprop) { (m) throws(MessageError) in
        try m.put(header: LinkHeader())
        try m.put(IFLA.altIfname, name)
      }
    }
    for address in addresses {
      try keep(RTM.newaddr) { (m) throws(MessageError) in try address.encode(into: &m) }
    }
    for route in routes {
      try keep(RTM.newroute) { (m) throws(MessageError) in try route.encode(into: &m) }
    }
    return messages
  }

  /// Reads ``hexadecimal()``; nil when it is damaged.
  init?(hexadecimal texts: [String]) {
    var settings: LinkSettings?
    var names: [String] = []
    var addresses: [Address] = []
    var routes: [Route] = []
    for text in texts {
      guard let bytes = [UInt8](hexadecimal: text) else { return nil }
      do throws(MessageError) {
        var messages = Messages(bytes)
        while let message = try messages.next() {
          switch message.type {
          case RTM.newlink: settings = try LinkSettings(message)
          case RTM.newlinkprop:
            var attributes = message.attributes(after: LinkHeader.size)
            while let name = try attributes.next() { names.append(try name.string()) }
          case RTM.newaddr: if let address = try Address(message) { addresses.append(address) }
          case RTM.newroute: if let route = try Route(message) { routes.append(route) }
          default: break
          }
        }
      } catch {
        return nil
      }
    }
    guard let settings else { return nil }
    self.settings = settings
    alternativeNames = names
    self.addresses = addresses
    self.routes = routes
  }
}
