public import Netlink
public import RouteNetlink

extension Plumber {
  /// Finds a bridge, or makes it, and sees that it is up. It stays, for others to become ports of;
  /// only a failure takes it back, where it was made here and has no port yet.
  ///
  /// - Parameters:
  ///   - mtu: bytes; of a bridge that is made.
  ///   - promiscuous: receives everything, whoever it is for.
  /// - Throws: ``NetlinkError``, `EINVAL` when the name is another kind of link's.
  public func ensureBridge(_ name: String, mtu: UInt32? = nil, promiscuous: Bool = false)
    throws(NetlinkError) -> Link
  {
    let home = home
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
          try self.withoutPorts(name) { (link) throws(NetlinkError) in
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
    if !change.flagMask.isEmpty { try home.socket.changeLink(change, "set up \(name)") }
    return link
  }

  /// Sees that a bridge has an address, as the gateway of its ports.
  ///
  /// - Parameter forces: takes away other IPv4 addresses, and IPv6 addresses of networks that overlap,
  ///   which are an error otherwise.
  /// - Throws: ``NetlinkError``, `EEXIST` when the bridge has another address.
  public func ensureGateway(_ prefix: IPPrefix, of bridge: Link, forces: Bool) throws(NetlinkError)
  {
    let home = home
    let operation = "give \(prefix) to \(bridge.name)"
    for address in try home.socket.addresses(link: bridge.index)
    where address.prefix.address.family == prefix.address.family {
      if address.prefix == prefix { return }
      let isInTheWay =
        prefix.address.family == AddressFamily.inet || address.prefix.contains(prefix.address)
        || prefix.contains(address.prefix.address)
      guard isInTheWay else { continue }
      guard forces else {
        throw NetlinkError(
          operation, .fileExists, message: "it has \(address.prefix) already",
          hint: "forceAddress replaces it")
      }
      try home.socket.deleteAddress(address)
    }
    var address = Address(prefix, link: bridge.index)
    if prefix.address.family == AddressFamily.inet6 {
      // Containers need it now; who it belongs to is known.
      address.flags.insert(.noDAD)
      try Sysctl.enableIPv6(of: [bridge.name], in: home)
    }
    do throws(NetlinkError) {
      try home.socket.addAddress(address)
    } catch {
      // Somebody was quicker.
      guard error.errno == .fileExists else { throw error }
      return
    }
    onFailure("take \(prefix) from \(bridge.name)") { () throws(NetlinkError) in
      try self.withoutPorts(bridge.name) { (_) throws(NetlinkError) in
        try home.socket.deleteAddress(address)
      }
    }
    // A bridge that nobody gave a MAC takes the lowest of its ports', and another as they go.
    var settings = LinkSettings(index: bridge.index)
    settings.mac = bridge.address?.mac
    try home.socket.changeLink(settings, "fix the MAC of \(bridge.name)")
  }

  private func withoutPorts(_ name: String, _ body: (Link) throws(NetlinkError) -> Void)
    throws(NetlinkError)
  {
    guard let link = try home.linkIfThere(name),
      try home.socket.links(master: link.index).allSatisfy({ $0.master != link.index })
    else { return }
    try body(link)
  }
}
