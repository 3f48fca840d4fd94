internal import Netlink
internal import NetworkNamespace
internal import RouteNetlink

extension Plumber {
  /// Brings a device back under its old name, with its old settings.
  func undoDevice(_ record: AttachmentRecord) throws(NetlinkError) {
    guard let before = LinkSnapshot(texts: record.restore) else {
      throw NetlinkError(
        "detach \(record.owner.container)", .badMessage,
        message: "the record of \(record.owner.interface) is damaged")
    }
    // Gone with its namespace, or brought back by the kernel to the first one.
    guard let host = try findHome(record) else { return }
    let target = try find(record)
    if let target, target !== host {
      let links = try target.socket.links()
      if let link = try movedDevice(record, links, in: target, from: host) {
        try deleteWhatIsOn(link, links, in: target)
        warnings += try before.moveBack(link, from: target, to: host)
        return
      }
    }
    // Still here, because the move never came about; or here again, because its namespace ended.
    var links = try devices(record, in: host)
    if links.isEmpty, record.phase == .done, let device = record.device {
      if let target { return try expectDeleted(device, record, in: target, host) }
      if device.kind == nil { links = try waitForHardware(record, in: host) }
    }
    for link in links { warnings += try before.restore(link, host) }
  }

  /// Of a dry run: as if a device were back under its old name.
  func planReturn(_ record: AttachmentRecord) throws(NetlinkError) {
    guard let name = record.hostLink, let host = try findHome(record),
      let target = try find(record), target !== host,
      let link = try movedDevice(record, target.socket.links(), in: target, from: host)
    else { return }
    try target.socket.changeLink(.move(link, to: host, name: name), "move \(name) back")
    target.plan.remove(link.name)
    host.plan.add(link, as: name)
  }

  private func devices(_ record: AttachmentRecord, in host: Connection) throws(NetlinkError)
    -> [Link]
  {
    try host.socket.links().filter {
      record.owner.owns($0) && record.device?.resembles($0) != false
    }
  }

  /// The device in the container, whatever its name and alias are by now; nil when there is none.
  ///
  /// - Throws: ``NetlinkError``, `EPERM` when another link there pretends to be it.
  private func movedDevice(
    _ record: AttachmentRecord, _ links: [Link], in target: Connection, from host: Connection
  ) throws(NetlinkError) -> Link? {
    let owner = record.owner
    // That of an older version says only whose it is.
    guard let device = record.device else { return links.first(where: owner.owns) }
    let home = try target.socket.namespaceID(of: host.namespace.fileDescriptor)
    let found = links.first { device.is($0, isMarked: owner.owns($0), home: home) }
    if let found { return found }
    guard let other = links.first(where: owner.owns) else { return nil }
    throw NetlinkError(
      "detach \(record.owner.container)", .notPermitted,
      message: "\(other.name)\(target.suffix) has the alias of \(record.hostLink ?? "the device"),"
        + " but is not what was moved there",
      hint: "if it is the device, whose other end has moved, move it here by hand and detach again")
  }

  /// Deletes what the container made on top of a device: on its wire it would go on without it.
  private func deleteWhatIsOn(_ device: Link, _ links: [Link], in target: Connection)
    throws(NetlinkError)
  {
    for link in links
    where link.parent == device.index && link.parentNamespaceID == nil && link.index != device.index
      && link.kind != Veth.name && link.kind != Netkit.name
    {
      try delete(link, in: target)
    }
  }

  /// Refuses to forget a device that is not in the container, though it cannot have been deleted.
  private func expectDeleted(
    _ device: MovedDevice, _ record: AttachmentRecord, in target: Connection, _ host: Connection
  ) throws(NetlinkError) {
    var isThere = device.kind == nil
    if device.kind == Veth.name || device.kind == Netkit.name, let origin = device.origin,
      origin.parentNamespaceID == nil, let index = origin.parent
    {
      // Both ends of a pair go together.
      let other = try host.socket.links().first { $0.index == index && $0.kind == device.kind }
      isThere = other?.parentNamespaceID != nil
    }
    guard isThere else { return }
    throw NetlinkError(
      "detach \(record.owner.container)", .noSuchDevice,
      message: "\(record.hostLink ?? "the device") is not in \(record.namespacePath) any more",
      hint: "it was moved on from there: move it here by hand and detach again")
  }

  /// The kernel takes a namespace apart a moment after it has ended, and only then gives hardware back.
  private func waitForHardware(_ record: AttachmentRecord, in host: Connection)
    throws(NetlinkError) -> [Link]
  {
    let deadline = ContinuousClock.now + .seconds(2)
    while true {
      let links = try devices(record, in: host)
      if !links.isEmpty { return links }
      guard ContinuousClock.now < deadline else { break }
      try wait(for: -1, milliseconds: 10, "wait for \(record.hostLink ?? "the device")")
    }
    warnings.append(
      NetlinkError(
        "detach \(record.owner.container)", .noSuchDevice,
        message: "\(record.hostLink ?? "the device") has not come back"))
    return []
  }
}
