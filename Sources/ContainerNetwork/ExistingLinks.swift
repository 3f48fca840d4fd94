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
    try home.existingLink(name, as: role, operation)
  }

  /// Whether a name is taken in a namespace.
  func exists(_ name: String, _ connection: Connection) -> Bool {
    (try? connection.link(named: name)) != nil
  }
}

extension Plumber.Connection {
  /// The same in this namespace.
  ///
  /// - Parameter statistics: also ask for the counters.
  public func existingLink(
    _ name: String, as role: String = "link", _ operation: String, statistics: Bool = false
  ) throws(NetlinkError) -> Link {
    do throws(NetlinkError) {
      return try link(named: name, statistics: statistics)
    } catch {
      throw missing(name, as: role, operation, error)
    }
  }

  /// The link of this name that is there, or that a dry run would have made.
  ///
  /// - Throws: ``NetlinkError``, `ENODEV` when there is none, or there would be none.
  func link(named name: String, statistics: Bool = false) throws(NetlinkError) -> Link {
    guard plan.isBegun else { return try socket.link(.name(name), statistics: statistics) }
    return switch plan[name] {
    case .planned(let link): link
    case .gone: throw NetlinkError("find \(name)", .noSuchDevice)
    case .unchanged: try socket.link(.name(name), statistics: statistics)
    }
  }

  /// An error of looking for a link by its name, put in one way wherever there is none.
  public func missing(
    _ name: String, as role: String = "link", _ operation: String, _ error: NetlinkError
  ) -> NetlinkError {
    guard error.errno == .noSuchDevice else { return error }
    let place = operation.hasSuffix(suffix) ? "" : suffix
    return NetlinkError(
      operation, .noSuchDevice, message: "there is no \(role) \(name)\(place)")
  }
}
