/// A link that swallows what it is given.
///
/// Corresponds to kind `dummy` and `drivers/net/dummy.c`. It has no attributes of its own.
@frozen public struct Dummy: PlainLinkKind {
  @inlinable public init() {}
  @inlinable public static var name: String { "dummy" }
}
