public import Netlink
public import NetworkNamespace
public import RouteNetlink

/// A link of any kind to be made here or in another namespace, on a parent or without one.
public struct NewLink<Kind: LinkKind>: Sendable {
  public var settings: LinkSettings
  public var kind: Kind
  /// The name of the lower link, which is here.
  public var parent: String?
  /// Where the link goes.
  public var namespace: NamespaceReference?
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
    try new.configuration.validate(operation)
    var settings = new.settings
    settings.up = new.configuration.up
    var parent: Link?
    if let parentName = new.parent {
      let link = try parentLink(parentName, operation)
      parent = link
      settings.parent = link.index
      // The kernel answers a bare EINVAL.
      if let mtu = settings.mtu, let limit = link.mtu, mtu > limit, limit > 0 {
        throw NetlinkError(
          operation, .invalidArgument,
          message: "the MTU \(mtu) is above the \(limit) of its parent \(parentName)",
          hint: "raise the MTU of \(parentName), or ask for \(limit) at most")
      }
    }
    if target !== home { settings.namespace = target.namespace.fileDescriptor }

    try transaction { () throws(NetlinkError) in
      do throws(NetlinkError) {
        try home.socket.createLink(settings, new.kind)
      } catch {
        throw explain(error, Refused(kind: Kind.name, settings: settings, parent: parent))
      }
      onFailure("delete \(name)") { () throws(NetlinkError) in
        try target.socket.deleteLink(.name(name))
      }
      var rest = new.configuration
      rest.up = false
      guard !rest.isEmpty else { return }
      let index = isDryRun ? 0 : try target.socket.link(.name(name)).index
      try target.configure(name, index: index, rest)
    }
  }

  private func parentLink(_ name: String, _ operation: String) throws(NetlinkError) -> Link {
    do throws(NetlinkError) {
      return try home.socket.link(.name(name))
    } catch {
      guard error.errno == .noSuchDevice else { throw error }
      throw NetlinkError(
        operation, .noSuchDevice, message: "there is no parent \(name)\(home.suffix)")
    }
  }
}
