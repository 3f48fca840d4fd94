public import Netlink

extension RouteSocket {
  /// Changes what only this kind of link has, together with the rest.
  /// Corresponds to `RTM_NEWLINK` without `NLM_F_CREATE`, with `IFLA_INFO_DATA`.
  ///
  /// - Parameter settings: the link's ``LinkSettings/index``, and what else is to change.
  /// - Throws: ``NetlinkError``; `EOPNOTSUPP` when the kind cannot be changed, `EINVAL` when the
  ///   link is of another.
  public mutating func changeLink<Kind: LinkKind>(
    _ settings: LinkSettings, _ kind: Kind, _ operation: @autoclosure () -> String
  ) throws(NetlinkError) {
    try netlink.acknowledge(operation(), RTM.newlink) { (m) throws(MessageError) in
      try settings.encode(into: &m)
      try kind.encodeLinkInfo(into: &m)
    }
  }

  /// Changes what the master of a link knows of it as its port.
  /// Corresponds to `RTM_NEWLINK` with `IFLA_INFO_SLAVE_DATA`.
  ///
  /// - Parameter settings: the link's ``LinkSettings/index``, and what else is to change.
  /// - Throws: ``NetlinkError``; `EOPNOTSUPP` when the link has no master.
  public mutating func changePort<Port: LinkPort>(
    _ settings: LinkSettings, _ port: Port, _ operation: @autoclosure () -> String
  ) throws(NetlinkError) {
    try netlink.acknowledge(operation(), RTM.newlink) { (m) throws(MessageError) in
      try settings.encode(into: &m)
      try port.encodeLinkInfo(into: &m)
    }
  }
}
