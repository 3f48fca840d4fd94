internal import NetworkWorld
internal import RouteNetlink

/// What has to be known of a link to follow frames, found out once: a bridge's ports are asked for
/// again from each of them.
final class Junction {
  let place: LinkPlace
  let kind: String?
  let isPair: Bool
  let isLoopback: Bool
  /// The other end of a pair, or the parent, where it can be seen.
  let other: LinkPlace?
  /// nil for a VRF, which frames do not go to.
  let master: LinkPlace?
  let children: [LinkPlace]
  let ports: [LinkPlace]
  let tag: Tag?
  let macvlanMode: Macvlan.Mode?
  let sharesParent: Bool
  let reachesSiblings: Bool
  let isRouted: Bool
  let isIsolatedPort: Bool
  let isBlackhole: Bool
  let filtersVLANs: Bool

  /// The tag of a VLAN.
  struct Tag: Hashable {
    var id: UInt16
    var tagProtocol: VLAN.TagProtocol
  }

  init(_ interface: World.Interface, in scene: Scene) {
    let link = interface.link
    place = interface.place
    kind = link.kind
    isPair = interface.isPair
    isLoopback = link.flags.contains(.loopback)
    other = scene.interface(interface.other)?.place
    master = interface.link.masterKind == "vrf" ? nil : interface.master
    children = scene.children(place).map(\.place)
    ports = scene.ports(place).map(\.place)
    let vlan = link.data as? VLAN
    tag = vlan?.id.map { Tag(id: $0, tagProtocol: vlan?.tagProtocol ?? .ieee8021Q) }
    macvlanMode = interface.macvlanMode
    sharesParent = interface.sharesParent
    reachesSiblings = interface.reachesSiblings
    // In the parent's namespace, which says where it goes.
    isRouted = (link.data as? IPVlan).map { $0.mode != .l2 } ?? false
    isIsolatedPort = interface.isIsolatedPort
    isBlackhole = interface.isBlackhole
    filtersVLANs = (link.data as? Bridge)?.vlanFiltering ?? false
  }
}
