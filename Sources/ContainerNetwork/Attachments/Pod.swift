public import Netlink
internal import NetworkNamespace
internal import RouteNetlink

extension AttachmentRecord {
  /// The ``kind`` of a pod's own record, whose interface is empty.
  static var pod: String { "pod" }
}

extension Plumber {
  /// The ID under which a pod's interfaces are attached.
  public static func container(ofPod name: String) -> String { "pod:\(name)" }

  /// Makes a namespace that outlives the containers in it: a name in ``NetworkNamespace/directory``,
  /// the loopback up, and interfaces. Whole or not at all; what is there with the same description is
  /// left alone.
  ///
  /// - Throws: ``NetlinkError``, `EEXIST` when a namespace that is no pod has the name.
  @discardableResult
  public func addPod(
    _ name: String, _ attachments: [Attachment], store: AttachmentStore = AttachmentStore()
  ) throws(NetlinkError) -> [AttachedInterface] {
    let operation = "add pod \(name)"
    guard NetworkNamespace.isName(name) else {
      throw NetlinkError(operation, .invalidArgument, message: "not a name for a namespace")
    }
    for attachment in attachments { try attachment.validate(operation) }
    let container = Self.container(ofPod: name)
    let owner = AttachmentOwner(container: container, interface: "")
    let path = "\(NetworkNamespace.directory)/\(name)"
    return try store.holding(container, leavesRecords: true) { () throws(NetlinkError) in
      let records = try store.records(container: container)
      if let pod = records.first(where: { $0.owner == owner && $0.kind == AttachmentRecord.pod }),
        pod.phase == .done, let target = try namespace(ofPod: name, pod)
      {
        return try attachHeld(container, to: target, path: path, attachments, store, label: nil)
      }
      // What is left of one that was cut short, or whose namespace somebody took away.
      for record in records.reversed() {
        try undo(record)
        try store.remove(record.owner)
      }
      return try transaction { () throws(NetlinkError) in
        let namespace = try NetworkNamespace.anonymous()
        let call = UInt64.random(in: 0...UInt64.max)
        var record = AttachmentRecord(
          owner: owner, kind: AttachmentRecord.pod, hostLink: nil, namespacePath: path,
          namespace: namespace.identity, home: home, call: call, description: "",
          label: nil)
        onFailure("forget pod \(name)") { () throws(NetlinkError) in try store.remove(owner) }
        try store.write(record)
        try namespace.pin(named: name)
        // Not before: a name that is taken is somebody else's.
        onFailure("delete pod \(name)") { () throws(NetlinkError) in
          try NetworkNamespace.delete(named: name)
        }
        let target = try connect(to: .path(path))
        var loopback = LinkSettings(index: try target.socket.link(.name("lo")).index)
        loopback.up = true
        try target.socket.changeLink(loopback, "set lo up\(target.suffix)")
        let attached = try attachHeld(
          container, to: target, path: path, attachments, store, label: nil, call: call)
        record.cookie = target.cookie
        record.phase = .done
        try store.write(record)
        return attached
      }
    }
  }

  /// The namespace of a pod; nil where its name is another's by now.
  private func namespace(ofPod name: String, _ record: AttachmentRecord) throws(NetlinkError)
    -> Connection?
  {
    guard NetworkNamespace.identity(named: name) == record.namespace else { return nil }
    let there = try connect(to: .path("\(NetworkNamespace.directory)/\(name)"))
    return record.isOf(there) ? there : nil
  }

  /// Takes the name of a pod away that is its namespace's.
  func undoPod(_ record: AttachmentRecord) throws(NetlinkError) {
    let prefix = Self.container(ofPod: "").utf8
    let name = String(Substring(record.owner.container.utf8.dropFirst(prefix.count)))
    // Killed in between, who makes or deletes it leaves a file that nothing is mounted on.
    if NetworkNamespace.identity(named: name) != nil, try namespace(ofPod: name, record) == nil {
      return
    }
    do throws(NetlinkError) {
      try NetworkNamespace.delete(named: name)
    } catch {
      guard error.errno == .noSuchFileOrDirectory else { throw error }
    }
  }

  /// Takes a pod's interfaces and its name away. The namespace goes when no process is in it. One
  /// that is gone is no error.
  public func deletePod(_ name: String, store: AttachmentStore = AttachmentStore())
    throws(NetlinkError)
  {
    try detach(Self.container(ofPod: name), store: store)
  }
}
