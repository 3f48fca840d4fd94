public import Netlink

extension ProtocolSchema {
  /// The messages of `NETLINK_ROUTE` that this library speaks.
  public static let route = ProtocolSchema(
    group("LINK", [RTM.newlink, RTM.dellink, RTM.getlink, RTM.setlink], .ifinfomsg, .link)
      + group("LINKPROP", [RTM.newlinkprop, RTM.dellinkprop], .ifinfomsg, .link)
      + group("ADDR", [RTM.newaddr, RTM.deladdr, RTM.getaddr], .ifaddrmsg, .address)
      + group("ROUTE", [RTM.newroute, RTM.delroute, RTM.getroute], .rtmsg, .route)
      + group("NEIGH", [RTM.newneigh, RTM.delneigh, RTM.getneigh], .ndmsg, .neighbor)
      + group("RULE", [RTM.newrule, RTM.delrule, RTM.getrule], .fibRuleHdr, .rule)
      + group("NSID", [RTM.newnsid, RTM.delnsid, RTM.getnsid], .rtgenmsg, .namespaceID))

  /// The types of one object: the lowest two bits say NEW, DEL, GET or SET.
  private static func group(
    _ object: String, _ types: [MessageType], _ header: HeaderSchema, _ attributes: AttributeSchema
  ) -> [(MessageType, MessageSchema)] {
    types.map { type in
      let verb = ["NEW", "DEL", "GET", "SET"][Int(type.rawValue & 3)]
      return (type, MessageSchema("RTM_\(verb)\(object)", header, attributes))
    }
  }
}

extension HeaderSchema {
  /// Corresponds to `struct ifinfomsg`.
  public static let ifinfomsg = HeaderSchema(
    "ifinfomsg",
    [("family", 1), ("", 1), ("type", 2), ("index", 4), ("flags", 4), ("change", 4)])
  /// Corresponds to `struct ifaddrmsg`.
  public static let ifaddrmsg = HeaderSchema(
    "ifaddrmsg", [("family", 1), ("prefixlen", 1), ("flags", 1), ("scope", 1), ("index", 4)])
  /// Corresponds to `struct rtmsg`.
  public static let rtmsg = HeaderSchema(
    "rtmsg",
    [
      ("family", 1), ("dst_len", 1), ("src_len", 1), ("tos", 1), ("table", 1), ("protocol", 1),
      ("scope", 1), ("type", 1), ("flags", 4),
    ])
  /// Corresponds to `struct fib_rule_hdr`.
  public static let fibRuleHdr = HeaderSchema(
    "fib_rule_hdr",
    [
      ("family", 1), ("dst_len", 1), ("src_len", 1), ("tos", 1), ("table", 1), ("", 2),
      ("action", 1), ("flags", 4),
    ])
  /// Corresponds to `struct ndmsg`.
  public static let ndmsg = HeaderSchema(
    "ndmsg",
    [("family", 1), ("", 3), ("ifindex", 4), ("state", 2), ("flags", 1), ("type", 1)])
  /// Corresponds to `struct rtnexthop`.
  public static let rtnexthop = HeaderSchema(
    "rtnexthop", [("len", 2), ("flags", 1), ("hops", 1), ("ifindex", 4)])
  /// Corresponds to `struct rtgenmsg`.
  public static let rtgenmsg = HeaderSchema("rtgenmsg", [("family", 1)])
}
