public import Netlink

/// A network interface, as the kernel describes it. Corresponds to an `RTM_NEWLINK` message.
public struct Link: Hashable, Sendable {
  /// Unique in its namespace. Corresponds to `ifi_index`.
  public var index: Int32
  /// Corresponds to `ifi_type` (`ARPHRD_*`).
  public var hardwareType: UInt16
  /// Corresponds to `ifi_flags`.
  public var flags: LinkFlags
  /// Corresponds to `IFLA_IFNAME`; the kernel takes any bytes, and U+FFFD stands for what is no UTF-8.
  public var name = ""
  /// Corresponds to `IFLA_ALT_IFNAME` inside `IFLA_PROP_LIST`.
  public var alternativeNames: [String] = []
  /// Corresponds to `IFLA_IFALIAS`.
  public var alias: String?
  /// Corresponds to `IFLA_ADDRESS`.
  public var address: LinkAddress?
  /// Corresponds to `IFLA_BROADCAST`; the other end of a point-to-point link.
  public var broadcast: LinkAddress?
  /// The address that the hardware was made with. Corresponds to `IFLA_PERM_ADDRESS`.
  public var permanentAddress: LinkAddress?
  /// Bytes. Corresponds to `IFLA_MTU`.
  public var mtu: UInt32?
  /// Bytes. Corresponds to `IFLA_MIN_MTU`.
  public var minimumMTU: UInt32?
  /// Bytes; 0: no limit. Corresponds to `IFLA_MAX_MTU`.
  public var maximumMTU: UInt32?
  /// The lower link, or the other end of a pair. Corresponds to `IFLA_LINK`.
  public var parent: Int32?
  /// The ID of the namespace that ``parent`` is in, when that is not the link's own.
  /// Corresponds to `IFLA_LINK_NETNSID`.
  public var parentNamespaceID: Int32?
  /// Corresponds to `IFLA_MASTER`.
  public var master: Int32?
  /// Corresponds to `IFLA_QDISC`.
  public var queueingDiscipline: String?
  /// Corresponds to `IFLA_OPERSTATE`.
  public var operationalState: OperationalState?
  /// Corresponds to `IFLA_LINKMODE`: 0 default, 1 dormant.
  public var linkMode: UInt8?
  /// Corresponds to `IFLA_GROUP`.
  public var group: UInt32?
  /// Packets. Corresponds to `IFLA_TXQLEN`.
  public var transmitQueueLength: UInt32?
  /// How many have asked for everything on the wire. Corresponds to `IFLA_PROMISCUITY`.
  public var promiscuity: UInt32?
  /// How many have asked for all multicast. Corresponds to `IFLA_ALLMULTI`.
  public var allMulticast: UInt32?
  /// Corresponds to `IFLA_NUM_TX_QUEUES`.
  public var transmitQueues: UInt32?
  /// Corresponds to `IFLA_NUM_RX_QUEUES`.
  public var receiveQueues: UInt32?
  /// Bytes. Corresponds to `IFLA_GSO_MAX_SIZE`.
  public var gsoMaxSize: UInt32?
  /// Segments. Corresponds to `IFLA_GSO_MAX_SEGS`.
  public var gsoMaxSegments: UInt32?
  /// Bytes. Corresponds to `IFLA_TSO_MAX_SIZE`.
  public var tsoMaxSize: UInt32?
  /// Segments. Corresponds to `IFLA_TSO_MAX_SEGS`.
  public var tsoMaxSegments: UInt32?
  /// Bytes. Corresponds to `IFLA_GRO_MAX_SIZE`.
  public var groMaxSize: UInt32?
  /// Bytes. Corresponds to `IFLA_GSO_IPV4_MAX_SIZE`.
  public var gsoIPv4MaxSize: UInt32?
  /// Bytes. Corresponds to `IFLA_GRO_IPV4_MAX_SIZE`.
  public var groIPv4MaxSize: UInt32?
  /// Corresponds to `IFLA_CARRIER`.
  public var carrier: Bool?
  /// Corresponds to `IFLA_CARRIER_CHANGES`.
  public var carrierChanges: UInt32?
  /// Held down by a protocol. Corresponds to `IFLA_PROTO_DOWN`.
  public var protocolDown: Bool?
  /// Corresponds to `IFLA_PROTO_DOWN_REASON`'s value: a bit a reason.
  public var protocolDownReasons: UInt32?
  /// Corresponds to `IFLA_PHYS_PORT_ID`.
  public var physicalPortID: [UInt8]?
  /// Corresponds to `IFLA_PHYS_PORT_NAME`.
  public var physicalPortName: String?
  /// Corresponds to `IFLA_PHYS_SWITCH_ID`.
  public var physicalSwitchID: [UInt8]?
  /// The hardware, such as `0000:00:1f.6`. Corresponds to `IFLA_PARENT_DEV_NAME`.
  public var parentDeviceName: String?
  /// Such as `pci`. Corresponds to `IFLA_PARENT_DEV_BUS_NAME`.
  public var parentDeviceBus: String?
  /// How IPv6 link-local addresses are made. Corresponds to `IFLA_INET6_ADDR_GEN_MODE`.
  public var addressGenerationMode: UInt8?
  /// Corresponds to `IFLA_INFO_KIND`; nil for hardware and loopback.
  public var kind: String?
  /// Whether it is one end of a pair, and ``parent`` the other.
  public var isPairEnd: Bool { kind == Veth.name || kind == Netkit.name || kind == "vxcan" }
  /// What only this kind has, where the library knows it.
  public var data: (any LinkKind)? {
    get { kindData?.value }
    set { kindData = newValue.map { Erased(value: $0) } }
  }
  private var kindData: Erased<any LinkKind>?
  /// The kind of the master. Corresponds to `IFLA_INFO_SLAVE_KIND`.
  public var masterKind: String?
  /// What the master knows of this link as its port, where the library knows the master's kind.
  /// Corresponds to `IFLA_INFO_SLAVE_DATA`.
  public var port: (any LinkPort)? {
    get { portData?.value }
    set { portData = newValue.map { Erased(value: $0) } }
  }
  private var portData: Erased<any LinkPort>?
  /// Nil where they were not asked for. Corresponds to `IFLA_STATS64`.
  public var statistics: LinkStatistics?
  /// Where a link that is moved goes. Corresponds to `IFLA_NEW_NETNSID`.
  public var newNamespaceID: Int32?
  /// Its index there. Corresponds to `IFLA_NEW_IFINDEX`.
  public var newIndex: Int32?

