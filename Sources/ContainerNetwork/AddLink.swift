public import Netlink
public import NetworkNamespace
public import RouteNetlink

/// A link of any kind to be made here or in another namespace, on a parent or without one.
public struct NewLink<Kind: LinkKind>: Sendable {
  /// What links of every kind have.
  public var settings: LinkSettings
  /// What only this kind has.
  public var kind: Kind
  /// The name of the lower link, which is here.
  public var parent: String?
  /// Where the link goes.
  public var namespace: NamespaceReference?
  /// Addresses, routes, and whether it comes up.
  public var configuration = InterfaceConfiguration()

  public init(_ name: String, _ kind: Kind, parent: String? = nil) {
    settings = LinkSettings(name: name)
    self.kind = kind
    self.parent = parent
  }
}

extension Plumber {
  /// Makes a link, whole or not at all. One message creates it where it belongs, up and with its MAC
  /// and MTU; one send there does what is left.
  ///
  /// - Throws: ``NetlinkError`` that names the step, with a hint where the state explains a refusal.
  public func add<Kind: LinkKind>(_ new: NewLink<Kind>) throws(NetlinkError) {
    try add(new, to: try connect(to: new.namespace))
  }

  func add<Kind: LinkKind>(_ new: NewLink<Kind>, to target: Connection) throws(NetlinkError) {
    let name = new.settings.name ?? ""
    let operation = "create \(Kind.name) \(name)"
    try new.settings.validateName(operation)
    try new.configuration.validate(operation)
    var settings = new.settings
    settings.up = new.configuration.up
    var parent: Link?
    if let parentName = new.parent {
      let link = try existingLink(parentName, as: "parent", operation)
      parent = link
      settings.parent = link.index
      // The kernel answers a bare EINVAL.
      if let mtu = settings.mtu, let limit = link.mtu, mtu > limit, limit > 0 {
        throw LinkCondition.parentMTU(parentName, limit: limit).refusal(operation, mtu: mtu)
      }
    }
    if target !== home { settings.namespace = target.namespace.fileDescriptor }

    if isDryRun, exists(name, target) {
      throw NetlinkError(
        operation, .fileExists, message: "the name \(name) is taken\(target.suffix)")
    }
    try transaction { () throws(NetlinkError) in
      do throws(NetlinkError) {
        try create(settings, new.kind, in: target)
        if isDryRun { target.plan.add(settings, new.kind) }
      } catch {
        throw explain(error, Refused(new.kind, settings, parent: parent))
      }
      var rest = new.configuration
      rest.up = false
      guard !rest.isEmpty else { return }
      let index = try target.link(named: name).index
      try target.configure(name, index: index, rest)
    }
  }

  private func create<Kind: LinkKind>(
    _ settings: LinkSettings, _ kind: Kind, in target: Connection
  ) throws(NetlinkError) {
    if let tun = kind as? Tun { return try createTun(settings, tun, in: target) }
    let name = settings.name ?? ""
    do throws(NetlinkError) {
      try home.socket.createLink(settings, kind)
    } catch {
      // Before Linux 6.14 a name that is taken here is refused, although the link goes elsewhere.
      // Of what else may exist (a VXLAN with the VNI, say) the kernel speaks.
      guard error.errno == .fileExists, error.message == nil, target !== home,
        !exists(name, target)
      else { throw error }
      return try createUnderTemporaryName(settings, kind, in: target)
    }
    onFailure("delete \(name)") { () throws(NetlinkError) in
      try target.socket.deleteLink(.name(name))
    }
  }

  /// Makes a link in another namespace under a name that nobody has, and renames it there.
  ///
  /// A veth never needs that: its driver makes the peer in its own namespace at once.
  func createUnderTemporaryName<Kind: LinkKind>(
    _ settings: LinkSettings, _ kind: Kind, in target: Connection
  ) throws(NetlinkError) {
    let temporary = "cnet" + String(UInt32.random(in: .min ... .max), radix: 16)
    var first = settings
    first.name = temporary
    // Before Linux 6.2 a link that is up keeps its name.
    first.up = nil
    do throws(NetlinkError) {
      try home.socket.createLink(first, kind)
    } catch {
      var error = error
      error.operation = "create \(Kind.name) \(settings.name ?? "")"
      throw error
    }
    var index: Int32?
    onFailure("delete \(temporary)") { () throws(NetlinkError) in
      try target.socket.deleteLink(index.map { .index($0) } ?? .name(temporary))
    }
    let made = try target.socket.link(.name(temporary)).index
    index = made
    var second = LinkSettings(name: settings.name, index: made)
    second.up = settings.up
    try target.socket.changeLink(second, "rename \(temporary) to \(settings.name ?? "")")
  }
}
