/// An encrypted tunnel over UDP. Its keys and peers are set by generic netlink, not by this library.
///
/// Corresponds to kind `wireguard` and `drivers/net/wireguard/`. As a link it has no attributes of
/// its own, and no MAC. Its UDP socket stays in the namespace that it was created from.
@frozen public struct WireGuard: PlainLinkKind {
  @inlinable public init() {}
  @inlinable public static var name: String { "wireguard" }
}
