public import Netlink
internal import NetworkNamespace
internal import RouteNetlink

extension Plumber {
  /// Gives back what belongs to an attachment besides its interface.
  public typealias Release = (AttachmentRecord) throws(NetlinkError) -> Void

  /// Takes a container's interfaces away again. What is half there, or gone with its namespace,
  /// is no error.
  ///
  /// - Parameters:
  ///   - interface: only this one; nil: all.
  ///   - release: gives back what else belongs to an attachment (a reserved address).
  /// - Returns: What was detached.
  /// - Throws: ``NetlinkError``; the record then stays, for another try.
  @discardableResult
  public func detach(
    _ container: String, interface: String? = nil, store: AttachmentStore = AttachmentStore(),
    release: Release = { (_) throws(NetlinkError) in }
  ) throws(NetlinkError) -> [AttachmentOwner] {
    // Nothing is written for a container that nobody knows.
    guard try store.hasFiles(container) else { return [] }
    return try store.holding(container) { () throws(NetlinkError) in
      let records = try store.records(container: container).filter {
        interface == nil || $0.owner.interface == interface
      }
      try undo(records, store, release)
      return records.map(\.owner)
    }
  }

  /// Undoes the work of processes that were killed: whatever is recorded as begun while nobody
  /// works on it, and what belongs to a namespace that is gone. Waits for processes that are at work.
  ///
  /// - Returns: What was undone.
  /// - Throws: the first ``NetlinkError``; what comes after it is tried all the same.
  public func recover(
    store: AttachmentStore = AttachmentStore(), release: Release = { (_) throws(NetlinkError) in }
  ) throws(NetlinkError) -> [AttachmentOwner] {
    var recovered: [AttachmentOwner] = []
    // The kernel lets go of a namespace a moment after its name is gone.
    let deadline = ContinuousClock.now + .milliseconds(300)
    try store.forEachContainer { (records) throws(NetlinkError) in
      var lost: [AttachmentRecord] = []
      for record in records {
        let isLost = if record.phase == .begun { true } else { try isGone(record, by: deadline) }
        if isLost { lost.append(record) }
      }
      try undo(lost, store, release)
      recovered += lost.map(\.owner)
    }
    return recovered
  }

  /// Undoes the newest first, and goes on after a failure. A pod's namespace, which may end with its
  /// name, is kept while a device is still in it.
  private func undo(
    _ records: [AttachmentRecord], _ store: AttachmentStore, _ release: Release
  ) throws(NetlinkError) {
    var first: NetlinkError?
    for record in records.reversed() where record.kind != AttachmentRecord.pod || first == nil {
      do throws(NetlinkError) {
        try undo(record)
        guard !isDryRun else { continue }
        try release(record)
        try store.remove(record.owner)
      } catch {
        first = first ?? error
      }
    }
    if let first { throw first }
  }

  /// Whether nothing holds the namespace any more, or will not by a time that is waited for when
  /// nothing that does can be seen.
  private func isGone(_ record: AttachmentRecord, by deadline: ContinuousClock.Instant)
    throws(NetlinkError) -> Bool
  {
    if try find(record.namespace, path: record.namespacePath) != nil { return false }
    // Held by what cannot be seen (a descriptor, a mount elsewhere): its end of a pair is there.
    guard record.kind == "veth", let name = record.hostLink, record.home == home.namespace.identity
    else { return true }
    guard let link = try home.linkIfThere(name), link.alias == record.owner.alias else {
      return true
    }
    // Or the kernel has not come round to take it apart.
    guard let peer = link.parentNamespaceID else { return false }
    if peer < 0 { return true }
    while try home.socket.isAlive(namespaceID: peer) {
      guard ContinuousClock.now < deadline else { return false }
      try wait(for: -1, milliseconds: 10, "wait for the end of a namespace")
    }
    return true
  }

