public import Netlink

/// A pair of devices for containers, whose packets BPF programs can steer; without one they pass, or
/// not.
///
/// Created by one message that describes both ends, as a ``Veth`` is; the end that the message is for
/// is the primary one, and holds the programs of both. Corresponds to kind `netkit` (6.7),
/// `IFLA_NETKIT_*` in `linux/if_link.h` and `drivers/net/netkit.c`.
public struct Netkit: PairKind {
  /// Corresponds to `NETKIT_L2` and `NETKIT_L3`.
  public enum Mode: UInt32, CaseIterable, Sendable {
    /// Ethernet frames.
    case l2
    /// IP packets: no MACs, no ARP.
    case l3
  }

  /// What becomes of packets that no program decides on. Corresponds to `enum netkit_action`.
  public enum Policy: UInt32, CaseIterable, Sendable {
    /// Corresponds to `NETKIT_PASS`.
    case forward = 0
    /// Corresponds to `NETKIT_DROP`.
    case blackhole = 2
  }

  /// What is cleared of a packet that enters another namespace. Corresponds to `NETKIT_SCRUB_*`.
  public enum Scrub: UInt32, CaseIterable, Sendable {
    /// Its mark and priority are left to the programs.
    case none
    /// Its mark and priority too.
    case `default`
  }

  /// Corresponds to `enum netkit_pairing`.
  public enum Pairing: UInt32, Sendable {
    case pair
    /// One end alone.
    case single
  }

  /// The other end; not sent where ``pairing`` is ``Pairing/single``. Corresponds to
  /// `IFLA_NETKIT_PEER_INFO`.
  public var peer: LinkSettings
  /// The kernel's default is ``Mode/l3``. Corresponds to `IFLA_NETKIT_MODE`.
  public var mode: Mode?
  /// For what leaves through this end. Corresponds to `IFLA_NETKIT_POLICY`.
  public var policy: Policy?
  /// For what leaves through the other end. Corresponds to `IFLA_NETKIT_PEER_POLICY`.
  public var peerPolicy: Policy?
  /// Corresponds to `IFLA_NETKIT_SCRUB` (6.13).
  public var scrub: Scrub?
  /// Corresponds to `IFLA_NETKIT_PEER_SCRUB` (6.13).
  public var peerScrub: Scrub?
  /// Bytes to keep free before packets, at both ends. Corresponds to `IFLA_NETKIT_HEADROOM` (6.14).
  public var headroom: UInt16?
  /// Bytes to keep free behind packets. Corresponds to `IFLA_NETKIT_TAILROOM` (6.14).
  public var tailroom: UInt16?
  /// Corresponds to `IFLA_NETKIT_PAIRING` (7.1).
  public var pairing: Pairing?
  /// Whether this is the primary end, as the kernel reports it; never sent. Corresponds to
  /// `IFLA_NETKIT_PRIMARY`.
  public var isPrimary: Bool?

  public init(peer: LinkSettings, mode: Mode? = nil) {
    self.peer = peer
    self.mode = mode
  }

  @inlinable public static var name: String { "netkit" }

  public static var schema: AttributeSchema {
    let policies: Form = .named([0: "forward", 2: "blackhole"])
    let scrubs: Form = .named([0: "none", 1: "default"])
    return AttributeSchema(
      "IFLA_NETKIT_",
      [
        (Info.peerInfo, "peer_info", .message(.ifinfomsg, .link)),
        (Info.primary, "primary", .unsigned),
        (Info.policy, "policy", policies),
        (Info.peerPolicy, "peer_policy", policies),
        (Info.mode, "mode", .named([0: "l2", 1: "l3"])),
        (Info.scrub, "scrub", scrubs),
        (Info.peerScrub, "peer_scrub", scrubs),
        (Info.headroom, "headroom", .unsigned),
        (Info.tailroom, "tailroom", .unsigned),
        (Info.pairing, "pairing", .named([0: "pair", 1: "single"])),
      ])
  }

  /// Corresponds to `IFLA_NETKIT_*`.
  public enum Info {
    /// Corresponds to `IFLA_NETKIT_PEER_INFO`: `ifinfomsg`, then `IFLA_*`.
    public static var peerInfo: AttributeType { AttributeType(1) }
    public static var primary: AttributeType { AttributeType(2) }
    public static var policy: AttributeType { AttributeType(3) }
    public static var peerPolicy: AttributeType { AttributeType(4) }
    public static var mode: AttributeType { AttributeType(5) }
    public static var scrub: AttributeType { AttributeType(6) }
    public static var peerScrub: AttributeType { AttributeType(7) }
    public static var headroom: AttributeType { AttributeType(8) }
    public static var tailroom: AttributeType { AttributeType(9) }
    public static var pairing: AttributeType { AttributeType(10) }
  }

  public var hasData: Bool { true }

  public func encode(into message: inout MessageBuilder) throws(MessageError) {
    if let mode { try message.put(Info.mode, mode.rawValue) }
    if let policy { try message.put(Info.policy, policy.rawValue) }
    if let peerPolicy { try message.put(Info.peerPolicy, peerPolicy.rawValue) }
    if let scrub { try message.put(Info.scrub, scrub.rawValue) }
    if let peerScrub { try message.put(Info.peerScrub, peerScrub.rawValue) }
    if let headroom { try message.put(Info.headroom, headroom) }
    if let tailroom { try message.put(Info.tailroom, tailroom) }
    if let pairing { try message.put(Info.pairing, pairing.rawValue) }
    guard pairing != .single else { return }
    try message.nest(Info.peerInfo) { (m) throws(MessageError) in try peer.encode(into: &m) }
  }

  /// The kernel reports no ``peer``: it is ``Link/parent`` in ``Link/parentNamespaceID``.
  public init(data: consuming Attributes) throws(MessageError) {
    peer = LinkSettings()
    while let attribute = try data.next() {
      switch attribute.type {
      case Info.peerInfo: peer = try LinkSettings(message: attribute)
      case Info.mode: mode = Mode(rawValue: try attribute.integer())
      case Info.policy: policy = Policy(rawValue: try attribute.integer())
      case Info.peerPolicy: peerPolicy = Policy(rawValue: try attribute.integer())
      case Info.scrub: scrub = Scrub(rawValue: try attribute.integer())
      case Info.peerScrub: peerScrub = Scrub(rawValue: try attribute.integer())
      case Info.headroom: headroom = try attribute.integer()
      case Info.tailroom: tailroom = try attribute.integer()
      case Info.pairing: pairing = Pairing(rawValue: try attribute.integer())
      case Info.primary: isPrimary = try attribute.bool()
      default: break
      }
    }
  }
}
