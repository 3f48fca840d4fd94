public import Netlink

/// A link whose packets a program reads and writes, by way of `/dev/net/tun`.
///
/// Corresponds to kind `tun`, `IFLA_TUN_*` in `linux/if_link.h` and `drivers/net/tun.c`. The kernel
/// reports these attributes and takes none: such a link is made by an ioctl
/// (`Documentation/networking/tuntap.rst`), and a request for one is refused with `EOPNOTSUPP`.
public struct Tun: LinkKind {
  /// What the program reads and writes. Corresponds to `IFF_TUN` and `IFF_TAP`.
  public enum Mode: UInt8, CaseIterable, Sendable {
    /// IP packets.
    case tun = 1
    /// Ethernet frames.
    case tap = 2
  }

  /// Corresponds to `IFLA_TUN_TYPE`.
  public var mode: Mode?
  /// The user who may attach to it; nil anyone with `CAP_NET_ADMIN`. Corresponds to `IFLA_TUN_OWNER`.
  public var owner: UInt32?
  /// The group that may. Corresponds to `IFLA_TUN_GROUP`.
  public var group: UInt32?
  /// Flags and an Ethernet type go before each packet. Corresponds to `IFLA_TUN_PI`, the opposite of
  /// `IFF_NO_PI`.
  public var packetInformation: Bool?
  /// A `struct virtio_net_hdr` goes before each packet. Corresponds to `IFLA_TUN_VNET_HDR`.
  public var vnetHeader: Bool?
  /// It stays without a program. Corresponds to `IFLA_TUN_PERSIST`.
  public var persistent: Bool?
  /// Several programs or threads, each with a queue. Corresponds to `IFLA_TUN_MULTI_QUEUE`.
  public var multiQueue: Bool?
  /// How many queues are in use. Corresponds to `IFLA_TUN_NUM_QUEUES`.
  public var queues: UInt32?
  /// How many are attached and set aside. Corresponds to `IFLA_TUN_NUM_DISABLED_QUEUES`.
  public var disabledQueues: UInt32?

  public init(_ mode: Mode? = nil) { self.mode = mode }

  @inlinable public static var name: String { "tun" }

  public static let schema = AttributeSchema(
    "IFLA_TUN_",
    [
      (Info.owner, "owner", .unsigned),
      (Info.group, "group", .unsigned),
      (Info.type, "type", .named([1: "tun", 2: "tap"])),
      (Info.pi, "pi", .unsigned),
      (Info.vnetHdr, "vnet_hdr", .unsigned),
      (Info.persist, "persist", .unsigned),
      (Info.multiQueue, "multi_queue", .unsigned),
      (Info.numQueues, "num_queues", .unsigned),
      (Info.numDisabledQueues, "num_disabled_queues", .unsigned),
    ])

  /// Corresponds to `IFLA_TUN_*`.
  public enum Info {
    public static var owner: AttributeType { AttributeType(1) }
    public static var group: AttributeType { AttributeType(2) }
    public static var type: AttributeType { AttributeType(3) }
    public static var pi: AttributeType { AttributeType(4) }
    public static var vnetHdr: AttributeType { AttributeType(5) }
    public static var persist: AttributeType { AttributeType(6) }
    public static var multiQueue: AttributeType { AttributeType(7) }
    public static var numQueues: AttributeType { AttributeType(8) }
    public static var numDisabledQueues: AttributeType { AttributeType(9) }
  }

  public var hasData: Bool { self != Tun() }

  public func encode(into message: inout MessageBuilder) throws(MessageError) {
    if let owner { try message.put(Info.owner, owner) }
    if let group { try message.put(Info.group, group) }
    if let mode { try message.put(Info.type, mode.rawValue) }
    if let packetInformation { try message.put(Info.pi, packetInformation) }
    if let vnetHeader { try message.put(Info.vnetHdr, vnetHeader) }
    if let persistent { try message.put(Info.persist, persistent) }
    if let multiQueue { try message.put(Info.multiQueue, multiQueue) }
    if let queues { try message.put(Info.numQueues, queues) }
    if let disabledQueues { try message.put(Info.numDisabledQueues, disabledQueues) }
  }

  public init(data: consuming Attributes) throws(MessageError) {
    while let attribute = try data.next() {
      switch attribute.type {
      case Info.owner: owner = try attribute.integer()
      case Info.group: group = try attribute.integer()
      case Info.type: mode = Mode(rawValue: try attribute.integer())
      case Info.pi: packetInformation = try attribute.bool()
      case Info.vnetHdr: vnetHeader = try attribute.bool()
      case Info.persist: persistent = try attribute.bool()
      case Info.multiQueue: multiQueue = try attribute.bool()
      case Info.numQueues: queues = try attribute.integer()
      case Info.numDisabledQueues: disabledQueues = try attribute.integer()
      default: break
      }
    }
  }
}
