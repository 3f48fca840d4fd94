internal import CLinux
internal import Netlink
internal import NetworkNamespace
internal import RouteNetlink

/// What a move into another namespace takes from a link: its up state, its master, its addresses, its
/// routes and its kernel parameters; and what somebody may change there: name, MAC, MTU, flags, alias,
/// altnames.
struct LinkSnapshot: Sendable {
  let settings: LinkSettings
  /// How a bridge that is its master treats it.
  let port: BridgePort?
  let alternativeNames: [String]
  /// In an order in which the kernel, given them, has them as they were. Those with an end have the
  /// lifetimes that they had when the snapshot was taken.
  let addresses: [Address]
  /// All that lead over the link, also those that lead over others besides.
  let routes: [Route]
  /// As ``Sysctl/own(of:in:)`` returns them.
  let parameters: [String: String]
  /// Seconds since boot. What has a lifetime ends when it would have ended had the link stayed.
  let taken: Int64
  /// Not kept in a record.
  var hadCarrier = false

  /// Reads them before the move: setting a link down already flushes its IPv6 addresses.
  ///
  /// - Parameter parameters: of a link that goes to another namespace, where it would lose them, what
  ///   ``Sysctl/own(of:in:)`` returns: some 300 small files.
  init(_ link: Link, _ connection: Plumber.Connection, parameters: [String: String] = [:])
    throws(NetlinkError)
  {
    var settings = LinkSettings(name: link.name, index: link.index)
    settings.mac = link.address?.mac
    settings.mtu = link.mtu
    settings.alias = link.alias ?? ""
    settings.group = link.group
    settings.transmitQueueLength = link.transmitQueueLength
    settings.flagMask = Self.flags
    settings.flags = link.flags.intersection(Self.flags)
    settings.master = link.master
    hadCarrier = link.flags.contains(.lowerUp)
    self.settings = settings
    port = link.port as? BridgePort
    alternativeNames = link.alternativeNames
    taken = Self.now
    self.parameters = parameters
    let kept = try connection.socket.addresses(link: link.index).filter { address in
      // What the kernel makes by itself, it makes again.
      !address.isLinkLocalOfKernel && !address.isTemporary
    }.map { address in
      var address = address
      address.flags.subtract(.reported)
      // The default label is the link's name, which may change.
      if address.label == link.name { address.label = nil }
      return address
    }
    // Of a link's IPv6 addresses the kernel puts the newest first, which then is the first choice of
    // a source: added in this order, they are in the old one again.
    let ipv6 = kept.filter { $0.prefix.address.family == AddressFamily.inet6 }
    addresses =
      kept.filter { $0.prefix.address.family != AddressFamily.inet6 } + ipv6.reversed()
    routes = try connection.socket.routes(table: nil).filter { route in
      // Those that came with an address (RTPROT_KERNEL) come with it again.
      route.proto != 2
        && (route.link == link.index || route.nextHops.contains { $0.link == link.index })
    }.map { route in
      guard route.nextHopID != nil else { return route }
      // The next hop object knows.
      var route = route
      (route.gateway, route.link, route.nextHops) = (nil, nil, [])
      return route
    }
  }

  /// The addresses that come along into another namespace. One with a lifetime is for the namespace
  /// where somebody prolongs it: a DHCP client, or the kernel when a router advertises.
  var permanentAddresses: [Address] {
    addresses.filter { address in
      let isIPv6 = address.prefix.address.family == AddressFamily.inet6
      return address.validLifetime ?? .max == .max
        && !(isIPv6 && address.prefix.address.isLinkLocal)
    }
  }

  /// The routes that may come along: none that was learnt in this namespace (RTPROT_RA, RTPROT_DHCP), or
  /// that takes other links or a next hop object, which stay.
  var ownRoutes: [Route] {
    routes.filter { route in
      route.proto != 9 && route.proto != 16 && route.nextHopID == nil
        && route.nextHops.allSatisfy { $0.link == settings.index }
    }
  }

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
    return try restore(try to.socket.link(.name(name)), to)
  }

  /// What somebody switches on and off.
  private static var flags: LinkFlags { [.up, .noARP, .promiscuous, .allMulticast, .multicast] }

  /// Seconds since boot, those asleep included, as a lease counts them.
  private static var now: Int64 { linux_boot_time() }

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

extension Address {
  /// Whether the kernel made it, as a link's own. Corresponds to `IFAPROT_KERNEL_LL` (5.18); before, all of
  /// them count as such.
  fileprivate var isLinkLocalOfKernel: Bool {
    prefix.address.family == AddressFamily.inet6 && prefix.address.isLinkLocal
      && (proto == 3 || KernelRelease.isBefore(5, 18))
  }

  /// Corresponds to `IFA_F_TEMPORARY`.
  fileprivate var isTemporary: Bool {
    prefix.address.family == AddressFamily.inet6 && flags.contains(.secondary)
  }
}

extension AddressFlags {
  /// What the kernel says of an address, and does not take in a request.
  static var reported: AddressFlags {
    [.permanent, .tentative, .secondary, .dadFailed, .deprecated]
  }
}

extension LinkSnapshot {
  /// The snapshot as texts: when it was taken, the parameters, and the messages that restore it, in
  /// hexadecimal.
  func texts() throws(NetlinkError) -> [String] {
    var texts = ["\(Self.takenWord)\(taken)"]
    texts += parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    func keep(_ type: MessageType, _ body: (inout MessageBuilder) throws(MessageError) -> Void)
      throws(NetlinkError)
    {
      var buffer = MessageBuffer(capacity: 4096)
      do throws(MessageError) {
        try buffer.append(type, flags: [], body)
      } catch {
        throw NetlinkError("note the settings of \(settings.name ?? "")", error)
      }
      texts.append(hexadecimalText(buffer.bytes.array))
    }
    try keep(RTM.newlink) { (m) throws(MessageError) in
      try settings.encode(into: &m)
      try port?.encodeLinkInfo(into: &m)
    }
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
    return texts
  }

  private static var takenWord: String { "taken " }

  /// Reads ``texts()``; nil when it is damaged.
  init?(texts: [String]) {
    // Older records do not say when: what is left then counts from now.
    var taken = Self.now
    var settings: LinkSettings?
    var port: BridgePort?
    var names: [String] = []
    var addresses: [Address] = []
    var routes: [Route] = []
    var parameters: [String: String] = [:]
    for text in texts {
      if text.hasPrefix(Self.takenWord) {
        guard let seconds = Int64(text.dropFirst(Self.takenWord.count)) else { return nil }
        taken = seconds
        continue
      }
      if let equals = text.firstIndex(of: "=") {
        parameters[String(text[..<equals])] = String(text[text.index(after: equals)...])
        continue
      }
      guard let bytes = [UInt8](hexadecimal: text) else { return nil }
      do throws(MessageError) {
        var messages = Messages(bytes)
        while let message = try messages.next() {
          switch message.type {
          case RTM.newlink:
            settings = try LinkSettings(message)
            port = try Link(message).port as? BridgePort
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
    self.port = port
    alternativeNames = names
    self.addresses = addresses
    self.routes = routes
    self.taken = taken
    self.parameters = parameters
  }
}
