/// An intermediate functional block: a queue for packets that are redirected to it.
///
/// Corresponds to kind `ifb` and `drivers/net/ifb.c`. It has no attributes of its own.
@frozen public struct IFB: PlainLinkKind {
  @inlinable public init() {}
  @inlinable public static var name: String { "ifb" }
}
