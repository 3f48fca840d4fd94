public import Netlink

/// What a link is to be like, at its creation or in a change. What is nil is left to the kernel, or
/// left as it is.
@frozen public struct LinkSettings: Hashable, Sendable {
  /// Corresponds to `IFLA_IFNAME`: 1 to 15 bytes.
  public var name: String?
  /// Corresponds to `ifi_index`: the number asked for at creation, or the link to change.
  public var index: Int32
  /// The flags of ``flagMask`` that are to be on. Corresponds to `ifi_flags`.
  public var flags: LinkFlags
  /// Which flags to switch on or off. Corresponds to `ifi_change`.
  public var flagMask: LinkFlags
  /// Corresponds to `IFLA_ADDRESS`.
  public var mac: MACAddress?
  /// Bytes. Corresponds to `IFLA_MTU`.
  public var mtu: UInt32?
  /// The index of the lower or parent link. Corresponds to `IFLA_LINK`.
  public var parent: Int32?
  /// The namespace of ``parent`` when it is another. Corresponds to `IFLA_LINK_NETNSID`.
  public var parentNamespaceID: Int32?
  /// The namespace to put the link into, as an open descriptor. Corresponds to `IFLA_NET_NS_FD`.
  public var namespace: Int32?
  /// The index of the master (a bridge, say); 0 takes it away. Corresponds to `IFLA_MASTER`.
  public var master: Int32?
  /// Corresponds to `IFLA_NUM_TX_QUEUES`; only at creation.
  public var transmitQueues: UInt32?
  /// Corresponds to `IFLA_NUM_RX_QUEUES`; only at creation.
  public var receiveQueues: UInt32?
  /// Packets. Corresponds to `IFLA_TXQLEN`.
  public var transmitQueueLength: UInt32?
  /// Corresponds to `IFLA_GROUP`.
  public var group: UInt32?
  /// Corresponds to `IFLA_IFALIAS`: at most 255 bytes; empty takes it away. The kernel takes it in
  /// a change only, and ignores it at creation.
  public var alias: String?

  @inlinable public init(name: String? = nil, index: Int32 = 0) {
    self.name = name
    self.index = index
    flags = []
    flagMask = []
  }

  /// Whether the link is to be up (`IFF_UP`); nil leaves it.
  @inlinable public var up: Bool? {
    get { flagMask.contains(.up) ? flags.contains(.up) : nil }
    set {
      flagMask.remove(.up)
      flags.remove(.up)
      guard let newValue else { return }
      flagMask.insert(.up)
      if newValue { flags.insert(.up) }
    }
  }

  /// As many for sending as for receiving; nil leaves it to the kernel.
  @inlinable public mutating func setQueues(_ count: UInt32?) {
    transmitQueues = count
    receiveQueues = count
  }

  /// Writes `ifinfomsg` and the attributes.
  @inlinable @inline(__always)
  public func encode(into m: inout MessageBuilder, family: UInt8 = 0) throws(MessageError) {
    try m.put(header: LinkHeader(family: family, index: index, flags: flags, change: flagMask))
    if let name { try m.put(IFLA.ifname, name) }
    if let mac { try m.put(IFLA.address, structure: mac) }
    if let mtu { try m.put(IFLA.mtu, mtu) }
    if let parent { try m.put(IFLA.link, parent) }
    if let namespace { try m.put(IFLA.netNSFD, namespace) }
    if let transmitQueues { try m.put(IFLA.numTXQueues, transmitQueues) }
    if let receiveQueues { try m.put(IFLA.numRXQueues, receiveQueues) }
    if hasRareAttributes { try encodeRare(into: &m) }
  }

  @inlinable var hasRareAttributes: Bool {
    parentNamespaceID != nil || master != nil || transmitQueueLength != nil || group != nil
      || alias != nil
  }

  @usableFromInline func encodeRare(into m: inout MessageBuilder) throws(MessageError) {
    if let parentNamespaceID { try m.put(IFLA.linkNetNSID, parentNamespaceID) }
    if let master { try m.put(IFLA.master, master) }
    if let transmitQueueLength { try m.put(IFLA.txqlen, transmitQueueLength) }
    if let group { try m.put(IFLA.group, group) }
    // The kernel counts a closing NUL among the 255 bytes that there may be.
    if let alias { try m.put(IFLA.ifalias, unterminated: alias) }
  }
}

extension LinkSettings {
  /// Reads a request to create or change a link.
  ///
  /// - Throws: ``MessageError`` when the message is malformed.
  public init(_ message: MessageView) throws(MessageError) {
    var attributes = message.attributes(after: LinkHeader.size)
    try self.init(header: message.familyHeader(as: LinkHeader.self), attributes: &attributes)
  }

  /// Reads what describes the other end of a pair (`VETH_INFO_PEER`): a message without its header.
  init(message attribute: AttributeView) throws(MessageError) {
    var inner = attribute.attributes(after: LinkHeader.size)
    try self.init(header: attribute.structure(as: LinkHeader.self), attributes: &inner)
  }

  /// Reads what ``encode(into:family:)`` writes.
  init(header: LinkHeader, attributes: inout Attributes) throws(MessageError) {
    self.init(index: header.index)
    flags = header.flags
    flagMask = header.change
    while let attribute = try attributes.next() {
      switch attribute.type {
      case IFLA.ifname: name = try attribute.string()
      case IFLA.address: mac = try attribute.structure(as: MACAddress.self)
      case IFLA.mtu: mtu = try attribute.integer()
      case IFLA.link: parent = try attribute.integer()
      case IFLA.linkNetNSID: parentNamespaceID = try attribute.integer()
      case IFLA.netNSFD: namespace = try attribute.integer()
      case IFLA.master: master = try attribute.integer()
      case IFLA.numTXQueues: transmitQueues = try attribute.integer()
      case IFLA.numRXQueues: receiveQueues = try attribute.integer()
      case IFLA.txqlen: transmitQueueLength = try attribute.integer()
      case IFLA.group: group = try attribute.integer()
      case IFLA.ifalias: alias = try attribute.string()
      default: break
      }
    }
  }
}
