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
    guard let address = addresses.first(where: { $0.prefix == prefix }) else {
      let similar = addresses.first { $0.prefix.address == prefix.address }
      throw NetlinkError(
        operation, .addressNotAvailable, message: "\(name) does not have it",
        hint: similar.map { "it has \($0.prefix)" })
    }
    let home = home
    let before = isInTransaction ? try LinkSnapshot(link, home) : nil
    do throws(NetlinkError) {
      try home.socket.deleteAddress(address)
    } catch {
      var error = error
      error.operation = operation
      throw error
    }
    onFailure("add address \(prefix) to \(name)") { () throws(NetlinkError) in
      var lost = address
      lost.flags.subtract(.reported)
      try home.socket.addAddress(lost)
      try before?.restoreAddresses(home, index: link.index)
    }
  }
}