  /// Reads an `RTM_NEWLINK` or `RTM_DELLINK`.
  ///
  /// - Throws: ``MessageError`` when the message is malformed. Unknown attributes are skipped.
  public init(_ message: MessageView) throws(MessageError) {
    let header = try message.familyHeader(as: LinkHeader.self)
    index = header.index
    hardwareType = header.hardwareType
    flags = header.flags
    var attributes = message.attributes(after: LinkHeader.size)
    while let attribute = try attributes.next() { try read(attribute) }
  }

  private mutating func read(_ attribute: AttributeView) throws(MessageError) {
    switch attribute.type {
    case IFLA.ifname: name = attribute.text
    case IFLA.address: address = LinkAddress(attribute.payload.array)
    case IFLA.broadcast: broadcast = LinkAddress(attribute.payload.array)
    case IFLA.permAddress: permanentAddress = LinkAddress(attribute.payload.array)
    case IFLA.mtu: mtu = try attribute.integer()
    case IFLA.minMTU: minimumMTU = try attribute.integer()
    case IFLA.maxMTU: maximumMTU = try attribute.integer()
    case IFLA.link: parent = try attribute.integer()
    case IFLA.linkNetNSID: parentNamespaceID = try attribute.integer()
    case IFLA.master: master = try attribute.integer()
    case IFLA.qdisc: queueingDiscipline = try attribute.string()
    case IFLA.operstate: operationalState = OperationalState(rawValue: try attribute.integer())
    case IFLA.linkmode: linkMode = try attribute.integer()
    case IFLA.group: group = try attribute.integer()
    case IFLA.txqlen: transmitQueueLength = try attribute.integer()
    case IFLA.promiscuity: promiscuity = try attribute.integer()
    case IFLA.allmulti: allMulticast = try attribute.integer()
    case IFLA.numTXQueues: transmitQueues = try attribute.integer()
    case IFLA.numRXQueues: receiveQueues = try attribute.integer()
    case IFLA.gsoMaxSize: gsoMaxSize = try attribute.integer()
    case IFLA.gsoMaxSegs: gsoMaxSegments = try attribute.integer()
    case IFLA.tsoMaxSize: tsoMaxSize = try attribute.integer()
    case IFLA.tsoMaxSegs: tsoMaxSegments = try attribute.integer()
    case IFLA.groMaxSize: groMaxSize = try attribute.integer()
    case IFLA.gsoIPv4MaxSize: gsoIPv4MaxSize = try attribute.integer()
    case IFLA.groIPv4MaxSize: groIPv4MaxSize = try attribute.integer()
    case IFLA.carrier: carrier = try attribute.integer(as: UInt8.self) != 0
    case IFLA.carrierChanges: carrierChanges = try attribute.integer()
    case IFLA.protoDown: protocolDown = try attribute.integer(as: UInt8.self) != 0
    case IFLA.protoDownReason:
      var inner = attribute.attributes()
      while let reason = try inner.next() {
        // IFLA_PROTO_DOWN_REASON_VALUE
        if reason.type.rawValue == 2 { protocolDownReasons = try reason.integer() }
      }
    case IFLA.physPortID: physicalPortID = attribute.payload.array
    case IFLA.physPortName: physicalPortName = try attribute.string()
    case IFLA.physSwitchID: physicalSwitchID = attribute.payload.array
    case IFLA.parentDevName: parentDeviceName = try attribute.string()
    case IFLA.parentDevBusName: parentDeviceBus = try attribute.string()
    case IFLA.ifalias: alias = attribute.text
    case IFLA.propList:
      var properties = attribute.attributes()
      while let property = try properties.next() {
        if property.type == IFLA.altIfname { alternativeNames.append(property.text) }
      }
    case IFLA.stats64: statistics = try LinkStatistics(attribute)
    case IFLA.linkinfo: try readLinkInfo(attribute)
    case IFLA.afSpec: try readFamilies(attribute)
    case IFLA.newNetNSID: newNamespaceID = try attribute.integer()
    case IFLA.newIfindex: newIndex = try attribute.integer()
    default: break
    }
  }

