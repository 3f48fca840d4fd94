public import Netlink
public import NetworkNamespace
public import RouteNetlink

/// An interface that an attachment made, as the caller may report it.
public struct AttachedInterface: Hashable, Sendable {
  public var owner: AttachmentOwner
  public var mac: MACAddress?
  public var mtu: UInt32?
  /// The end that stays here.
  public var hostLink: String?
  public var hostMAC: MACAddress?
}

extension Plumber {
  /// Gives a container its interfaces, all of them or none.
  ///
  /// Safe to repeat: what is there with the same description is looked at, and left alone. What a
  /// process that was killed left half done is undone first.
  ///
  /// - Parameters:
  ///   - container: its ID; any text.
  ///   - reference: its namespace, which must not be the one that the work is seen from.
  ///   - label: kept with the record, for the caller.
  /// - Throws: ``NetlinkError`` that names the step; `EEXIST` when an interface is attached with
  ///   another description.
  public func attach(
    _ container: String, to reference: NamespaceReference, _ attachments: [Attachment],
    store: AttachmentStore = AttachmentStore(), label: String? = nil
  ) throws(NetlinkError) -> [AttachedInterface] {
    let operation = "attach \(container)"
    guard !container.isEmpty else {
      throw NetlinkError(operation, .invalidArgument, message: "the container's ID is empty")
    }
    for attachment in attachments { try attachment.validate(operation) }
    let target = try connect(to: reference)
    guard target !== home else {
      throw NetlinkError(
        operation, .invalidArgument, message: "the container's namespace is our own")
    }
    let lock = try store.lock(container)
    defer { _ = lock.descriptor }
    return try transaction { () throws(NetlinkError) in
      var attached: [AttachedInterface] = []
      for attachment in attachments {
        let work = AttachmentWork(
          plumber: self, store: store, attachment: attachment,
          owner: AttachmentOwner(container: container, interface: attachment.name),
          target: target, path: reference.path, label: label)
        attached.append(try work.attach())
      }
      return attached
    }
  }
}

extension Attachment {
  /// Refuses what cannot work, before anything is touched.
  func validate(_ operation: String) throws(NetlinkError) {
    try configuration.validate("\(operation): \(name)")
    for key in sysctls.keys where Sysctl.path(key) == nil {
      throw NetlinkError(
        operation, .invalidArgument,
        message: "\(key) is not a parameter of a network namespace (net.…)")
    }
  }
}

/// One attachment while it is being made.
struct AttachmentWork {
  let plumber: Plumber
  let store: AttachmentStore
  let attachment: Attachment
  let owner: AttachmentOwner
  let target: Plumber.Connection
  let path: String
  let label: String?

  /// The same for the same description, in every process of this version.
  var description: String { "\(attachment.fingerprint)" }

  func attach() throws(NetlinkError) -> AttachedInterface {
    if let known = try store.record(owner) {
      if known.phase == .done, known.namespace == target.namespace.identity {
        guard known.description == description else {
          throw NetlinkError(
            "attach \(owner.container)", .fileExists,
            message: "\(owner.interface) is attached with another description",
            hint: "cnet detach \(owner.container)")
        }
        if let there = try find(known) { return there }
      }
      // Cut short, of a namespace that is gone, or no longer there.
      try plumber.undo(known)
      if !plumber.isDryRun { try store.remove(owner) }
    }
    var record = AttachmentRecord(
      owner: owner, kind: attachment.kind.word, hostLink: nil, namespacePath: path,
      namespace: target.namespace.identity, description: description, label: label)
    return switch attachment.kind {
    case .veth(let end): try attachVeth(end, &record)
    case .macvlan(let parent, let kind): try attachLink(kind, parent, &record)
    case .macvtap(let parent, let kind): try attachLink(kind, parent, &record)
    case .ipvlan(let parent, let kind): try attachLink(kind, parent, &record)
    case .device(let name): try attachDevice(name, &record)
    }
  }

  /// Writes the record before the first step; a failure later takes it away again, last.
  func begin(_ record: AttachmentRecord) throws(NetlinkError) {
    let (store, owner) = (store, owner)
    guard !plumber.isDryRun else { return }
    try store.write(record)
    plumber.onFailure("remove the record of \(owner.interface)") { () throws(NetlinkError) in
      try store.remove(owner)
    }
  }

  /// What is left when the link is there; then the record says that it is done.
  func finish(_ record: inout AttachmentRecord) throws(NetlinkError) {
    guard !plumber.isDryRun else { return }
    try Sysctl.apply(attachment.sysctls, in: target)
    try Readiness.wait(for: attachment, in: target)
    try announce()
    record.phase = .done
    try store.write(record)
  }

