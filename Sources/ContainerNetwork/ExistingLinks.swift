public import Netlink
public import RouteNetlink

extension Plumber {
  /// The link here that has this name, or this alternative name.
  ///
  /// - Parameter operation: what it is wanted for, for the error.
  /// - Throws: ``NetlinkError``, `ENODEV` when there is none.
  public func existingLink(_ name: String, as role: String = "link", _ operation: String)
    throws(NetlinkError) -> Link
  {
    do throws(NetlinkError) {
      return try home.socket.link(.name(name))
    } catch {
      guard error.errno == .noSuchDevice else { throw error }
      throw NetlinkError(
        operation, .noSuchDevice, message: "there is no \(role) \(name)\(home.suffix)")
    }
  }

  /// Whether a name is taken in a namespace.
  func exists(_ name: String, _ connection: Connection) -> Bool {
    (try? connection.socket.link(.name(name))) != nil
  }
}
