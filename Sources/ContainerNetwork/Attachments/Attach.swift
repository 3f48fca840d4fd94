public import Netlink
public import NetworkNamespace
public import RouteNetlink

/// An interface that an attachment made, as the caller may report it.
public struct AttachedInterface: Hashable, Sendable {
  /// Whose it is.
  public var owner: AttachmentOwner
  /// That of the interface in the container.
  public var mac: MACAddress?
  /// Bytes.
  public var mtu: UInt32?
  /// The end that stays here.
  public var hostLink: String?
  /// That of the end that stays here.
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
    for (index, attachment) in attachments.enumerated() {
      try attachment.validate(operation)
      guard case .device(let device) = attachment.kind,
        attachments[..<index].contains(where: { $0.kind == attachment.kind })
      else { continue }
      throw NetlinkError(
        operation, .invalidArgument, message: "the device \(device) is given twice")
    }
    let target = try connect(to: reference)
    guard target !== home else {
      throw NetlinkError(
        operation, .invalidArgument, message: "the container's namespace is our own")
    }
    guard !attachments.isEmpty else { return [] }
    if isDryRun {
      return try attachHeld(
        container, to: target, path: reference.path, attachments, store, label: label)
    }
    return try store.holding(container, leavesRecords: true) { () throws(NetlinkError) in
      try attachHeld(
        container, to: target, path: reference.path, attachments, store, label: label)
    }
  }

  /// The same, for who holds the container's lock.
  ///
  /// - Parameter call: ``AttachmentRecord/call`` of what this is a part of.
  func attachHeld(
    _ container: String, to target: Connection, path: String, _ attachments: [Attachment],
    _ store: AttachmentStore, label: String?, call: UInt64 = .random(in: 0...UInt64.max)
  ) throws(NetlinkError) -> [AttachedInterface] {
    try transaction { () throws(NetlinkError) in
      let others = try store.records(container: container).filter { $0.call != call }
      let lost = cutShort(others, store)
      try undo(lost, store)
      var attached: [AttachedInterface] = []
      var new: [AttachmentWork] = []
      for attachment in attachments {
        let work = AttachmentWork(
          plumber: self, store: store, attachment: attachment,
          owner: AttachmentOwner(container: container, interface: attachment.name),
          target: target, path: path, label: label, call: call)
        if !lost.contains(where: { $0.owner == work.owner }), let there = try work.existing() {
          attached.append(there)
        } else {
          attached.append(try work.make())
          new.append(work)
        }
      }
      guard !isDryRun else { return attached }
      // All are made before any is waited for: the kernel looks for duplicate addresses on all of
      // them meanwhile.
      for work in new { try work.settle() }
      for work in new { try work.announce() }
      for work in new { try work.finish() }
      return attached
    }
  }
}

extension Attachment {
  /// Refuses what cannot work, before anything is touched.
  func validate(_ operation: String) throws(NetlinkError) {
    try LinkSettings(name: name).validateName(operation)
    if case .veth(let end) = kind { try LinkSettings(name: end.name).validateName(operation) }
    try configuration.validate("\(operation): \(name)")
    for key in sysctls.keys where Sysctl.path(key) == nil {
      throw NetlinkError(
        operation, .invalidArgument,
        message: "\(key) is none of a network namespace's parameters, such as net.ipv4.ip_forward")
    }
  }
}

/// One attachment while it is being made.
final class AttachmentWork {
  let plumber: Plumber
  let store: AttachmentStore
  let attachment: Attachment
  let owner: AttachmentOwner
  let target: Plumber.Connection
  private var record: AttachmentRecord
  /// Whether whoever makes the rest takes the record away, once all is undone.
  private let isPart: Bool
  /// What a device that is moved had already, and has to be announced and waited for.
  private var inherited: LinkSnapshot?
  /// What the kernel refused of that. Of no interest when the device goes back.
  private var warnings: [NetlinkError] = []
  /// What ``settle()`` saw of the interface.
  private(set) var ready: Link?

  init(
    plumber: Plumber, store: AttachmentStore, attachment: Attachment, owner: AttachmentOwner,
    target: Plumber.Connection, path: String, label: String?, notes: [String] = [],
    call: UInt64? = nil, isPart: Bool = false
  ) {
    self.isPart = isPart
    self.plumber = plumber
    self.store = store
    self.attachment = attachment
    self.owner = owner
    self.target = target
    record = AttachmentRecord(
      owner: owner, kind: attachment.kind.word, hostLink: nil, namespacePath: path,
      namespace: target.namespace.identity, cookie: target.cookie,
      home: plumber.home, call: call, description: attachment.fingerprint, label: label,
      notes: notes)
  }

