public import Netlink
public import RouteNetlink

extension Plumber {
  /// Gives an address to a link here.
  ///
  /// - Parameter skipsDuplicateDetection: IPv6 only.
  /// - Throws: ``NetlinkError``, `EEXIST` when the link has it.
  public func addAddress(
    _ prefix: IPPrefix, to name: String, skipsDuplicateDetection: Bool = false
  ) throws(NetlinkError) {
    let operation = "add address \(prefix) to \(name)"
    var configuration = InterfaceConfiguration()
    configuration.up = false
    configuration.addresses = [prefix]
    configuration.skipsDuplicateDetection = skipsDuplicateDetection
    try configuration.validate(operation)
    let link = try existingLink(name, operation)
    let home = home
    try home.configure(name, index: link.index, configuration)
    if isDryRun { home.plan.begin() }
    onFailure("delete address \(prefix) of \(name)") { () throws(NetlinkError) in
      try home.socket.deleteAddress(Address(prefix, link: link.index))
    }
  }

  /// Takes an address from a link here.
  ///
  /// With an IPv4 address go those that are secondary to it, and with any address its routes.
  ///
  /// - Throws: ``NetlinkError``, `EADDRNOTAVAIL` when the link does not have it.
  public func deleteAddress(_ prefix: IPPrefix, of name: String) throws(NetlinkError) {
    let operation = "delete address \(prefix) of \(name)"
    let link = try existingLink(name, operation)
    let addresses = try home.socket.addresses(link: link.index)
    // A line before, of a dry run, may have added it.
    let planned = home.plan.isBegun ? Address(prefix, link: link.index) : nil
    guard let address = addresses.first(where: { $0.prefix == prefix }) ?? planned else {
      let similar = addresses.first { $0.prefix.address == prefix.address }
      throw NetlinkError(
        operation, .addressNotAvailable, message: "\(name) does not have it",
        hint: similar.map { "it has \($0.prefix)" })
    }
    let home = home
    // Those of the kernel's own (RTPROT_KERNEL) come again with the address, IPv6's local one a
    // moment later: added here too, it would be there twice.
    let routes =
      isInTransaction ? try home.socket.routes(table: nil).filter { $0.proto != 2 } : []
    do throws(NetlinkError) {
      try home.socket.deleteAddress(address)
    } catch {
      var error = error
      error.operation = operation
      throw error
    }
    onFailure("add address \(prefix) to \(name)") { () throws(NetlinkError) in
      self.warnings += try home.restore(address, of: addresses, routes: routes)
    }
  }
}

extension Plumber.Connection {
  /// Gives a link back an address, and all that went with it.
  ///
  /// - Parameters:
  ///   - addresses: those of the link as they were.
  ///   - routes: those of the namespace as they were, but for the kernel's own.
  /// - Returns: The routes that the kernel refused.
  fileprivate func restore(_ address: Address, of addresses: [Address], routes: [Route])
    throws(NetlinkError) -> [NetlinkError]
  {
    // Secondary to it, in the kernel's order: deleted with it, or made primary
    // (net.ipv4.conf.*.promote_secondaries), and then in its way.
    let followers = addresses.filter {
      $0.flags.contains(.secondary) && !address.flags.contains(.secondary)
        && $0.prefix.address.family == AddressFamily.inet
        && $0.prefix.length == address.prefix.length && address.prefix.contains($0.prefix.address)
    }
    let left = try socket.addresses(link: address.link)
    for follower in followers where left.contains(where: { $0.prefix == follower.prefix }) {
      try socket.deleteAddress(follower)
    }
    for var lost in [address] + followers {
      lost.flags.subtract(.reported)
      try restore(lost, for: routes)
    }
    return try restore(routes)
  }
}
