import Netlink
import RouteNetlink
import TestSupport

@testable import NetworkDiagnosis
@testable import NetworkNamespace
@testable import NetworkWorld

/// Links in one namespace that are not there, of kinds that the kernel which runs the tests may lack.
struct MadeUpWorld {
  static let namespace = NamespaceIdentity(device: 4, inode: 1)
  private(set) var interfaces: [World.Interface] = []

  /// A link that is up.
  @discardableResult
  mutating func add(
    _ name: String, _ kind: (any LinkKind)? = nil, parent: LinkPlace? = nil,
    master: LinkPlace? = nil, mac: [UInt8]? = nil
  ) throws -> LinkPlace {
    let place = LinkPlace(namespace: Self.namespace, index: Int32(interfaces.count) + 1)
    let bytes = Wire.message(
      16,
      [0, 0] + Wire.integer(UInt16(1)) + Wire.integer(place.index) + Wire.integer(UInt32(0x1_0041))
        + [0, 0, 0, 0])
    var messages = Messages(bytes)
    guard let message = try messages.next() else { throw MessageError.truncated(offset: 0) }
    var link = try Link(message)
    link.name = name
    link.kind = kind.map { type(of: $0).name }
    link.data = kind
    link.address = mac.map(LinkAddress.init)
    var interface = World.Interface(place: place, link: link)
    interface.other = parent.map { .link($0) }
    interface.master = master
    interfaces.append(interface)
    return place
  }

  /// Both ends of a pair.
  mutating func addPair(
    _ one: String, _ other: String, _ kinds: (any LinkKind, any LinkKind),
    masters: (LinkPlace?, LinkPlace?) = (nil, nil), mac: [UInt8]? = nil
  ) throws -> (LinkPlace, LinkPlace) {
    let first = try add(one, kinds.0, master: masters.0, mac: mac)
    let second = try add(other, kinds.1, parent: first, master: masters.1, mac: mac)
    interfaces[interfaces.count - 2].other = .link(second)
    return (first, second)
  }

  mutating func addVeth(
    _ one: String, _ other: String, masters: (LinkPlace?, LinkPlace?) = (nil, nil),
    mac: [UInt8]? = nil
  ) throws -> (LinkPlace, LinkPlace) {
    let veth = Veth(peer: LinkSettings())
    return try addPair(one, other, (veth, veth), masters: masters, mac: mac)
  }

  func scene() -> Scene {
    var namespace = World.Namespace(
      identity: Self.namespace, holders: NamespaceHolders(), owners: [])
    namespace.interfaces = interfaces
    let world = World(
      home: Self.namespace, namespaces: [namespace], hiddenProcesses: 0, isConsistent: true)
    return Scene(.everything, world, home: Self.namespace, shell: Self.namespace)
  }
}
