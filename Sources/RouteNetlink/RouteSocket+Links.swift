public import Netlink

/// Names one link of a namespace.
public enum LinkReference: Hashable, Sendable {
  case index(Int32)
  /// The name, or an alternative one.
  case name(String)
}

extension LinkReference: CustomStringConvertible {
  public var description: String {
    switch self {
    case .index(let index): "link \(index)"
    case .name(let name): name
    }
  }
}

extension LinkReference {
  /// Writes `ifinfomsg` and the name.
  func encode(into m: inout MessageBuilder) throws(MessageError) {
    switch self {
    case .index(let index): try m.put(header: LinkHeader(index: index))
    case .name(let name):
      try m.put(header: LinkHeader())
      // Both an interface name and a longer, alternative one fit IFLA_ALT_IFNAME (5.5); older
      // kernels know only the first.
      try m.put(name.utf8.count < 16 ? IFLA.ifname : IFLA.altIfname, name)
    }
  }
}

extension RouteSocket {
  /// Creates a link. Corresponds to `RTM_NEWLINK` with `NLM_F_CREATE | NLM_F_EXCL`.
  ///
  ///     var peer = LinkSettings(name: "eth0")
  ///     peer.namespace = namespace.fileDescriptor
  ///     var host = LinkSettings(name: "web0")
  ///     host.up = true
  ///     try socket.createLink(host, Veth(peer: peer))
  ///
  /// - Throws: ``NetlinkError``, `EEXIST` when the name is taken.
  @inlinable
  public mutating func createLink<Kind: LinkKind>(_ settings: LinkSettings, _ kind: Kind)
    throws(NetlinkError)
  {
    try netlink.acknowledge(
      "create \(Kind.name) \(settings.name ?? "")", RTM.newlink, flags: [.create, .exclusive]
    ) { (m) throws(MessageError) in
      try settings.encode(into: &m)
      try kind.encodeLinkInfo(into: &m)
    }
  }

  /// Creates a link and returns it as the kernel announces it, which holds its index and a
  /// veth's peer's.
  ///
  /// - Returns: nil when the kernel announces it elsewhere: before Linux 6.2, and for a link that
  ///   begins in another namespace. Ask for it by name there.
  public mutating func createLinkEchoed<Kind: LinkKind>(_ settings: LinkSettings, _ kind: Kind)
    throws(NetlinkError) -> Link?
  {
    var link: Link?
    try netlink.request(
      "create \(Kind.name) \(settings.name ?? "")", RTM.newlink,
      flags: [.create, .exclusive, .echo]
    ) { (m) throws(MessageError) in
      try settings.encode(into: &m)
      try kind.encodeLinkInfo(into: &m)
    } reply: { (message) throws(MessageError) in
      if message.type == RTM.newlink { link = try Link(message) }
    }
    return link
  }

  /// Changes a link that exists. Corresponds to `RTM_NEWLINK` without `NLM_F_CREATE`.
  ///
  /// - Parameter settings: the link's ``LinkSettings/index``, and what is to change.
  ///   A ``LinkSettings/name`` renames.
  public mutating func changeLink(_ settings: LinkSettings, _ operation: @autoclosure () -> String)
    throws(NetlinkError)
  {
    try netlink.acknowledge(operation(), RTM.newlink) { (m) throws(MessageError) in
      try settings.encode(into: &m)
    }
  }

  /// Has the kernel announce a link's IPv4 addresses by gratuitous ARP when it comes up or gets another
  /// MAC. The same as writing 1 to `net.ipv4.conf.NAME.arp_notify`, from outside of its namespace.
  ///
  /// Corresponds to `IPV4_DEVCONF_ARP_NOTIFY` in `IFLA_INET_CONF`.
  public mutating func announceByARP(link index: Int32, _ operation: @autoclosure () -> String)
    throws(NetlinkError)
  {
    try netlink.acknowledge(operation(), RTM.newlink) { (m) throws(MessageError) in
      try m.put(header: LinkHeader(index: index))
      try m.nest(IFLA.afSpec) { (m) throws(MessageError) in
        try m.nest(AttributeType(UInt16(AddressFamily.inet))) { (m) throws(MessageError) in
          try m.nest(IFLA.Inet.conf) { (m) throws(MessageError) in
            try m.put(IFLA.Inet.Parameter.arpNotify, UInt32(1))
          }
        }
      }
    }
  }

  /// The link with this index, name or alternative name. Corresponds to `RTM_GETLINK`.
  ///
  /// - Parameter statistics: also ask for the counters.
  /// - Throws: ``NetlinkError``, `ENODEV` when there is none.
  public mutating func link(_ reference: LinkReference, statistics: Bool = false)
    throws(NetlinkError) -> Link
  {
    var found: Link?
    try netlink.request("find \(reference)", RTM.getlink) { (m) throws(MessageError) in
      try reference.encode(into: &m)
      try m.put(IFLA.extMask, statistics ? 0 : ExtendedFilter.skipStatistics)
    } reply: { (message) throws(MessageError) in
      if message.type == RTM.newlink { found = try Link(message) }
    }
    guard let found else { throw NetlinkError("find \(reference)", .noSuchDevice) }
    return found
  }

  /// The same link's description as the kernel sent it, put behind what `store` holds.
  public mutating func link(_ reference: LinkReference, into store: inout MessageStore)
    throws(NetlinkError)
  {
    try netlink.request("find \(reference)", RTM.getlink) { (m) throws(MessageError) in
      try reference.encode(into: &m)
      try m.put(IFLA.extMask, ExtendedFilter.skipStatistics)
    } reply: { (message) throws(MessageError) in
      if message.type == RTM.newlink { store.append(message) }
    }
  }

