public import Netlink
public import RouteNetlink

/// What is to change in a link. What is nil stays.
public struct LinkChange: Sendable {
  /// Name, flags, MAC, MTU, group and alias. The index and the master are found out.
  public var settings = LinkSettings()
  /// The master's name.
  public var master: String?
  /// Take the link away from its master.
  public var leavesMaster = false
  /// A name besides its own.
  public var alternativeName: String?

  public init() {}
}

extension Plumber {
  /// Changes a link, wholly or not at all.
  ///
  /// All goes by one `RTM_NEWLINK`, an alternative name by a second message. The kernel does not undo
  /// the first attributes of a message when it refuses a later one, so what was changed is put back
  /// here, with the addresses and routes that a link loses when it goes down.
  ///
  /// - Throws: ``NetlinkError``: `ENODEV` when there is no such link or master, `EEXIST` when a name
  ///   is taken, `EINVAL` when the MTU is outside the link's range or above its parent's.
  public func setLink(_ name: String, _ change: LinkChange) throws(NetlinkError) {
    let operation = "change \(name)\(home.suffix)"
    let link = try existingLink(name, operation)
    var settings = change.settings
    try settings.validateName(operation)
    settings.index = link.index
    if let master = change.master {
      settings.master = try existingLink(master, as: "master", operation).index
    } else if change.leavesMaster {
      settings.master = 0
    }
    for taken in [settings.name, change.alternativeName] {
      guard let taken, let holder = try? home.link(named: taken) else { continue }
      if taken == settings.name, holder.index == link.index, holder.name == taken { continue }
      throw NetlinkError(operation, .fileExists, message: "the name \(taken) is taken")
    }
    try checkMTU(settings.mtu, of: link, operation)

    // The undo may run when things are seen from another namespace.
    let home = home
    let wasUp = link.flags.contains(.up)
    let goesDown = settings.up == false && wasUp
    // To take it up is undone by taking it down, which costs its IPv6 addresses.
    let before = goesDown || settings.up == true && !wasUp ? try LinkSnapshot(link, home) : nil
    let losesIPv6 =
      (settings.mtu ?? .max) < IPv6State.leastMTU && link.mtu ?? 0 >= IPv6State.leastMTU
    let ipv6 = losesIPv6 ? try IPv6State(link, home) : nil
    // Going down takes routes away that are not the link's alone (multipath).
    let routes =
      goesDown ? try home.socket.routes(table: nil).filter { $0.proto != 2 } : []
    try transaction { () throws(NetlinkError) in
      onFailure("set \(name) back") { () throws(NetlinkError) in
        try self.restore(link, before, ipv6, settings, home)
        self.warnings += try home.restore(routes)
      }
      do throws(NetlinkError) {
        try home.socket.changeLink(settings, operation)
      } catch {
        throw explainSetting(error, link, change)
      }
      if isDryRun, let new = settings.name, new != link.name {
        let index = link.index
        home.plan.remove(link.name)
        home.plan.add(link, as: new, index: index)
      }
      if let other = change.alternativeName {
        try home.socket.addAlternativeName(other, toLink: link.index)
        onFailure("delete the altname \(other)") { () throws(NetlinkError) in
          try home.socket.deleteAlternativeName(other, ofLink: link.index)
        }
      }
    }
  }

  private func checkMTU(_ mtu: UInt32?, of link: Link, _ operation: String) throws(NetlinkError) {
    guard let mtu else { return }
    let least = link.minimumMTU ?? 0
    // 0: no limit.
    let most = link.maximumMTU.flatMap { $0 == 0 ? nil : $0 } ?? .max
    guard (least...max(least, most)).contains(mtu) else {
      throw NetlinkError(
        operation, .invalidArgument,
        message: "the MTU \(mtu) is outside what \(link.name) takes, \(least) to \(most) bytes")
    }
    guard ["macvlan", "macvtap", "vlan"].contains(link.kind ?? ""), link.parentNamespaceID == nil,
      let index = link.parent, let parent = try? home.socket.link(.index(index)),
      let limit = parent.mtu, mtu > limit
    else { return }
    throw LinkCondition.parentMTU(parent.name, limit: limit).refusal(operation, mtu: mtu)
  }

  /// Puts back what differs from before, of what was to be changed.
  private func restore(
    _ old: Link, _ before: LinkSnapshot?, _ ipv6: IPv6State?, _ asked: LinkSettings,
    _ home: Connection
  ) throws(NetlinkError) {
    let now = try home.socket.link(.index(old.index))
    var back = LinkSettings(index: old.index)
    if asked.name != nil, now.name != old.name { back.name = old.name }
    if asked.mtu != nil, now.mtu != old.mtu { back.mtu = old.mtu }
    if asked.mac != nil, now.address != old.address { back.mac = old.address?.mac }
    if asked.group != nil, now.group != old.group { back.group = old.group ?? 0 }
    if asked.master != nil, now.master != old.master { back.master = old.master ?? 0 }
    if asked.alias != nil, now.alias != old.alias { back.alias = old.alias ?? "" }
    let wasUp = old.flags.contains(.up)
    if asked.up != nil, now.flags.contains(.up) != wasUp { back.up = wasUp }
    guard back != LinkSettings(index: old.index) else { return }
    if back.name != nil, back.up == false {
      // Before Linux 6.2 a link that is up keeps its name.
      var down = LinkSettings(index: old.index)
      down.up = false
      try home.socket.changeLink(down, "set \(now.name) down")
    }
    try home.socket.changeLink(back, "set \(old.name) back")
    if back.mtu != nil, let ipv6 { warnings += try ipv6.restore(old.name, home) }
    if back.master != nil, let port = old.port as? BridgePort {
      try home.restore(port, of: old.index, old.name)
    }
    // Going down took addresses and routes away.
    guard back.up != nil, let before else { return }
    warnings += before.add(before.addresses, to: old.index, home)
    if wasUp { warnings += try before.add(before.routes, to: old.index, home) }
  }

  private func explainSetting(_ error: NetlinkError, _ link: Link, _ change: LinkChange)
    -> NetlinkError
  {
    var error = error
    guard error.hint == nil else { return error }
    if let master = change.master, error.errno == .notSupported,
      let kind = try? home.link(named: master).kind ?? "plain link"
    {
      error.hint = "\(master) is a \(kind), which takes no ports"
    } else if change.settings.mtu != nil,
      error.errno == .invalidArgument || error.errno == .outOfRange,
      link.parentNamespaceID != nil
    {
      error.hint = "the MTU may be above that of its parent, which is in another namespace"
    } else if let name = change.settings.name, name != link.name, error.errno == .busy,
      link.flags.contains(.up), change.settings.up != false
    {
      error.hint = """
        this kernel renames a link only while it is down: cnet link set \(link.name) --down
        """
    }
    return error
  }
}