  /// The addresses that the interface has in the end.
  var addresses: [IPAddress] {
    attachment.configuration.addresses.map(\.address)
      + (inherited?.permanentAddresses ?? []).map(\.prefix.address)
  }

  /// What an earlier call made, when it was this and still is as described. Otherwise what is left
  /// of it is undone.
  func existing() throws(NetlinkError) -> AttachedInterface? {
    guard let known = try store.record(owner) else { return nil }
    if known.phase == .done, known.isOf(target), known.isFrom(plumber.home) {
      guard known.description == record.description else {
        throw NetlinkError(
          "attach \(owner.container)", .fileExists,
          message: "\(owner.interface) is attached with another description",
          hint: owner.detachHint)
      }
      if let there = try find(known) { return there }
    }
    try plumber.expectNotElsewhere(known, target, "attach \(owner.container)")
    // Of a namespace that is gone, or no longer as it was made.
    try plumber.undo(known)
    if !plumber.isDryRun { try store.remove(owner) }
    return nil
  }

  func make() throws(NetlinkError) -> AttachedInterface {
    switch attachment.kind {
    case .veth(let end): try makeVeth(end)
    case .macvlan(let parent, let kind): try makeLink(kind, parent)
    case .macvtap(let parent, let kind): try makeLink(kind, parent)
    case .ipvlan(let parent, let kind): try makeLink(kind, parent)
    case .device(let name): try moveDevice(name)
    }
  }

  /// Waits until the interface can be used.
  func settle() throws(NetlinkError) {
    guard attachment.configuration.up else { return }
    let waitsForAddresses =
      !attachment.configuration.skipsDuplicateDetection
      && addresses.contains { $0.family == AddressFamily.inet6 }
    ready = try Readiness.wait(
      for: attachment.name, record.device?.place?.index, in: target, plumber,
      addresses: waitsForAddresses, carrier: expectsCarrier)
    // The container's gateway, mostly.
    guard case .veth(let end) = attachment.kind, let host = record.hostLink,
      !attachment.configuration.skipsDuplicateDetection,
      end.addresses.contains(where: { $0.address.family == AddressFamily.inet6 })
    else { return }
    try Readiness.wait(
      for: host, in: plumber.home, plumber, addresses: true, carrier: expectsCarrier)
  }

  func finish() throws(NetlinkError) {
    if let device = record.device, device.place == nil, !plumber.isDryRun {
      let link = if let ready { ready } else { try target.socket.link(.name(attachment.name)) }
      record.device?.place = .init(link)
    }
    record.phase = .done
    try store.write(record)
    plumber.warnings += warnings
  }

  // MARK: Steps

  /// Writes the record before the first step. A failure later undoes what the record speaks of,
  /// whatever became of the single steps, and then takes the record away. A link that somebody else has
  /// under the name does not bear the mark.
  private func begin() throws(NetlinkError) {
    guard !plumber.isDryRun else { return }
    if !generalSysctls.isEmpty {
      record.parameters = try Sysctl.values(of: generalSysctls.keys.sorted(), in: target)
    }
    let (plumber, store, record, isPart) = (plumber, store, record, isPart)
    plumber.onFailure("undo \(owner.interface)") { () throws(NetlinkError) in
      // What is not undone to the end is work that was cut short, though it had been done.
      try? store.write(record)
      try plumber.undo(record)
      if !isPart { try store.remove(record.owner) }
    }
    try store.write(record)
  }

  /// Chooses a group to make the link in. ip reads a group as a signed number.
  private func mark() -> UInt32 {
    let mark = UInt32.random(in: 0x4000_0000...0x7FFF_FFFF)
    record.mark = mark
    return mark
  }

  private func makeVeth(_ end: Attachment.VethEnd) throws(NetlinkError) -> AttachedInterface {
    let host = if let name = end.name { name } else { try plumber.freeHostName(for: owner) }
    var pair = VethPair(host: host, peer: attachment.name)
    // Chosen here, so that nothing (udev) chooses later, and nobody has to ask.
    pair.peer.mac = attachment.mac ?? .random()
    // A bridge takes the lowest MAC of its ports for its own: containers that come and go stay above.
    pair.host.mac = end.mac ?? .random(first: 0xFE)
    pair.peer.mtu = attachment.mtu
    pair.host.mtu = attachment.mtu
    pair.host.setQueues(attachment.queues)
    pair.peer.setQueues(attachment.queues)
    pair.bridge = end.bridge
    pair.port = end.port
    pair.hostConfiguration.addresses = end.addresses
    pair.hostConfiguration.routes = end.routes
    pair.hostConfiguration.skipsDuplicateDetection =
      attachment.configuration.skipsDuplicateDetection
    pair.hostConfiguration.enablesIPv6 = attachment.configuration.enablesIPv6
    pair.hostConfiguration.alias = owner.alias
    pair.host.group = mark()
    pair.hostConfiguration.group = 0
    record.hostLink = host
    try begin()
    try configureAround { (configuration) throws(NetlinkError) in
      pair.peerConfiguration = configuration
      try plumber.add(pair, to: target)
    }
    return AttachedInterface(
      owner: owner, mac: pair.peer.mac, mtu: attachment.mtu, hostLink: host,
      hostMAC: pair.host.mac)
  }

