public import Netlink
internal import NetworkNamespace

extension Plumber {
  /// Makes a named namespace.
  ///
  /// - Throws: ``NetlinkError``, `EEXIST` when the name is taken.
  public func addNamespace(_ name: String) throws(NetlinkError) {
    _ = try NetworkNamespace.create(named: name)
    onFailure("delete namespace \(name)") { () throws(NetlinkError) in
      try NetworkNamespace.delete(named: name)
    }
  }

  /// Takes a namespace's name away.
  ///
  /// - Throws: ``NetlinkError``, `ENOENT` when there is no such name.
  public func deleteNamespace(_ name: String) throws(NetlinkError) {
    let identity = NetworkNamespace.identity(named: name)
    // Kept open as long as somebody may want it back.
    let kept = isInTransaction && identity != nil ? try connect(to: .name(name)) : nil
    try NetworkNamespace.delete(named: name)
    onFailure("name namespace \(name) again") { () throws(NetlinkError) in
      try kept?.namespace.pin(named: name)
    }
    if let identity, kept == nil { disconnect(from: identity) }
  }
}
