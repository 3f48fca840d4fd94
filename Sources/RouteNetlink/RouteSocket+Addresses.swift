public import Netlink

extension RouteSocket {
  /// Gives an address to a link. Corresponds to `RTM_NEWADDR` with `NLM_F_CREATE | NLM_F_EXCL`.
  ///
  /// - Throws: ``NetlinkError``, `EEXIST` when the link has it.
  public mutating func addAddress(_ address: Address) throws(NetlinkError) {
    try netlink.acknowledge(
      "add address \(address.prefix)", RTM.newaddr, flags: [.create, .exclusive]
    ) { (m) throws(MessageError) in try address.encode(into: &m) }
  }

  /// Gives an address that the link has other flags and lifetimes, or adds it. Corresponds to `RTM_NEWADDR`
  /// with `NLM_F_CREATE | NLM_F_REPLACE`.
  public mutating func replaceAddress(_ address: Address) throws(NetlinkError) {
    try netlink.acknowledge(
      "change address \(address.prefix)", RTM.newaddr, flags: [.create, .replace]
    ) { (m) throws(MessageError) in try address.encode(into: &m) }
  }

  /// Takes an address away. Corresponds to `RTM_DELADDR`.
  ///
  /// - Throws: ``NetlinkError``, `EADDRNOTAVAIL` when the link does not have it.
  public mutating func deleteAddress(_ address: Address) throws(NetlinkError) {
    try netlink.acknowledge("delete address \(address.prefix)", RTM.deladdr) {
      (m) throws(MessageError) in try address.encode(into: &m)
    }
  }

  /// All addresses, or those of the link with this index.
  /// Corresponds to a dump of `RTM_GETADDR`.
  public mutating func addresses(link: Int32? = nil) throws(NetlinkError) -> [Address] {
    try netlink.dump("list addresses", RTM.getaddr) { (m) throws(MessageError) in
      try m.put(header: AddressHeader(index: UInt32(bitPattern: link ?? 0)))
    } decode: { (message) throws(MessageError) in
      guard message.type == RTM.newaddr, let address = try Address(message) else { return nil }
      // Kernels before 4.20 do not filter.
      return link == nil || address.link == link ? address : nil
    }
  }
}
