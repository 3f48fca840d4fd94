public import Netlink

extension RouteSocket {
  /// Adds a route. Corresponds to `RTM_NEWROUTE` with `NLM_F_CREATE | NLM_F_EXCL`.
  ///
  /// - Throws: ``NetlinkError``, `EEXIST` when there is one, `ENETUNREACH` when the gateway
  ///   cannot be reached, `ENETDOWN` when the link is down.
  public mutating func addRoute(_ route: Route) throws(NetlinkError) {
    try netlink.acknowledge(
      "add route \(route)", RTM.newroute, flags: [.create, .exclusive]
    ) { (m) throws(MessageError) in try route.encode(into: &m) }
  }

  /// Adds a route besides those to the same destination: to IPv6 with the same metric, and gateways, it is
  /// one more of the ways that they share. Corresponds to `RTM_NEWROUTE` with
  /// `NLM_F_CREATE | NLM_F_APPEND`.
  ///
  /// - Throws: ``NetlinkError``, `EEXIST` when there is this one.
  public mutating func appendRoute(_ route: Route) throws(NetlinkError) {
    try netlink.acknowledge("add route \(route)", RTM.newroute, flags: [.create, .append]) {
      (m) throws(MessageError) in try route.encode(into: &m)
    }
  }

  /// Deletes a route. Corresponds to `RTM_DELROUTE`.
  ///
  /// - Throws: ``NetlinkError``, `ESRCH` when there is no such route.
  public mutating func deleteRoute(_ route: Route) throws(NetlinkError) {
    try netlink.acknowledge("delete route \(route)", RTM.delroute) {
      (m) throws(MessageError) in
      var route = route
      // As ip(8): whoever made it, whatever its scope and type.
      route.proto = 0
      route.type = 0
      if route.family == AddressFamily.inet { route.scope = 255 }
      try route.encode(into: &m)
    }
  }

  /// All routes of a table; of all tables when it is nil.
  /// Corresponds to a dump of `RTM_GETROUTE`.
  ///
  /// - Parameters:
  ///   - family: `AF_INET`, `AF_INET6`, or 0 for both.
  ///   - table: 254 is the main table.
  public mutating func routes(family: UInt8 = 0, table: UInt32? = 254) throws(NetlinkError)
    -> [Route]
  {
    let families = family == 0 ? [AddressFamily.inet, AddressFamily.inet6] : [family]
    var routes: [Route] = []
    for family in families {
      routes += try netlink.dump("list routes", RTM.getroute) { (m) throws(MessageError) in
        try m.put(header: RouteHeader(family: family))
      } decode: { (message) throws(MessageError) in
        guard message.type == RTM.newroute, let route = try Route(message), !route.isCached,
          table == nil || route.table == table
        else { return nil }
        return route
      }
    }
    return routes
  }
}

extension Route: CustomStringConvertible {
  /// As on the command line: `10.1.0.0/16 via 10.0.0.1`.
  public var description: String {
    var text = destination.map { "\($0)" } ?? "default"
    if let gateway { text += " via \(gateway)" }
    return text
  }
}