  private func makeLink<Kind: LinkKind>(_ kind: Kind, _ parent: String) throws(NetlinkError)
    -> AttachedInterface
  {
    var new = NewLink(attachment.name, kind, parent: parent)
    // An ipvlan has its parent's, and so has a passthru macvlan.
    let ownsMAC = Kind.name != IPVlan.name && (kind as? Macvlan)?.mode != .passthru
    new.settings.mac = attachment.mac ?? (ownsMAC ? .random() : nil)
    new.settings.mtu = attachment.mtu
    new.settings.setQueues(attachment.queues)
    new.settings.group = mark()
    record.hostLink = parent
    record.device = MovedDevice(kind: Kind.name)
    try begin()
    try configureAround { (configuration) throws(NetlinkError) in
      new.configuration = configuration
      new.configuration.alias = owner.alias
      new.configuration.group = 0
      try plumber.add(new, to: target)
    }
    return AttachedInterface(
      owner: owner, mac: new.settings.mac, mtu: attachment.mtu, hostLink: nil, hostMAC: nil)
  }

  /// Moves an interface in, with everything that a move takes from it.
  private func moveDevice(_ name: String) throws(NetlinkError) -> AttachedInterface {
    let source = plumber.home
    let link = try plumber.existingLink(name, as: "device", "attach \(owner.container)")
    try expectNobodyElses(link)
    let before = try LinkSnapshot(
      link, source, parameters: Sysctl.own(of: link.name, in: source))
    inherited = before
    record.hostLink = link.name
    record.device = MovedDevice(link)
    record.restore = try before.texts()
    try begin()

    // First of all the owner, so that it can be told from every other one wherever it gets to.
    var marked = LinkSettings(index: link.index)
    marked.alias = owner.alias
    try source.socket.changeLink(marked, "set the alias of \(name)")
    try set(generalSysctls)
    let index = try plumber.moveLink(
      link, to: target, newName: attachment.name, parameters: before.parameters)
    if let index {
      // At once: until then it is known by what its container can give to others.
      record.device?.place = .init(try target.socket.link(.index(index)))
      try store.write(record)
      try configureArrived(before, index)
    }
    return AttachedInterface(
      owner: owner, mac: attachment.mac ?? link.address?.mac, mtu: attachment.mtu ?? link.mtu,
      hostLink: nil, hostMAC: nil)
  }

  /// Refuses a device that another container's attachment is at work on, or left when it was killed.
  private func expectNobodyElses(_ device: Link) throws(NetlinkError) {
    guard let alias = device.alias, !owner.owns(device), AttachmentOwner(alias: alias) != nil,
      let other = try store.readableRecords().records.first(where: { $0.owner.owns(device) })
    else { return }
    throw NetlinkError(
      "attach \(owner.container)", .busy,
      message: "\(device.name) belongs to \(other.owner.container)",
      hint: other.owner.detachHint)
  }

  /// Gives a device that has arrived, down, what the description says, and on top of that its own
  /// addresses and routes.
  private func configureArrived(_ before: LinkSnapshot, _ index: Int32) throws(NetlinkError) {
    var rest = attachment.configuration
    var settings = LinkSettings(index: index)
    settings.mac = attachment.mac
    settings.mtu = attachment.mtu
    // Again: another container's attachment may have written its own before this one's move.
    settings.alias = owner.alias
    try target.socket.changeLink(settings, "set up \(attachment.name)\(target.suffix)")
    try Sysctl.apply(ownSysctls, in: target)
    if rest.up {
      settings = LinkSettings(index: index)
      settings.up = true
      try target.socket.changeLink(settings, "set \(attachment.name) up\(target.suffix)")
    }
    warnings += before.add(
      before.permanentAddresses, to: index,
      skipsDuplicateDetection: rest.skipsDuplicateDetection, target)
    rest.up = false
    rest.addresses.removeAll { prefix in
      before.permanentAddresses.contains { $0.prefix == prefix }
    }
    try target.configure(attachment.name, index: index, rest)
    // Where both have a route to one destination, the description's counts.
    if attachment.configuration.up {
      warnings += try before.add(before.ownRoutes, to: index, target)
    }
  }

  /// Those of the interface, which come and go with it.
  private var ownSysctls: [String: String] {
    attachment.sysctls.filter { Sysctl.isOf($0.key, link: attachment.name) }
  }

