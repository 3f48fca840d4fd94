public import Netlink
public import RouteNetlink
internal import SystemCalls

extension Plumber {
  /// Finds a bridge, or makes it, and sees that it is up. It stays, for others to become ports of;
  /// only a failure takes it back, or sets its flags back.
  ///
  /// In a transaction, nobody else's failure takes away what was seen here: bridges are used by one at a
  /// time, until ``attach(_:to:store:label:notes:release:_:)`` has made a port. A failure leaves a bridge
  /// as it is that somebody else has made a port of meanwhile.
  ///
  /// - Parameters:
  ///   - mtu: bytes; of a bridge that is made.
  ///   - promiscuous: receives everything, whoever it is for.
  /// - Throws: ``NetlinkError``, `EINVAL` when the name is another kind of link's.
  public func ensureBridge(_ name: String, mtu: UInt32? = nil, promiscuous: Bool = false)
    throws(NetlinkError) -> Link
  {
    let home = home
    if isInTransaction { try holdBridges() }
    var settings = LinkSettings(name: name)
    // Its own, so that it does not change as ports come and go.
    settings.mac = .random()
    settings.mtu = mtu
    settings.up = true
    var bridge = try home.linkIfThere(name)
    if bridge == nil {
      do throws(NetlinkError) {
        bridge = try home.socket.createLinkEchoed(settings, Bridge())
        onFailure("delete the bridge \(name)") { () throws(NetlinkError) in
          try self.restore(name, in: home, ports: []) { (link) throws(NetlinkError) in
            try home.socket.deleteLink(.index(link.index))
          }
        }
      } catch {
        // Somebody was quicker.
        guard error.errno == .fileExists else { throw error }
      }
    }
    // Before Linux 6.2 nothing is echoed.
    let link = if let bridge { bridge } else { try home.socket.link(.name(name)) }
    guard link.kind == Bridge.name else {
      throw NetlinkError("use the bridge \(name)", .invalidArgument, message: "it is not a bridge")
    }
    var change = LinkSettings(index: link.index)
    if !link.flags.contains(.up) { change.up = true }
    if promiscuous, !link.flags.contains(.promiscuous) {
      change.flags.insert(.promiscuous)
      change.flagMask.insert(.promiscuous)
    }
    guard !change.flagMask.isEmpty else { return link }
    let before = try LinkSnapshot(link, home)
    try restoreOnFailure("set back \(name)", link) { (link) throws(NetlinkError) in
      var back = LinkSettings(index: link.index)
      back.flagMask = change.flagMask
      try home.socket.changeLink(back, "set back \(name)")
      // As it goes down, it loses its IPv6 addresses.
      self.warnings += before.add(before.addresses, to: link.index, home)
    }
    try home.socket.changeLink(change, "set up \(name)")
    return link
  }

