public import Netlink

extension RouteSocket {
  /// The route that the kernel would take, with the table that it is in.
  /// Corresponds to `RTM_GETROUTE` without `NLM_F_DUMP`.
  ///
  /// - Parameters:
  ///   - source: the packet's own address, where it has one.
  ///   - input: the link that the packet came in by, when it is to be forwarded or delivered: then
  ///     IPv4's checks of what comes in are part of the answer.
  ///   - output: the link that its socket is bound to; a VRF asks for that one's table.
  /// - Throws: ``NetlinkError``: `ENETUNREACH` when there is no route, `EHOSTUNREACH`, `EACCES` or
  ///   `EINVAL` when one says so (`unreachable`, `prohibit`, `blackhole`). With `input`, `EXDEV` or
  ///   (newer kernels) `EINVAL` when `rp_filter` would drop the packet, and `EHOSTUNREACH` when nothing
  ///   is forwarded there.
  public mutating func route(
    to destination: IPAddress, from source: IPAddress? = nil, input: Int32? = nil,
    output: Int32? = nil
  ) throws(NetlinkError) -> Route {
    var found: Route?
    try netlink.request("find the route to \(destination)", RTM.getroute) {
      (m) throws(MessageError) in
      let width = UInt8(destination.bitWidth)
      try m.put(
        header: RouteHeader(
          family: destination.family, destinationLength: width,
          sourceLength: source == nil ? 0 : width,
          // RTM_F_LOOKUP_TABLE: IPv6 says the table unasked, and refuses to be asked.
          flags: destination.family == AddressFamily.inet ? 0x1000 : 0))
      try m.put(RTA.dst, destination)
      if let source { try m.put(RTA.src, source) }
      if let input { try m.put(RTA.iif, input) }
      if let output { try m.put(RTA.oif, output) }
    } reply: { (message) throws(MessageError) in
      if message.type == RTM.newroute { found = try Route(message) }
    }
    guard let found else {
      throw NetlinkError("find the route to \(destination)", .networkUnreachable)
    }
    return found
  }
}
