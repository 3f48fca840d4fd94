public import Netlink
internal import NetworkNamespace

extension Plumber {
  /// Makes a named namespace. A dry run looks only whether that could be.
  ///
  /// - Throws: ``NetlinkError``, `EEXIST` when the name is taken.
  public func addNamespace(_ name: String) throws(NetlinkError) {
    guard !isDryRun else {
      let operation = "create namespace \(name)"
      guard NetworkNamespace.isName(name) else {
        throw NetlinkError(operation, .invalidArgument, message: "not a name for a namespace")
      }
      guard try !hasNamespace(name) else { throw NetlinkError(operation, .fileExists) }
      return plan(name: name, isThere: true)
    }
    try transaction { () throws(NetlinkError) in
      _ = try NetworkNamespace.create(named: name)
    }
    onFailure("delete namespace \(name)") { () throws(NetlinkError) in
      try NetworkNamespace.delete(named: name)
    }
  }

  /// Takes a namespace's name away. A dry run looks only whether there is one.
  ///
  /// - Throws: ``NetlinkError``, `ENOENT` when there is no such name.
  public func deleteNamespace(_ name: String) throws(NetlinkError) {
    guard !isDryRun else {
      guard try hasNamespace(name) else {
        throw NetlinkError("delete namespace \(name)", .noSuchFileOrDirectory)
      }
      return plan(name: name, isThere: false)
    }
    let identity = NetworkNamespace.identity(named: name)
    // Kept open as long as somebody may want it back.
    let kept = isInTransaction && identity != nil ? try connect(to: .name(name)) : nil
    try transaction { () throws(NetlinkError) in try NetworkNamespace.delete(named: name) }
    onFailure("name namespace \(name) again") { () throws(NetlinkError) in
      try kept?.namespace.pin(named: name)
    }
    if let identity, kept == nil { disconnect(from: identity) }
  }
}
