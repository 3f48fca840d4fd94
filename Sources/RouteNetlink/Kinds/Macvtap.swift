public import Netlink

/// A macvlan whose frames go to a character device (`/dev/tapN`) in place of the network stack.
///
/// Corresponds to kind `macvtap` and `drivers/net/macvtap.c`. It has the attributes of a
/// ``Macvlan`` and no others, so it holds one and lends out its properties.
@dynamicMemberLookup
public struct Macvtap: LinkKind {
  /// What it has in common with a macvlan, which is all.
  public var macvlan: Macvlan

  public init(mode: Macvlan.Mode? = nil) { macvlan = Macvlan(mode: mode) }

  public init(_ macvlan: Macvlan) { self.macvlan = macvlan }

  public subscript<Value>(dynamicMember path: WritableKeyPath<Macvlan, Value>) -> Value {
    get { macvlan[keyPath: path] }
    set { macvlan[keyPath: path] = newValue }
  }

  @inlinable public static var name: String { "macvtap" }

  public static var schema: AttributeSchema { Macvlan.schema }

  public var hasData: Bool { macvlan.hasData }

  public func encode(into message: inout MessageBuilder) throws(MessageError) {
    try macvlan.encode(into: &message)
  }

  public init(data: consuming Attributes) throws(MessageError) {
    macvlan = try Macvlan(data: data)
  }
}
