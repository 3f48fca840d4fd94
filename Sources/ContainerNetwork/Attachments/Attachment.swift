public import RouteNetlink

/// What one container gets: an interface, how it is made, and what is on it.
///
/// The description is the master; what was made from it can be thrown away and made again.
public struct Attachment: Hashable, Sendable {
  /// The interface's name in the container.
  public var name: String
  /// How it is made.
  public var kind: Kind
  /// nil lets the kernel make one up.
  public var mac: MACAddress?
  /// Bytes.
  public var mtu: UInt32?
  /// The number of transmit and of receive queues.
  public var queues: UInt32?
  /// Addresses and routes.
  public var configuration = InterfaceConfiguration()
  /// Kernel parameters of the container's namespace, by their dotted name: `net.ipv4.ip_forward`.
  public var sysctls: [String: String] = [:]
  /// Handed back to the caller, who writes the container's `resolv.conf`.
  public var dns = DNS()

  /// How an interface is made.
  public enum Kind: Hashable, Sendable {
    /// A pair, whose other end stays here.
    case veth(VethEnd)
    /// A sub-interface of a parent that is here.
    case macvlan(parent: String, Macvlan)
    case macvtap(parent: String, Macvtap)
    case ipvlan(parent: String, IPVlan)
    /// An interface that is here, moved in whole: with its MAC, MTU, up state, altnames, permanent
    /// global addresses, and routes that need nothing else.
    case device(String)

    /// As in the configuration: `veth`.
    public var word: String {
      switch self {
      case .veth: "veth"
      case .macvlan: "macvlan"
      case .macvtap: "macvtap"
      case .ipvlan: "ipvlan"
      case .device: "device"
      }
    }
  }

  /// The end of a pair that stays here.
  public struct VethEnd: Hashable, Sendable {
    /// nil: derived from the container's ID.
    public var name: String?
    /// The bridge that it becomes a port of.
    public var bridge: String?
    /// How the bridge treats it.
    public var port: BridgePort?
    /// nil lets the kernel make one up.
    public var mac: MACAddress?
    /// What this end has.
    public var addresses: [IPPrefix] = []
    /// Routes through it.
    public var routes: [InterfaceConfiguration.RouteSpecification] = []

    public init() {}
  }

  /// What a resolver is told. See resolv.conf(5).
  public struct DNS: Hashable, Sendable {
    /// Addresses, the first asked first.
    public var nameservers: [String] = []
    /// The local domain.
    public var domain: String?
    /// Domains that short names are looked up in.
    public var search: [String] = []
    /// As in `options` of resolv.conf(5).
    public var options: [String] = []

    public init() {}
  }

  public init(_ name: String, _ kind: Kind) {
    self.name = name
    self.kind = kind
  }
}

/// Whose attachment it is: the container's ID and the interface's name in it.
public struct AttachmentOwner: Hashable, Sendable {
  /// The container's ID.
  public var container: String
  /// The interface's name in the container.
  public var interface: String

  public init(container: String, interface: String) {
    self.container = container
    self.interface = interface
  }

  /// What is written into `ifalias`, for everyone to see: `cnet:web/eth0`, at most 255 bytes.
  public var alias: String { mark(limit: 255) }

  /// The same for other places that have room for so many bytes.
  public func mark(limit: Int) -> String {
    let text = "cnet:\(container)/\(interface)"
    guard text.utf8.count > limit else { return text }
    return String("cnet:\(container.stableHash)/\(interface)".prefix(limit))
  }
}

extension String {
  /// Thirteen letters and digits that are the same in every process (FNV-1a, 64 bits).
  var stableHash: String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    // The low bits of FNV mix poorly with the last bytes; fold the high ones in.
    hash ^= hash >> 32
    return String(hash, radix: 32)
  }
}