  /// All links. Corresponds to a dump of `RTM_GETLINK`.
  ///
  /// - Parameters:
  ///   - master: only the ports of the link with this index.
  ///   - kind: only links of this kind, such as `veth`.
  public mutating func links(
    statistics: Bool = false, master: Int32? = nil, kind: String? = nil
  ) throws(NetlinkError) -> [Link] {
    try netlink.dump("list links", RTM.getlink) { (m) throws(MessageError) in
      try Self.encodeFilter(statistics, master, kind, into: &m)
    } decode: { (message) throws(MessageError) in
      message.type == RTM.newlink ? try Link(message) : nil
    }
  }

  /// The same links' descriptions as the kernel sent them, in place of what `store` holds.
  public mutating func links(
    into store: inout MessageStore, statistics: Bool = false, master: Int32? = nil,
    kind: String? = nil
  ) throws(NetlinkError) {
    try netlink.dump("list links", RTM.getlink, into: &store) { (m) throws(MessageError) in
      try Self.encodeFilter(statistics, master, kind, into: &m)
    }
  }

  private static func encodeFilter(
    _ statistics: Bool, _ master: Int32?, _ kind: String?, into m: inout MessageBuilder
  ) throws(MessageError) {
    try m.put(header: LinkHeader())
    try m.put(IFLA.extMask, statistics ? 0 : ExtendedFilter.skipStatistics)
    if let master { try m.put(IFLA.master, master) }
    if let kind {
      try m.nest(IFLA.linkinfo) { (m) throws(MessageError) in
        try m.put(IFLA.Info.kind, unterminated: kind)
      }
    }
  }

  /// Deletes a link. Corresponds to `RTM_DELLINK`.
  public mutating func deleteLink(_ reference: LinkReference) throws(NetlinkError) {
    try netlink.acknowledge("delete \(reference)", RTM.dellink) { (m) throws(MessageError) in
      try reference.encode(into: &m)
    }
  }

  /// Deletes **everything** in a group by one message: all that the kernel has to wait for is
  /// waited for once. Corresponds to `RTM_DELLINK` with `IFLA_GROUP`.
  ///
  /// - Throws: ``NetlinkError``; `ENODEV` when the group is empty, `EOPNOTSUPP` when it holds a
  ///   link that cannot be deleted. Nothing was deleted then.
  public mutating func deleteLinks(inGroup group: UInt32) throws(NetlinkError) {
    try netlink.acknowledge("delete group \(group)", RTM.dellink) { (m) throws(MessageError) in
      try m.put(header: LinkHeader())
      try m.put(IFLA.group, group)
    }
  }

  /// Gives a link another name besides its own. Corresponds to `RTM_NEWLINKPROP`.
  public mutating func addAlternativeName(_ name: String, toLink index: Int32)
    throws(NetlinkError)
  {
    try changeAlternativeName(
      RTM.newlinkprop, Array(name.utf8), index, "add the altname \(name)")
  }

  /// Corresponds to `RTM_DELLINKPROP`.
  public mutating func deleteAlternativeName(_ name: String, ofLink index: Int32)
    throws(NetlinkError)
  {
    try changeAlternativeName(
      RTM.dellinkprop, Array(name.utf8), index, "delete the altname \(name)")
  }

  /// Takes away all other names of a link but for some, also those that are no text. Those that it left
  /// in another namespace (before Linux 6.6) stay.
  public mutating func deleteAlternativeNames(ofLink index: Int32, except kept: [String])
    throws(NetlinkError)
  {
    let reference = LinkReference.index(index)
    var names: [[UInt8]] = []
    try netlink.request("find \(reference)", RTM.getlink) { (m) throws(MessageError) in
      try reference.encode(into: &m)
      try m.put(IFLA.extMask, ExtendedFilter.skipStatistics)
    } reply: { (message) throws(MessageError) in
      var attributes = message.attributes(after: LinkHeader.size)
      while let attribute = try attributes.next() {
        guard attribute.type == IFLA.propList else { continue }
        var properties = attribute.attributes()
        while let property = try properties.next() {
          if property.type == IFLA.altIfname { names.append(property.stringBytes.array) }
        }
      }
    }
    for name in names where !kept.contains(where: { $0.utf8.elementsEqual(name) }) {
      do throws(NetlinkError) {
        try changeAlternativeName(
          RTM.dellinkprop, name, index,
          "delete the altname \(String(decoding: name, as: UTF8.self))")
      } catch {
        guard error.errno == .noSuchFileOrDirectory else { throw error }
      }
    }
  }

  private mutating func changeAlternativeName(
    _ type: MessageType, _ name: [UInt8], _ index: Int32, _ operation: String
  ) throws(NetlinkError) {
    try netlink.acknowledge(
      operation, type, flags: type == RTM.newlinkprop ? [.create, .exclusive, .append] : []
    ) { (m) throws(MessageError) in
      try m.put(header: LinkHeader(index: index))
      try m.nest(IFLA.propList.nested) { (m) throws(MessageError) in
        try m.put(IFLA.altIfname, bytes: name + [0])
      }
    }
  }
}

/// What a link's description is to hold besides the usual. Corresponds to `RTEXT_FILTER_*`.
enum ExtendedFilter {
  /// Corresponds to `RTEXT_FILTER_SKIP_STATS`.
  static let skipStatistics: UInt32 = 1 << 3
}