  private func attachVeth(_ end: Attachment.VethEnd, _ record: inout AttachmentRecord)
    throws(NetlinkError) -> AttachedInterface
  {
    let host = if let name = end.name { name } else { try plumber.freeHostName(for: owner) }
    record.hostLink = host
    try begin(record)
    var pair = VethPair(host: host, peer: attachment.name)
    // Chosen here, so that nothing (udev) chooses later, and nobody has to ask.
    pair.peer.mac = attachment.mac ?? .random()
    pair.host.mac = end.mac ?? .random()
    pair.peer.mtu = attachment.mtu
    pair.host.mtu = attachment.mtu
    for settings in [\VethPair.host, \VethPair.peer] {
      pair[keyPath: settings].transmitQueues = attachment.queues
      pair[keyPath: settings].receiveQueues = attachment.queues
    }
    pair.namespace = .path(path)
    pair.bridge = end.bridge
    pair.peerConfiguration = attachment.configuration
    pair.hostConfiguration.addresses = end.addresses
    pair.hostConfiguration.routes = end.routes
    pair.hostConfiguration.alias = owner.alias
    try plumber.add(pair, to: target)
    try finish(&record)
    return AttachedInterface(
      owner: owner, mac: pair.peer.mac, mtu: attachment.mtu, hostLink: host,
      hostMAC: pair.host.mac)
  }

  private func attachLink<Kind: LinkKind>(
    _ kind: Kind, _ parent: String, _ record: inout AttachmentRecord
  ) throws(NetlinkError) -> AttachedInterface {
    try begin(record)
    var new = NewLink(attachment.name, kind, parent: parent)
    // An ipvlan has its parent's, and so has a passthru macvlan.
    let ownsMAC = Kind.name != IPVlan.name && (kind as? Macvlan)?.mode != .passthru
    new.settings.mac = attachment.mac ?? (ownsMAC ? .random() : nil)
    new.settings.mtu = attachment.mtu
    new.settings.transmitQueues = attachment.queues
    new.settings.receiveQueues = attachment.queues
    new.configuration = attachment.configuration
    new.configuration.alias = owner.alias
    try plumber.add(new, to: target)
    try finish(&record)
    return AttachedInterface(
      owner: owner, mac: new.settings.mac, mtu: attachment.mtu, hostLink: nil, hostMAC: nil)
  }

  /// The interface of an earlier call, when it still is there and ours.
  private func find(_ record: AttachmentRecord) throws(NetlinkError) -> AttachedInterface? {
    guard let link = try? target.socket.link(.name(owner.interface)) else { return nil }
    var host: Link?
    if record.kind == "veth", let name = record.hostLink {
      guard let found = try? plumber.home.socket.link(.name(name)), found.alias == owner.alias
      else { return nil }
      host = found
    } else if link.alias != owner.alias {
      return nil
    }
    return AttachedInterface(
      owner: owner, mac: link.address?.mac, mtu: link.mtu, hostLink: host?.name,
      hostMAC: host?.address?.mac)
  }
}

extension Plumber {
  /// A name for the end that stays here, made from the owner's, that no link has.
  func freeHostName(for owner: AttachmentOwner) throws(NetlinkError) -> String {
    for attempt in 0..<64 {
      let suffix = attempt == 0 ? "" : "/\(attempt)"
      let name = "cn" + "\(owner.container)/\(owner.interface)\(suffix)".stableHash
      do throws(NetlinkError) {
        _ = try home.socket.link(.name(name))
      } catch {
        guard error.errno == .noSuchDevice else { throw error }
        return name
      }
    }
    throw NetlinkError("name the host's end", .fileExists)
  }
}

extension NamespaceReference {
  /// A path that opens the namespace, now and where possible later.
  var path: String {
    switch self {
    case .name(let name): "\(NetworkNamespace.directory)/\(name)"
    case .process(let pid): "/proc/\(pid)/ns/net"
    case .path(let path): path
    case .fileDescriptor(let number): "/proc/self/fd/\(number)"
    }
  }
}

extension MACAddress {
  /// A locally administered address.
  public static func random() -> MACAddress {
    let bits = UInt64.random(in: 0...UInt64.max)
    func byte(_ index: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: bits >> (8 * index)) }
    return MACAddress(byte(0) & 0xFC | 0x02, byte(1), byte(2), byte(3), byte(4), byte(5))
  }
}