  private mutating func readLinkInfo(_ info: AttributeView) throws(MessageError) {
    var attributes = info.attributes()
    while let attribute = try attributes.next() {
      switch attribute.type {
      case IFLA.Info.kind: kind = try attribute.string()
      case IFLA.Info.data:
        if let kind, let type = LinkKinds[kind] {
          data = try type.init(data: attribute.attributes())
        }
      case IFLA.Info.slaveKind: masterKind = try attribute.string()
      case IFLA.Info.slaveData:
        if let masterKind, let type = LinkKinds[masterKind]?.port {
          port = try type.init(data: attribute.attributes())
        }
      default: break
      }
    }
  }

  private mutating func readFamilies(_ specific: AttributeView) throws(MessageError) {
    var families = specific.attributes()
    while let family = try families.next() {
      guard family.type.rawValue == UInt16(AddressFamily.inet6) else { continue }
      var attributes = family.attributes()
      while let attribute = try attributes.next() {
        if attribute.type == IFLA.Inet6.addrGenMode {
          addressGenerationMode = try attribute.integer()
        }
      }
    }
  }
}

/// RFC 2863's operational state. Corresponds to `IF_OPER_*` in `linux/if.h`.
public enum OperationalState: UInt8, Sendable {
  case unknown, notPresent, down, lowerLayerDown, testing, dormant, up
}

/// Equality and hashing for a value whose type, a hashable one, is known only at run time.
private struct Erased<Value: Sendable>: Hashable, Sendable {
  let value: Value

  private var hashable: AnyHashable? { value as? AnyHashable }

  static func == (a: Erased, b: Erased) -> Bool { a.hashable == b.hashable }

  func hash(into hasher: inout Hasher) { hasher.combine(hashable) }
}
