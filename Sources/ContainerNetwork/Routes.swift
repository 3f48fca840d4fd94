public import Netlink
public import RouteNetlink

extension Plumber {
  /// Adds a route here.
  ///
  /// - Throws: ``NetlinkError``, `EEXIST` when there is one to the same destination with the same
  ///   metric, `ENETUNREACH` when the gateway cannot be reached.
  public func addRoute(_ route: Route) throws(NetlinkError) {
    let home = home
    try home.socket.addRoute(route)
    var added = route
    // The kernel's own choice (IP6_RT_PRIO_USER). Asked to delete one without a metric, it would
    // take another route to the same destination whose metric is smaller.
    if route.family == AddressFamily.inet6, (route.metric ?? 0) == 0 { added.metric = 1024 }
    onFailure("delete route \(route)") { [added] () throws(NetlinkError) in
      try home.socket.deleteRoute(added)
    }
  }

  /// Deletes the first route here that has all that is said: what is nil may be anything.
  ///
  /// - Throws: ``NetlinkError``, `ESRCH` when there is none.
  public func deleteRoute(_ route: Route) throws(NetlinkError) {
    let home = home
    // Read only when somebody may want it back.
    let before =
      isInTransaction ? try home.socket.routes(family: route.family, table: route.table) : []
    do throws(NetlinkError) {
      try home.socket.deleteRoute(route)
    } catch {
      guard error.errno == .noSuchProcess else { throw error }
      throw NetlinkError(error.operation, error.errno, message: "there is no such route")
    }
    onFailure("add route \(route)") { () throws(NetlinkError) in try home.restore(before) }
  }
}
