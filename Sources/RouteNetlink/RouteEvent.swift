public import Netlink

/// A multicast group of `NETLINK_ROUTE`. Corresponds to `RTNLGRP_*`.
public enum RouteGroup: UInt32, CaseIterable, Sendable {
  case link = 1
  case neighbor = 3
  case ipv4Address = 5
  case ipv4Route = 7
  case ipv6Address = 9
  case ipv6Route = 11
  case namespaceID = 28
  case nextHop = 32
}

/// Something that changed in a namespace.
public enum RouteEvent: Hashable, Sendable {
  case linkChanged(Link)
  case linkDeleted(Link)
  case addressAdded(Address)
  case addressDeleted(Address)
  case routeAdded(Route)
  case routeDeleted(Route)
  case neighborChanged(Neighbor)
  case neighborDeleted(Neighbor)
  case namespaceIDAdded(Int32)
  case namespaceIDDeleted(Int32)
  /// A next hop object was replaced or deleted, and with it, without a notification, IPv4 routes that
  /// use it. Corresponds to `RTM_NEWNEXTHOP` and `RTM_DELNEXTHOP`.
  case nextHopChanged

  /// Reads a notification; nil when it is of a type that is none of these.
  ///
  /// - Throws: ``MessageError`` when the message is malformed.
  public init?(_ message: MessageView) throws(MessageError) {
    switch message.type {
    case RTM.newlink, RTM.dellink:
      // A bridge tells of its ports by messages of its own (AF_BRIDGE), which lack most of the link,
      // and whose deletion is the end of the port and not of the link.
      guard try message.familyHeader(as: LinkHeader.self).family == 0 else { return nil }
      // As do wireless extensions, of what a driver reports.
      guard try !Self.isWireless(message) else { return nil }
      let link = try Link(message)
      self = message.type == RTM.newlink ? .linkChanged(link) : .linkDeleted(link)
    case RTM.newaddr, RTM.deladdr:
      guard let address = try Address(message) else { return nil }
      self = message.type == RTM.newaddr ? .addressAdded(address) : .addressDeleted(address)
    case RTM.newroute, RTM.delroute:
      guard let route = try Route(message) else { return nil }
      self = message.type == RTM.newroute ? .routeAdded(route) : .routeDeleted(route)
    case RTM.newneigh, RTM.delneigh:
      guard let neighbor = try Neighbor(message) else { return nil }
      self =
        message.type == RTM.newneigh ? .neighborChanged(neighbor) : .neighborDeleted(neighbor)
    case RTM.newnsid: self = .namespaceIDAdded(try NamespaceIDEntry(message).id)
    case RTM.delnsid: self = .namespaceIDDeleted(try NamespaceIDEntry(message).id)
    case RTM.newnexthop, RTM.delnexthop:
      // No route uses one that is new.
      guard message.type == RTM.delnexthop || message.header.flags.contains(.replace) else {
        return nil
      }
      self = .nextHopChanged
    default: return nil
    }
  }
}

extension RouteEvent {
  private static func isWireless(_ message: MessageView) throws(MessageError) -> Bool {
    var attributes = message.attributes(after: LinkHeader.size)
    while let attribute = try attributes.next() {
      if attribute.type == IFLA.wireless { return true }
    }
    return false
  }
}

extension RouteSocket {
  /// Begins to receive what changes.
  public func subscribe(to groups: [RouteGroup]) throws(NetlinkError) {
    for group in groups { try netlink.join(group: group.rawValue) }
  }

  /// Waits for changes and hands out each.
  ///
  /// - Parameter milliseconds: how long to wait; negative: for ever.
  /// - Returns: False when the time passed without any.
  /// - Throws: ``NetlinkError``; `ENOBUFS` says that some were lost: read the state again.
  public mutating func events(waiting milliseconds: Int32 = -1, _ body: (RouteEvent) -> Void)
    throws(NetlinkError) -> Bool
  {
    try netlink.notifications(waiting: milliseconds) { (message) throws(MessageError) in
      if let event = try RouteEvent(message) { body(event) }
    }
  }
}
