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
      defer { disconnectFromOthers() }
      let cutShort = cutShort(records, store)
      var lost: [AttachmentRecord] = []
      var first: NetlinkError?
      for record in records {
        do throws(NetlinkError) {
          if let record = cutShort.first(where: { $0.owner == record.owner }) {
            lost.append(record)
          } else if try isGone(record, by: deadline) {
            lost.append(record)
          }
        } catch {
          first = first ?? error
        }
      }
      try undo(lost, store, release)
      recovered += lost.map(\.owner)
      if let first { throw first }
    }
    return recovered
  }

  /// What calls that were cut short left, also what they had finished. That it is lost is noted with each
  /// before the first is undone, where it can be: this process may be killed, too.
  func cutShort(_ records: [AttachmentRecord], _ store: AttachmentStore) -> [AttachmentRecord] {
    let begun = records.filter { $0.phase == .begun }
    var lost: [AttachmentRecord] = []
    for var record in records where begun.contains(where: record.isLost) {
      if record.phase == .done, !isDryRun {
        record.phase = .begun
        try? store.write(record)
      }
      lost.append(record)
    }
    return lost
  }

  /// Undoes the last first, and goes on after a failure. A pod's namespace, which may end with its
  /// name, is kept while a device is still in it.
  func undo(
    _ records: [AttachmentRecord], _ store: AttachmentStore,
    _ release: Release = { (_) throws(NetlinkError) in }
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
    if try find(record) != nil { return false }
    // Held by what cannot be seen: its end of a pair is there.
    guard record.kind == "veth", let host = try findHome(record),
      let link = try ours(record, named: record.hostLink, in: host)
    else { return true }
    // Or the kernel has not come round to take it apart.
    guard let peer = link.parentNamespaceID else { return false }
    if peer < 0 { return true }
    while try host.socket.isAlive(namespaceID: peer) {
      guard ContinuousClock.now < deadline else { return false }
      try wait(for: -1, milliseconds: 10, "wait for the end of a namespace")
    }
    return true
  }

  /// Refuses what would take a container's interface out of a namespace that is alive.
  ///
  /// - Throws: ``NetlinkError`` with `EEXIST`.
  func expectNotElsewhere(_ known: AttachmentRecord, _ here: Connection, _ operation: String)
    throws(NetlinkError)
  {
    guard known.phase == .done, !known.isOf(here), let other = try find(known),
      let link = try other.linkIfThere(known.owner.interface)
    else { return }
    // A namespace that was given the same number later may have a link of that name, too.
    let isOurs =
      if known.kind == "veth", let host = try findHome(known) {
        try ours(known, named: known.hostLink, in: host) != nil
      } else {
        known.owner.owns(link) || known.made(link)
      }
    guard isOurs else { return }
    throw NetlinkError(
      operation, .fileExists,
      message: "\(known.owner.interface) is attached in another namespace, \(known.namespacePath)",
      hint: known.owner.detachHint)
  }

  /// Takes away what a record says may be there, as far as it is, and is ours.
  func undo(_ record: AttachmentRecord) throws(NetlinkError) {
    if record.phase == .begun, !record.parameters.isEmpty, !isDryRun,
      let target = try find(record)
    {
      try Sysctl.apply(record.parameters, in: target)
    }
    switch record.kind {
    case AttachmentRecord.underWay: break
    case "veth":
      // With its namespace it is gone too.
      guard let host = try findHome(record) else { return }
      guard let end = try ours(record, named: record.hostLink, in: host) else { return }
      try delete(end, in: host)
      if isDryRun { try find(record)?.plan.remove(record.owner.interface) }
    case "device": if isDryRun { try planReturn(record) } else { try undoDevice(record) }
    case AttachmentRecord.pod:
      try undoPod(record)
    default:
      guard let target = try find(record) else { return }
      // More than one, where somebody there gave another the alias.
      for link in try target.socket.links() where record.made(link) { try delete(link, in: target) }
    }
  }

  /// The link that is ours by its alias, or by the mark that it was made with, also when it has another
  /// name by now, or still one for the time being.
  private func ours(_ record: AttachmentRecord, named name: String?, in connection: Connection)
    throws(NetlinkError) -> Link?
  {
    if let name, let named = try connection.linkIfThere(name), record.made(named) { return named }
    return try connection.socket.links().first(where: record.made)
  }

  func delete(_ link: Link, in connection: Connection) throws(NetlinkError) {
    if isDryRun { connection.plan.remove(link.name) }
    do throws(NetlinkError) {
      try connection.socket.deleteLink(.index(link.index))
    } catch {
      // The namespace's end may have taken it meanwhile.
      guard error.errno == .noSuchDevice else { throw error }
    }
  }

  /// The container's namespace, by the path that led to it, or whatever else leads to it; nil when it
  /// is gone.
  ///
  /// - Throws: ``NetlinkError`` when it is there and may not be entered, or when that cannot be told.
  func find(_ record: AttachmentRecord) throws(NetlinkError) -> Connection? {
    // What becomes of a pair, the end here says.
    let found = try find(
      record.namespace, path: record.namespacePath, thoroughly: record.kind != "veth")
    guard let found, record.isOf(found) else { return nil }
    return found
  }

  /// The namespace that the attachment was made from; nil when it is gone.
  ///
  /// - Throws: ``NetlinkError`` when it is there and may not be entered, or when that cannot be told.
  public func findHome(_ record: AttachmentRecord) throws(NetlinkError) -> Connection? {
    guard let found = try find(record.home, path: nil, thoroughly: true), record.isFrom(found)
    else { return nil }
    return found
  }

  private func find(_ identity: NamespaceIdentity, path: String?, thoroughly: Bool)
    throws(NetlinkError) -> Connection?
  {
    if let known = connection(to: identity) { return known }
    if let path, let found = try connect(to: path, ifItIs: identity) { return found }
    var hiddenProcesses = 0
    // To look through threads, descriptors, and mounts elsewhere takes longer.
    for isThorough in thoroughly ? [false, true] : [false] {
      let holders = try NamespaceCensus(thorough: isThorough)[identity]
      for path in holders.paths {
        if let found = try connect(to: path, ifItIs: identity) { return found }
      }
      hiddenProcesses = holders.hiddenProcesses
    }
    // Root of a user namespace has that capability: what is hidden from it is somebody else's.
    guard !thoroughly || hiddenProcesses == 0 || Capability.processTracing.isEffective else {
      throw NetlinkError(
        "look for the namespace \(path ?? "\(identity)")", .permissionDenied,
        message: "\(hiddenProcesses) processes that may hold it cannot be looked into",
        hint: Capability.processTracing.hint(for: "each"))
    }
    return nil
  }

  /// nil when the path leads to something else, or nowhere.
  private func connect(to path: String, ifItIs identity: NamespaceIdentity)
    throws(NetlinkError) -> Connection?
  {
    let namespace: NetworkNamespace
    do throws(NetlinkError) {
      namespace = try NetworkNamespace(path: path)
    } catch {
      switch error.errno {
      case .noSuchFileOrDirectory, .noSuchProcess, .invalidArgument: return nil
      // One of the hidden processes.
      case .permissionDenied where path.hasPrefix("/proc/"): return nil
      default: throw error
      }
    }
    guard namespace.identity == identity else { return nil }
    return try connect(to: namespace, named: path)
  }
}

