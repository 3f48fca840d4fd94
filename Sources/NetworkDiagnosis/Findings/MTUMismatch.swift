internal import ContainerNetwork
internal import NetworkWorld
internal import RouteNetlink

let mtuMismatch = Rule("mtu-mismatch") { scene in
  var seen: Set<LinkPlace> = []
  var findings: [Finding] = []
  for interface in scene.interfaces where interface.isPair || interface.link.kind == "bridge" {
    guard !seen.contains(interface.place) else { continue }
    let members = scene.wire(interface, &seen).filter {
      // A bridge's own counts only for what it sends itself.
      $0.link.kind != "bridge" || !$0.usableAddresses.isEmpty
    }
    guard let least = members.compactMap(\.link.mtu).min() else { continue }
    let larger = members.filter { ($0.link.mtu ?? least) > least }
    guard !larger.isEmpty,
      let smallest = members.first(where: { $0.link.mtu == least })
    else { continue }
    let list = larger.map { "\($0.link.mtu ?? 0) on \(scene.label($0.place))" }
    findings.append(
      Finding(
        .error, scene.label(smallest.place), members.map(\.place),
        evidence: "the MTU is \(least) here and \(list.joined(separator: ", ")): "
          + "larger packets vanish without a word",
        fix: larger.map {
          scene.cnet(
            $0.place.namespace, ["link", "set"], links: [$0.link.name], ["--mtu", "\(least)"])
        }.joined(separator: " && ")))
  }
  return findings
}

extension Scene {
  /// The pairs and bridges that frames pass as they are.
  fileprivate func wire(_ start: World.Interface, _ seen: inout Set<LinkPlace>)
    -> [World.Interface]
  {
    var members: [World.Interface] = []
    var open = [start]
    while let next = open.popLast() {
      guard seen.insert(next.place).inserted else { continue }
      members.append(next)
      if let peer = peer(next) { open.append(peer) }
      if next.link.kind == "bridge" { open += ports(next.place) }
      if let master = next.master.flatMap({ world[$0] }), master.link.kind == "bridge" {
        open.append(master)
      }
    }
    return members.sorted { $0.place.index < $1.place.index }
  }
}