  /// Sees that a bridge has an address, as the gateway of its ports. A failure takes it back, but for the
  /// bridge's MAC, which from then on is fixed.
  ///
  /// - Parameter forces: takes away other IPv4 addresses, and IPv6 addresses of networks that overlap,
  ///   which are an error otherwise.
  /// - Throws: ``NetlinkError``, `EEXIST` when the bridge has another address.
  public func ensureGateway(_ prefix: IPPrefix, of bridge: Link, forces: Bool) throws(NetlinkError)
  {
    let home = home
    let operation = "give \(prefix) to \(bridge.name)"
    let isIPv6 = prefix.address.family == AddressFamily.inet6
    let there = try home.socket.addresses(link: bridge.index).filter {
      $0.prefix.address.family == prefix.address.family
    }
    if there.contains(where: { $0.prefix == prefix }) { return }
    let inTheWay = there.filter {
      !isIPv6 || $0.prefix.contains(prefix.address) || prefix.contains($0.prefix.address)
    }
    if let other = inTheWay.first {
      guard forces else {
        throw NetlinkError(
          operation, .fileExists, message: "it has \(other.prefix) already",
          hint: "forceAddress replaces it")
      }
      try replace(inTheWay, of: bridge)
    }
    var address = Address(prefix, link: bridge.index)
    if isIPv6 {
      // Containers need it now; who it belongs to is known.
      address.flags.insert(.noDAD)
      let before = try Sysctl.enableIPv6(of: [bridge.name], in: home)
      if !before.isEmpty {
        try restoreOnFailure("switch IPv6 off on \(bridge.name)", bridge) {
          (_) throws(NetlinkError) in try Sysctl.apply(before, in: home)
        }
      }
    }
    let gateway = address
    do throws(NetlinkError) {
      try home.socket.addAddress(gateway)
    } catch {
      // Somebody was quicker.
      guard error.errno == .fileExists else { throw error }
      return
    }
    try restoreOnFailure("take \(prefix) from \(bridge.name)", bridge) {
      (_) throws(NetlinkError) in try home.socket.deleteAddress(gateway)
    }
    // A bridge that nobody gave a MAC takes the lowest of its ports', and another as they go.
    var settings = LinkSettings(index: bridge.index)
    // Some older kernels let one that has no ports have no frames but for a MAC that was another before.
    if KernelRelease.isBefore(6, 1), try home.ports(of: bridge).isEmpty {
      settings.mac = .random()
      try home.socket.changeLink(settings, "fix the MAC of \(bridge.name)")
    }
    settings.mac = bridge.address?.mac
    try home.socket.changeLink(settings, "fix the MAC of \(bridge.name)")
  }

  /// Takes addresses away; a failure gives them back, with the routes that went with them.
  private func replace(_ addresses: [Address], of bridge: Link) throws(NetlinkError) {
    let home = home
    let before = try LinkSnapshot(bridge, home)
    try restoreOnFailure("give \(bridge.name) its addresses back", bridge) {
      (_) throws(NetlinkError) in
      self.warnings += before.add(before.addresses, to: bridge.index, home)
      self.warnings += try before.add(before.routes, to: bridge.index, home)
    }
    for address in addresses {
      do throws(NetlinkError) {
        try home.socket.deleteAddress(address)
      } catch {
        // A secondary one goes with the first of its network.
        guard error.errno == .addressNotAvailable else { throw error }
      }
    }
  }

  // MARK: Beside others

  /// Waits until nobody else uses bridges. The records' directory itself is what is locked, so that no
  /// file is left over.
  private func holdBridges() throws(NetlinkError) {
    guard bridgeLock == nil, !isDryRun else { return }
    let directory = AttachmentStore.defaultDirectory
    bridgeLock = try NetlinkError.naming("lock \(directory)") { () throws(Errno) in
      try FileSystem.makePrivateDirectory(directory)
      return try FileSystem.lockDirectory(directory)
    }
  }

  /// Notes how something that is done to a bridge now is taken back.
  private func restoreOnFailure(
    _ step: String, _ bridge: Link, _ body: @escaping (Link) throws(NetlinkError) -> Void
  ) throws(NetlinkError) {
    guard isInTransaction else { return }
    let (home, ports) = (home, try home.ports(of: bridge))
    onFailure(step) { () throws(NetlinkError) in
      try self.restore(bridge.name, in: home, ports: ports, body)
    }
  }

  /// Takes back what was done to a bridge when it had these ports; not where somebody else, who relies
  /// on it, has become one meanwhile.
  private func restore(
    _ name: String, in home: Connection, ports: Set<Int32>,
    _ body: (Link) throws(NetlinkError) -> Void
  ) throws(NetlinkError) {
    try holdBridges()
    defer { bridgeLock = nil }
    guard let link = try home.linkIfThere(name), try home.ports(of: link).isSubset(of: ports)
    else { return }
    try body(link)
  }
}

extension Plumber.Connection {
  /// The indexes of a master's ports.
  fileprivate func ports(of master: Link) throws(NetlinkError) -> Set<Int32> {
    Set(try socket.links(master: master.index).filter { $0.master == master.index }.map(\.index))
  }
}
