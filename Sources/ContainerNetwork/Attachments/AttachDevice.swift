internal import Netlink
internal import NetworkNamespace
internal import RouteNetlink

extension AttachmentWork {
  /// Moves an interface in, with everything that a move takes from it.
  func attachDevice(_ name: String, _ record: inout AttachmentRecord) throws(NetlinkError)
    -> AttachedInterface
  {
    let source = plumber.home
    let link = try source.socket.link(.name(name))
    let before = try LinkSnapshot(link, source)
    record.hostLink = link.name
    record.restore = try before.hexadecimal()
    try begin(record)

    try plumber.transaction { () throws(NetlinkError) in
      try plumber.moveLink(link.name, to: .path(path), newName: attachment.name)
      guard !plumber.isDryRun else { return }
      let index = try target.socket.link(.name(attachment.name)).index
      var settings = LinkSettings(index: index)
      settings.mac = attachment.mac
      settings.mtu = attachment.mtu
      settings.alias = owner.alias
      settings.up = attachment.configuration.up ? true : nil
      try target.socket.changeLink(settings, "set up \(attachment.name)\(target.suffix)")
      // Its own addresses and routes come along; what the description adds comes on top.
      try before.restoreAddresses(target, index: index)
      var rest = attachment.configuration
      rest.up = false
      rest.addresses.removeAll { prefix in before.addresses.contains { $0.prefix == prefix } }
      try target.configure(attachment.name, index: index, rest)
    }
    try finish(&record)
    return AttachedInterface(
      owner: owner, mac: attachment.mac ?? link.address?.mac, mtu: attachment.mtu ?? link.mtu,
      hostLink: nil, hostMAC: nil)
  }
}

extension Plumber {
  /// Brings a device back under its old name, with its old settings.
  func undoDevice(_ record: AttachmentRecord) throws(NetlinkError) {
    guard let before = LinkSnapshot(hexadecimal: record.restore) else { return }
    if let target = try? openNamespace(of: record),
      let link = try? target.socket.link(.name(record.owner.interface)),
      link.alias == record.owner.alias || link.address?.mac == before.settings.mac
    {
      try before.moveBack(link, from: target, to: home)
      return
    }
    // Still here, because the move never came about; or here again, because its namespace ended.
    for link in try home.socket.links() where link.alias == record.owner.alias {
      try before.restore(link, home)
    }
  }
}
