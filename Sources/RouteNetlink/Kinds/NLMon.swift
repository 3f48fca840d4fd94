/// A link that sees the netlink messages of its namespace, for packet capture.
///
/// Corresponds to kind `nlmon` and `drivers/net/nlmon.c`. It has no attributes of its own, and the
/// kernel refuses a MAC.
@frozen public struct NLMon: PlainLinkKind {
  @inlinable public init() {}
  @inlinable public static var name: String { "nlmon" }
}
