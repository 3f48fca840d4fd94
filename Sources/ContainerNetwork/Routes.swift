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
    onFailure("add route \(route)") { () throws(NetlinkError) in
      self.warnings += try home.restore(before)
    }
  }
}

extension Plumber.Connection {
  /// Adds those routes that are not there any more.
  ///
  /// - Returns: What the kernel refused, while the rest was done.
  func restore(_ routes: [Route]) throws(NetlinkError) -> [NetlinkError] {
    let now = Set(try socket.routes(table: nil))
    let lost = routes.filter { !now.contains($0) }
    var refused: [NetlinkError] = []
    // Those on the link first: the others need them.
    for var route in lost.filter({ $0.gateway == nil && $0.nextHops.isEmpty })
      + lost.filter({ $0.gateway != nil || !$0.nextHops.isEmpty })
    {
      // Of these a request takes only RTNH_F_ONLINK.
      route.flags &= 4
      for index in route.nextHops.indices { route.nextHops[index].flags &= 4 }
      // Of IPv6 it stays without its source when that goes.
      var rest = route
      rest.preferredSource = nil
      if route.family == AddressFamily.inet6, rest != route, now.contains(rest) {
        try socket.deleteRoute(rest)
      }
      do throws(NetlinkError) {
        try socket.addRoute(route)
      } catch {
        // It is there with another lifetime or preference, or with fewer ways: of an IPv6 route those go
        // that their links take along.
        let ways = route.family == AddressFamily.inet6 ? route.nextHops : []
        if error.errno == .fileExists {
          refused += append(ways, to: route)
        } else {
          var error = error
          error.operation += suffix
          refused.append(error)
        }
      }
    }
    return refused
  }

  /// Adds those ways that a route does not have.
  private func append(_ ways: [Route.NextHop], to route: Route) -> [NetlinkError] {
    var refused: [NetlinkError] = []
    for way in ways {
      var single = route
      single.nextHops = [way]
      do throws(NetlinkError) {
        try socket.appendRoute(single)
      } catch {
        if error.errno != .fileExists { refused.append(error) }
      }
    }
    return refused
  }
}
