public import Netlink
public import RouteNetlink

/// A way from a parent's namespace to the macvlans on it, which the parent itself has none to.
///
/// That is a macvlan in mode bridge beside the parent, without an address of its own: packets leave by
/// it with the parent's. Each address has a route and a neighbour entry of its own, so that nothing is
/// asked for on the parent's wire, where the shim's MAC would be taken for that of the parent's address.
public struct MacvlanShim: Sendable {
  /// The parent's name.
  public var parent: String
  /// Whom it leads to: the address of a macvlan, and its MAC.
  public var targets: [(address: IPAddress, mac: MACAddress)] = []

  public init(parent: String) { self.parent = parent }

  /// The shim's name: `eth0-shim`, shortened to the 15 bytes that a name may have.
  public var name: String {
    var stem = parent
    while stem.utf8.count > 10 { stem.removeLast() }
    return "\(stem)-shim"
  }
}

extension Plumber {
  /// Makes a shim here, or leads one that is there to further addresses, all of it or nothing.
  ///
  /// - Throws: ``NetlinkError``: `EADDRNOTAVAIL` when the parent has no address of a target's family,
  ///   `EEXIST` when the shim's name is another link's.
  public func add(_ shim: MacvlanShim) throws(NetlinkError) {
    let operation = "create the shim \(shim.name)"
    let home = home
    let parent = try existingLink(shim.parent, as: "parent", operation)
    let own = try home.socket.addresses(link: parent.index)
    try transaction { () throws(NetlinkError) in
      let existing = try home.linkIfThere(shim.name)
      if let existing {
        guard existing.parent == parent.index, existing.parentNamespaceID == nil,
          Macvlan(either: existing.data)?.mode == .bridge
        else {
          throw NetlinkError(operation, .fileExists, message: "the name \(shim.name) is taken")
        }
      } else {
        // As large as what goes by the parent.
        var new = NewLink(shim.name, Macvlan(mode: .bridge), parent: shim.parent)
        new.settings.mac = .random()
        // Up once it is quiet.
        new.configuration.up = false
        try add(new)
      }
      let index = try home.link(named: shim.name).index
      if !isDryRun { try quieten(shim, isNew: existing == nil) }
      var up = LinkSettings(index: index)
      up.up = true
      try home.socket.changeLink(up, "set \(shim.name) up")
      for (address, mac) in shim.targets {
        guard let source = sender(to: address, own) else {
          throw NetlinkError(
            operation, .addressNotAvailable,
            message: "\(shim.parent) has no address in the network of \(address)")
        }
        try lead(index, shim.name, to: address, mac, from: source)
      }
    }
  }

  /// Keeps a shim from changing what the parent's wire sees: it answers ARP, and takes IPv4 packets,
  /// only where a route leads back by it, and has no IPv6 but the addresses that it is given.
  private func quieten(_ shim: MacvlanShim, isNew: Bool) throws(NetlinkError) {
    let (ipv4, ipv6) = ("net/ipv4/conf/\(shim.name)", "net/ipv6/conf/\(shim.name)")
    try Sysctl.apply(["\(ipv4)/arp_filter": "1", "\(ipv4)/rp_filter": "1"], in: home)
    // IN6_ADDR_GEN_MODE_NONE
    var values = ["addr_gen_mode": "1", "accept_ra": "0", "autoconf": "0"]
    if shim.targets.contains(where: { $0.address.family == AddressFamily.inet6 }) {
      values["disable_ipv6"] = "0"
    } else if isNew {
      values["disable_ipv6"] = "1"
    }
    // A kernel may have no IPv6.
    let known = try Sysctl.values(below: ipv6, in: home)
    try Sysctl.apply(
      Dictionary(
        uniqueKeysWithValues: values.filter { known[$0.key] != nil }.map {
          ("\(ipv6)/\($0.key)", $0.value)
        }), in: home)
  }

  /// Which of the parent's addresses a packet would have.
  private func sender(to address: IPAddress, _ own: [Address]) -> IPPrefix? {
    own.map(\.prefix).filter { $0.contains(address) }.max { $0.length < $1.length }
  }

  private func lead(
    _ index: Int32, _ name: String, to address: IPAddress, _ mac: MACAddress, from source: IPPrefix
  ) throws(NetlinkError) {
    let home = home
    if address.family == AddressFamily.inet6,
      let single = IPPrefix(source.address, length: source.address.bitWidth)
    {
      // Neighbour solicitations are answered only where the address is.
      var own = Address(single, link: index)
      own.flags.insert(.noDAD)
      try ignoringExisting { () throws(NetlinkError) in
        try home.socket.addAddress(own)
        onFailure("take \(single) from \(name)") { () throws(NetlinkError) in
          try home.socket.deleteAddress(own)
        }
      }
    }
    // Both go with the link. Where that was there before, they are taken back.
    let before = try home.socket.neighbors(link: index).first { $0.destination == address }
    try home.socket.setNeighbor(Neighbor(address, link: index, permanent: mac))
    onFailure("forget \(address) on \(name)") { () throws(NetlinkError) in
      if let before {
        try home.socket.setNeighbor(before)
      } else {
        try home.socket.deleteNeighbor(Neighbor(address, link: index, permanent: mac))
      }
    }
    var route = Route(to: IPPrefix(address, length: address.bitWidth), link: index)
    route.preferredSource = source.address
    try ignoringExisting { () throws(NetlinkError) in
      try addRoute(route)
    }
  }

  private func ignoringExisting(_ body: () throws(NetlinkError) -> Void) throws(NetlinkError) {
    do throws(NetlinkError) {
      try body()
    } catch {
      guard error.errno == .fileExists else { throw error }
    }
  }

  /// Deletes a parent's shim, and with it what leads through it.
  ///
  /// - Throws: ``NetlinkError``, `ENODEV` when there is none.
  public func deleteShim(of parent: String) throws(NetlinkError) {
    let name = MacvlanShim(parent: parent).name
    let operation = "delete the shim \(name)"
    let link = try existingLink(name, as: "shim", operation)
    guard Macvlan(either: link.data) != nil else {
      throw NetlinkError(operation, .invalidArgument, message: "it is not a macvlan")
    }
    try deleteLinks([name])
  }
}
