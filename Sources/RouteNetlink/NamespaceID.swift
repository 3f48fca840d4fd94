public import Netlink

// A namespace calls its neighbours by small numbers of its own: `IFLA_LINK_NETNSID` and others
// speak of them. The kernel gives one out when it needs one; anybody may, before.

extension RouteSocket {
  /// The number that this socket's namespace has for another; nil when it has none yet.
  /// Corresponds to `RTM_GETNSID`.
  ///
  /// - Parameter descriptor: of the other namespace.
  public mutating func namespaceID(of descriptor: Int32) throws(NetlinkError) -> Int32? {
    var found: Int32?
    try netlink.request("find a namespace's ID", RTM.getnsid) { (m) throws(MessageError) in
      try m.put(header: GenericHeader())
      try m.put(NETNSA.fd, UInt32(bitPattern: descriptor))
    } reply: { (message) throws(MessageError) in
      if message.type == RTM.newnsid { found = try NamespaceIDEntry(message).id }
    }
    // NETNSA_NSID_NOT_ASSIGNED
    return found == -1 ? nil : found
  }

  /// Whether the namespace with this number can still be used. When the last that held it lets go,
  /// the kernel takes it apart later, and its links are there until then.
  /// Corresponds to `RTM_GETNSID` with `NETNSA_NSID` (Linux 4.20).
  public mutating func isAlive(namespaceID id: Int32) throws(NetlinkError) -> Bool {
    do throws(NetlinkError) {
      try netlink.request("look for a namespace", RTM.getnsid) { (m) throws(MessageError) in
        try m.put(header: GenericHeader())
        try m.put(NETNSA.nsid, id)
      } reply: { (_) throws(MessageError) in
      }
      return true
    } catch {
      guard error.errno == .noSuchFileOrDirectory else { throw error }
      return false
    }
  }

  /// Gives a namespace a number. Corresponds to `RTM_NEWNSID`.
  ///
  /// - Parameter id: the number; nil lets the kernel choose.
  /// - Throws: ``NetlinkError``, `EEXIST` when the namespace has a number, or the number a
  ///   namespace.
  public mutating func assignNamespaceID(_ id: Int32? = nil, to descriptor: Int32)
    throws(NetlinkError)
  {
    try netlink.acknowledge("assign a namespace ID", RTM.newnsid) { (m) throws(MessageError) in
      try m.put(header: GenericHeader())
      try m.put(NETNSA.nsid, id ?? -1)
      try m.put(NETNSA.fd, UInt32(bitPattern: descriptor))
    }
  }

  /// All numbers that this socket's namespace has given out.
  public mutating func namespaceIDs() throws(NetlinkError) -> [Int32] {
    try netlink.dump("list namespace IDs", RTM.getnsid) { (m) throws(MessageError) in
      try m.put(header: GenericHeader())
    } decode: { (message) throws(MessageError) in
      message.type == RTM.newnsid ? try NamespaceIDEntry(message).id : nil
    }
  }
}

/// Corresponds to an `RTM_NEWNSID` or `RTM_DELNSID` message.
public struct NamespaceIDEntry: Hashable, Sendable {
  /// Corresponds to `NETNSA_NSID`.
  public var id: Int32 = -1

  /// Reads an `RTM_NEWNSID` or `RTM_DELNSID`.
  public init(_ message: MessageView) throws(MessageError) {
    var attributes = message.attributes(after: GenericHeader.size)
    while let attribute = try attributes.next() {
      if attribute.type == NETNSA.nsid { id = try attribute.integer() }
    }
  }
}
