public import Netlink
public import NetworkNamespace
internal import RouteNetlink

extension Plumber {
  /// Gives a container one interface together with what else belongs to it (a reserved address, a
  /// firewall rule), all or nothing.
  ///
  /// The record is there before `body` begins, so that work that is cut short is undone by the next
  /// detach or ``recover(store:release:)``, whichever steps it came to.
  ///
  /// - Parameters:
  ///   - owner: the container's ID, and the interface's name.
  ///   - reference: the container's namespace, which must not be the one that the work is seen from.
  ///   - label: kept with the record, for the caller.
  ///   - notes: kept with the record: what `release` has to know.
  ///   - release: gives back what else belongs to an attachment that was cut short before.
  ///   - report: told the value of `body` when all is done and recorded; when it throws, all is undone.
  ///   - body: does it all; `make` in it makes the interface. What `body` does itself it notes with
  ///     ``onFailure(_:_:)``.
  /// - Throws: ``NetlinkError`` that names the step; `EEXIST` when the container has the interface.
  public func attach<Value>(
    _ owner: AttachmentOwner, to reference: NamespaceReference,
    store: AttachmentStore = AttachmentStore(), label: String? = nil, notes: [String] = [],
    release: (AttachmentRecord) throws(NetlinkError) -> Void,
    report: (Value) throws(NetlinkError) -> Void,
    _ body: (_ make: (Attachment) throws(NetlinkError) -> AttachedInterface)
      throws(NetlinkError) -> Value
  ) throws(NetlinkError) -> Value {
    let operation = "attach \(owner.interface) to \(owner.container)"
    let target = try connect(to: reference)
    guard target !== home else {
      throw NetlinkError(
        operation, .invalidArgument, message: "the container's namespace is our own")
    }
    return try store.holding(owner.container, leavesRecords: true) { () throws(NetlinkError) in
      var holder = try target.linkIfThere(owner.interface)
      if let known = try store.record(owner) {
        try expectNotElsewhere(known, target, operation)
        // Cut short, of a namespace that is gone, or taken away by somebody else.
        let isHere = known.isOf(target)
        if known.phase == .begun || !isHere || holder == nil {
          try undo(known)
          try release(known)
          try store.remove(owner)
          if isHere { holder = try target.linkIfThere(owner.interface) }
        }
      }
      guard holder == nil else {
        throw NetlinkError(operation, .fileExists, message: "it is there already")
      }
      return try transaction { () throws(NetlinkError) in
        let begun = AttachmentRecord(
          owner: owner, kind: AttachmentRecord.underWay, hostLink: nil,
          namespacePath: reference.path, namespace: target.namespace.identity,
          cookie: target.cookie, home: home, description: "", label: label,
          notes: notes)
        // The last that is taken back, and only when all else could be: what the record speaks of is
        // found by it, in whichever step of the undo a process is killed.
        var isUndone = true
        onFailure("remove the record of \(owner.interface)") { () throws(NetlinkError) in
          if isUndone { try store.remove(owner) }
        }
        try store.write(begun)
        do throws(NetlinkError) {
          return try transaction { () throws(NetlinkError) in
            var works: [AttachmentWork] = []
            let value = try body { (attachment) throws(NetlinkError) in
              try attachment.validate(operation)
              let work = AttachmentWork(
                plumber: self, store: store, attachment: attachment, owner: owner, target: target,
                path: reference.path, label: label, notes: notes, isPart: true)
              let attached = try work.make()
              // A port of a bridge is there for all to see.
              bridgeLock = nil
              try work.settle()
              try work.announce()
              works.append(work)
              return attached
            }
            for work in works { try work.finish() }
            try report(value)
            return value
          }
        } catch {
          isUndone = error.leftBehind.isEmpty
          throw error
        }
      }
    }
  }

  /// Lets the namespace that the work is seen from forward packets of a family. It stays so, also after
  /// a failure: who else has come to rely on it cannot be told.
  ///
  /// Corresponds to `net.ipv4.ip_forward` and `net.ipv6.conf.all.forwarding`.
  public func enableForwarding(family: UInt8) throws(NetlinkError) {
    guard !isDryRun else { return }
    let key =
      family == AddressFamily.inet6 ? "net/ipv6/conf/all/forwarding" : "net/ipv4/ip_forward"
    try Sysctl.ensure([key], "1", in: home)
  }
}
