public import Netlink

/// An entry of the neighbour table: which link-layer address an IP address has.
/// Corresponds to an `RTM_NEWNEIGH` message.
public struct Neighbor: Hashable, Sendable {
  /// The index of the link. Corresponds to `ndm_ifindex`.
  public var link: Int32
  /// Corresponds to `NDA_DST`.
  public var destination: IPAddress
  /// Corresponds to `NDA_LLADDR`; nil while it is not known.
  public var address: LinkAddress?
  /// Corresponds to `ndm_state`.
  public var state: State
  /// Corresponds to `NTF_*`: 8 proxy, 16 learned elsewhere, 32 offloaded, 128 router.
  public var flags: UInt8
  /// Corresponds to `NTF_EXT_*` in `NDA_FLAGS_EXT`: 1 managed.
  public var extendedFlags: UInt32 = 0
  /// Who made it. Corresponds to `NDA_PROTOCOL` (`RTPROT_*`).
  public var proto: UInt8?

  /// Corresponds to `NUD_*`.
  public struct State: OptionSet, Hashable, Sendable {
    public var rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }
    /// Corresponds to `NUD_INCOMPLETE`.
    public static var incomplete: State { State(rawValue: 0x01) }
    /// Corresponds to `NUD_REACHABLE`.
    public static var reachable: State { State(rawValue: 0x02) }
    /// Corresponds to `NUD_STALE`.
    public static var stale: State { State(rawValue: 0x04) }
    /// Corresponds to `NUD_DELAY`.
    public static var delay: State { State(rawValue: 0x08) }
    /// Corresponds to `NUD_PROBE`.
    public static var probe: State { State(rawValue: 0x10) }
    /// Corresponds to `NUD_FAILED`.
    public static var failed: State { State(rawValue: 0x20) }
    /// Corresponds to `NUD_NOARP`.
    public static var noARP: State { State(rawValue: 0x40) }
    /// Corresponds to `NUD_PERMANENT`.
    public static var permanent: State { State(rawValue: 0x80) }
  }

  /// An entry that stays until somebody takes it away.
  public init(_ destination: IPAddress, link: Int32, permanent address: MACAddress) {
    self.destination = destination
    self.link = link
    self.address = LinkAddress([
      address.b0, address.b1, address.b2, address.b3, address.b4, address.b5,
    ])
    state = .permanent
    flags = 0
  }

  /// Writes `ndmsg` and the attributes.
  public func encode(into m: inout MessageBuilder) throws(MessageError) {
    try m.put(
      header: NeighborHeader(
        family: destination.family, index: link, state: state.rawValue, flags: flags))
    try m.put(NDA.dst, destination)
    if let address { try m.put(NDA.lladdr, bytes: address.bytes) }
    if let proto { try m.put(NDA.proto, proto) }
  }

  /// Reads an `RTM_NEWNEIGH` or `RTM_DELNEIGH`; nil when it has no IP address (a bridge's
  /// forwarding entry).
  ///
  /// - Throws: ``MessageError`` when the message is malformed.
  public init?(_ message: MessageView) throws(MessageError) {
    let header = try message.familyHeader(as: NeighborHeader.self)
    guard header.family == AddressFamily.inet || header.family == AddressFamily.inet6 else {
      return nil
    }
    link = header.index
    state = State(rawValue: header.state)
    flags = header.flags
    var destination: IPAddress?
    var attributes = message.attributes(after: NeighborHeader.size)
    while let attribute = try attributes.next() {
      switch attribute.type {
      case NDA.dst: destination = try attribute.ipAddress()
      case NDA.lladdr: address = LinkAddress(attribute.payload.array)
      case NDA.proto: proto = try attribute.integer()
      case NDA.flagsExt: extendedFlags = try attribute.integer()
      default: break
      }
    }
    guard let destination else { return nil }
    self.destination = destination
  }
}

extension RouteSocket {
  /// Adds an entry, or puts it in the place of the one there is.
  /// Corresponds to `RTM_NEWNEIGH` with `NLM_F_CREATE | NLM_F_REPLACE`.
  public mutating func setNeighbor(_ neighbor: Neighbor) throws(NetlinkError) {
    try netlink.acknowledge(
      "set neighbor \(neighbor.destination)", RTM.newneigh, flags: [.create, .replace]
    ) { (m) throws(MessageError) in try neighbor.encode(into: &m) }
  }

  /// Takes an entry away. Corresponds to `RTM_DELNEIGH`.
  public mutating func deleteNeighbor(_ neighbor: Neighbor) throws(NetlinkError) {
    try netlink.acknowledge("delete neighbor \(neighbor.destination)", RTM.delneigh) {
      (m) throws(MessageError) in try neighbor.encode(into: &m)
    }
  }

  /// All neighbour entries, or those of the link with this index.
  /// Corresponds to a dump of `RTM_GETNEIGH`.
  public mutating func neighbors(link: Int32? = nil) throws(NetlinkError) -> [Neighbor] {
    try netlink.dump("list neighbors", RTM.getneigh) { (m) throws(MessageError) in
      try m.put(header: NeighborHeader())
      if let link { try m.put(NDA.ifindex, link) }
    } decode: { (message) throws(MessageError) in
      message.type == RTM.newneigh ? try Neighbor(message) : nil
    }
  }
}