  /// Refuses what would take a container's interface out of a namespace that is alive.
  ///
  /// - Throws: ``NetlinkError`` with `EEXIST`.
  func expectNotElsewhere(
    _ known: AttachmentRecord, _ here: NamespaceIdentity, _ operation: String
  ) throws(NetlinkError) {
    guard known.phase == .done, known.namespace != here,
      let other = try find(known.namespace, path: known.namespacePath),
      try other.linkIfThere(known.owner.interface) != nil
    else { return }
    throw NetlinkError(
      operation, .fileExists,
      message: "\(known.owner.interface) is attached in another namespace, \(known.namespacePath)",
      hint: "detach \(known.owner.container) first")
  }

  /// Takes away what a record says may be there, as far as it is, and is ours.
  func undo(_ record: AttachmentRecord) throws(NetlinkError) {
    switch record.kind {
    case AttachmentRecord.underWay: break
    case "veth":
      // With its namespace it is gone too.
      guard let name = record.hostLink, let host = try find(record.home, path: nil) else { return }
      try deleteOurs(name, record, host)
    case "device": try undoDevice(record)
    case AttachmentRecord.pod:
      try undoPod(record)
    default:
      guard let target = try find(record.namespace, path: record.namespacePath) else { return }
      try deleteOurs(record.owner.interface, record, target)
    }
  }

  /// Deletes the link that is ours by its alias, or by the mark that it was made with, also when it has
  /// another name by now, or still one for the time being.
  private func deleteOurs(_ name: String, _ record: AttachmentRecord, _ connection: Connection)
    throws(NetlinkError)
  {
    let ours: Link? =
      if let named = try connection.linkIfThere(name), record.made(named) {
        named
      } else {
        try connection.socket.links().first(where: record.made)
      }
    guard let ours else { return }
    do throws(NetlinkError) {
      try connection.socket.deleteLink(.index(ours.index))
    } catch {
      // The namespace's end may have taken it meanwhile.
      guard error.errno == .noSuchDevice else { throw error }
    }
  }

  /// Brings a device back under its old name, with its old settings.
  private func undoDevice(_ record: AttachmentRecord) throws(NetlinkError) {
    guard let before = LinkSnapshot(hexadecimal: record.restore) else {
      throw NetlinkError(
        "detach \(record.owner.container)", .badMessage,
        message: "the record of \(record.owner.interface) is damaged")
    }
    // Gone with its namespace, or brought back by the kernel to the first one.
    guard let host = try find(record.home, path: nil) else { return }
    if let target = try find(record.namespace, path: record.namespacePath), target !== host,
      let link = try target.socket.links().first(where: { $0.alias == record.owner.alias })
    {
      return try before.moveBack(link, from: target, to: host)
    }
    // Still here, because the move never came about; or here again, because its namespace ended.
    for link in try host.socket.links() where link.alias == record.owner.alias {
      try before.restore(link, host)
    }
  }

  /// The namespace with this identity, by the path that led to it, or whatever else leads to it; nil
  /// when nothing does that can be seen.
  func find(_ identity: NamespaceIdentity, path: String?) throws(NetlinkError) -> Connection? {
    if let known = connection(to: identity) { return known }
    if let path, let found = connect(to: .path(path), ifItIs: identity) { return found }
    let holders = try NamespaceCensus()[identity]
    for name in holders.names {
      if let found = connect(to: .name(name), ifItIs: identity) { return found }
    }
    for pid in holders.pids {
      if let found = connect(to: .process(pid), ifItIs: identity) { return found }
    }
    return nil
  }

  private func connect(to reference: NamespaceReference, ifItIs identity: NamespaceIdentity)
    -> Connection?
  {
    guard let found = try? connect(to: reference), found.namespace.identity == identity else {
      return nil
    }
    return found
  }
}

extension AttachmentRecord {
  /// The ``kind`` of a record that says only that something is under way.
  static var underWay: String { "" }

  /// Whether a link is the one that was made for it.
  fileprivate func made(_ link: Link) -> Bool {
    guard link.kind == kind else { return false }
    let isHalfMade =
      phase == .begun && (link.alias ?? "").isEmpty && mark != nil && link.group == mark
    return link.alias == owner.alias || isHalfMade
  }
}