extension AttachmentRecord {
  /// The ``kind`` of a record that says only that something is under way.
  static var underWay: String { "" }

  /// Whether it speaks of this namespace.
  func isOf(_ connection: Plumber.Connection) -> Bool { connection.is(namespace, cookie) }

  /// Whether the attachment was made from this namespace.
  func isFrom(_ connection: Plumber.Connection) -> Bool { connection.is(home, homeCookie) }

  /// Whether it is to be undone with a record of the same container that is only begun: where that is the
  /// pod's own, the namespace goes.
  fileprivate func isLost(with begun: AttachmentRecord) -> Bool {
    owner == begun.owner || begun.kind == Self.pod || (call != nil && call == begun.call)
  }

  /// Whether a link is the one that was made for it: whoever is root where it is may change its alias.
  func made(_ link: Link) -> Bool {
    guard link.kind == kind else { return false }
    let isHalfMade =
      phase == .begun && (link.alias ?? "").isEmpty && mark != nil && link.group == mark
    // Without a cookie this may be another namespace, with a link of somebody's in that place.
    let isInPlace = cookie != nil && device?.isPlace(of: link) == true
    return owner.owns(link) || isHalfMade || isInPlace
  }
}

extension Plumber.Connection {
  fileprivate func `is`(_ identity: NamespaceIdentity, _ cookie: UInt64?) -> Bool {
    guard identity == namespace.identity else { return false }
    guard let cookie, let there = self.cookie else { return true }
    return cookie == there
  }
}