  private var generalSysctls: [String: String] {
    attachment.sysctls.filter { !Sysctl.isOf($0.key, link: attachment.name) }
  }

  /// Makes the link, and sets the kernel's parameters: those of the namespace before there is a link,
  /// those of the link before it comes up and has addresses, to which they apply
  /// (`disable_ipv6`, `accept_dad`).
  private func configureAround(
    _ make: (InterfaceConfiguration) throws(NetlinkError) -> Void
  ) throws(NetlinkError) {
    try set(generalSysctls)
    guard !ownSysctls.isEmpty else { return try make(attachment.configuration) }
    var down = InterfaceConfiguration()
    down.up = false
    try make(down)
    guard !plumber.isDryRun else { return }
    try Sysctl.apply(ownSysctls, in: target)
    let index = try target.socket.link(.name(attachment.name)).index
    try target.configure(attachment.name, index: index, attachment.configuration)
  }

  /// Sets parameters of the namespace, which the record knows as they were.
  private func set(_ values: [String: String]) throws(NetlinkError) {
    guard !plumber.isDryRun else { return }
    try Sysctl.apply(values, in: target)
  }

  // MARK: What is there

  /// The interface of an earlier call, when it still is there, ours and as described.
  private func find(_ known: AttachmentRecord) throws(NetlinkError) -> AttachedInterface? {
    guard let link = try target.linkIfThere(owner.interface) else { return nil }
    var host: Link?
    if known.kind == "veth" {
      guard let name = known.hostLink, let found = try plumber.home.linkIfThere(name),
        owner.owns(found), link.kind == Veth.name, link.parent == found.index
      else { return nil }
      host = found
    } else {
      guard owner.owns(link) else { return nil }
      if known.kind != "device", link.kind != known.kind { return nil }
    }
    guard try isConfigured(link) else { return nil }
    return AttachedInterface(
      owner: owner, mac: link.address?.mac, mtu: link.mtu, hostLink: host?.name,
      hostMAC: host?.address?.mac)
  }

  /// Whether the link is up and has the addresses and routes of the description.
  private func isConfigured(_ link: Link) throws(NetlinkError) -> Bool {
    let wanted = attachment.configuration
    if wanted.up, !link.flags.contains(.up) { return false }
    if !wanted.addresses.isEmpty {
      let there = try target.socket.addresses(link: link.index).map(\.prefix)
      guard wanted.addresses.allSatisfy(there.contains) else { return false }
    }
    let routes = wanted.orderedRoutes(link: link.index)
    guard !routes.isEmpty else { return true }
    let there = try target.socket.routes(table: nil).filter { $0.link == link.index }
    return routes.allSatisfy { route in
      there.contains {
        $0.family == route.family && $0.table == route.table
          && $0.destination == route.destination && $0.gateway == route.gateway
          // Where none is said the kernel chooses for IPv6.
          && ((route.metric ?? 0) == 0 || $0.metric == route.metric)
      }
    }
  }

  /// Whether a carrier can be waited for: a veth has one as soon as both ends are up, a sub-interface
  /// when its parent has, a device when it had one.
  private func expectsCarrier() throws(NetlinkError) -> Bool {
    switch attachment.kind {
    case .veth: true
    case .macvlan(let parent, _), .macvtap(let parent, _), .ipvlan(let parent, _):
      try plumber.home.linkIfThere(parent)?.flags.contains(.lowerUp) ?? false
    case .device: inherited?.hadCarrier ?? false
    }
  }
}

extension Plumber.Connection {
  /// The link with this name; nil when there is none.
  func linkIfThere(_ name: String) throws(NetlinkError) -> Link? {
    do throws(NetlinkError) {
      return try link(named: name)
    } catch {
      guard error.errno == .noSuchDevice else { throw error }
      return nil
    }
  }
}

extension Plumber {
  /// A name for the end that stays here, made from the owner's, that no link has.
  func freeHostName(for owner: AttachmentOwner) throws(NetlinkError) -> String {
    for attempt in 0..<64 {
      let suffix = attempt == 0 ? "" : "/\(attempt)"
      let name = "cn" + "\(owner.container)/\(owner.interface)\(suffix)".stableHash
      if try home.linkIfThere(name) == nil { return name }
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
  ///
  /// - Parameter first: its first byte; nil: any.
  public static func random(first: UInt8? = nil) -> MACAddress {
    let bits = UInt64.random(in: 0...UInt64.max)
    func byte(_ index: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: bits >> (8 * index)) }
    return MACAddress(
      (first ?? byte(0)) & 0xFC | 0x02, byte(1), byte(2), byte(3), byte(4), byte(5))
  }
}
