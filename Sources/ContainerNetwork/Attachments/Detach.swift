public import Netlink
internal import NetworkNamespace
internal import RouteNetlink

extension Plumber {
  /// Takes a container's interfaces away again. What is half there, or gone with its namespace,
  /// is no error.
  ///
  /// - Parameter interface: only this one; nil: all.
  /// - Returns: What was detached.
  /// - Throws: ``NetlinkError``; the record then stays, for another try.
  @discardableResult
  public func detach(
    _ container: String, interface: String? = nil, store: AttachmentStore = AttachmentStore()
  ) throws(NetlinkError) -> [AttachmentOwner] {
    let lock = try store.lock(container)
    let records = try store.records(container: container)
    var detached: [AttachmentOwner] = []
    for record in records.reversed() where interface == nil || record.owner.interface == interface {
      try undo(record)
      if !isDryRun { try store.remove(record.owner) }
      detached.append(record.owner)
    }
    if detached.count == records.count, !isDryRun { lock.remove() }
    return detached
  }

  /// Undoes the work of processes that were killed: whatever is recorded as begun while nobody
  /// works on it, and what belongs to a namespace that is gone.
  ///
  /// - Returns: What was undone.
  public func recover(store: AttachmentStore = AttachmentStore()) throws(NetlinkError)
    -> [AttachmentOwner]
  {
    var recovered: [AttachmentOwner] = []
    for container in Set(try store.records().map(\.owner.container)).sorted() {
      // Waits for a process that is at work.
      let lock = try store.lock(container)
      var rest = 0
      for record in try store.records(container: container).reversed() {
        guard record.phase == .begun || (try? openNamespace(of: record)) == nil else {
          rest += 1
          continue
        }
        try undo(record)
        if !isDryRun { try store.remove(record.owner) }
        recovered.append(record.owner)
      }
      if rest == 0, !isDryRun { lock.remove() }
    }
    return recovered
  }

  /// Takes away what a record says may be there, as far as it is, and is ours.
  func undo(_ record: AttachmentRecord) throws(NetlinkError) {
    switch record.kind {
    case "veth":
      guard let name = record.hostLink else { return }
      try deleteIfOurs(name, record, kind: "veth", home)
    case "device": try undoDevice(record)
    default:
      // With its namespace it is gone too.
      guard let target = try? openNamespace(of: record) else { return }
      try deleteIfOurs(record.owner.interface, record, kind: record.kind, target)
    }
  }

  /// A link that has our mark, or none yet because its maker was killed in between.
  private func deleteIfOurs(
    _ name: String, _ record: AttachmentRecord, kind: String, _ connection: Connection
  ) throws(NetlinkError) {
    let link: Link
    do throws(NetlinkError) {
      link = try connection.socket.link(.name(name))
    } catch {
      guard error.errno == .noSuchDevice else { throw error }
      return
    }
    guard link.kind == kind, link.alias == record.owner.alias || (link.alias ?? "").isEmpty
    else { return }
    do throws(NetlinkError) {
      try connection.socket.deleteLink(.index(link.index))
    } catch {
      // The namespace's end may have taken it meanwhile.
      guard error.errno == .noSuchDevice else { throw error }
    }
  }

  /// The namespace that a record speaks of, when its path still leads to it.
  func openNamespace(of record: AttachmentRecord) throws(NetlinkError) -> Connection {
    let connection = try connect(to: .path(record.namespacePath))
    guard connection.namespace.identity == record.namespace else {
      throw NetlinkError("open namespace \(record.namespacePath)", .noSuchFileOrDirectory)
    }
    return connection
  }
}
