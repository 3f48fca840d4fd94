public import Netlink

/// A pair of Ethernet devices: what goes into one comes out of the other.
///
/// Created by one message that describes both ends; the peer may begin its life in another
/// namespace (``LinkSettings/namespace``). Corresponds to kind `veth`, `linux/veth.h` and
/// `drivers/net/veth.c`.
///
/// The kernel refuses `IFF_UP` for the peer here (`ENOTCONN`): it comes up by a second message.
@frozen public struct Veth: PairKind {
  /// The other end. Corresponds to `VETH_INFO_PEER`.
  public var peer: LinkSettings

  @inlinable public init(peer: LinkSettings) { self.peer = peer }

  @inlinable public static var name: String { "veth" }

  public static var schema: AttributeSchema {
    AttributeSchema("VETH_INFO_", [(Info.peer, "peer", .message(.ifinfomsg, .link))])
  }

  /// Corresponds to `VETH_INFO_*`.
  public enum Info {
    /// Corresponds to `VETH_INFO_PEER`: `ifinfomsg`, then `IFLA_*`.
    @inlinable public static var peer: AttributeType { AttributeType(1) }
  }

  @inlinable public var hasData: Bool { true }

  @inlinable @inline(__always)
  public func encode(into message: inout MessageBuilder) throws(MessageError) {
    try message.nest(Info.peer) { (m) throws(MessageError) in try peer.encode(into: &m) }
  }

  /// The kernel reports no data for a veth: the peer is ``Link/parent`` in
  /// ``Link/parentNamespaceID``.
  public init(data: consuming Attributes) throws(MessageError) {
    peer = LinkSettings()
    while let attribute = try data.next() {
      if attribute.type == Info.peer { peer = try LinkSettings(message: attribute) }
    }
  }
}
