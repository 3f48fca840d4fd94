internal import Netlink
internal import RouteNetlink

// What drivers/net/macvlan.c, drivers/net/ipvlan/ipvlan_main.c and net/core/rtnetlink.c refuse
// without a word.

let kindIsUnknown: RefusalRule = { error, refused, _ in
  // A kind that is known may still refuse one of its attributes so.
  guard error.errno == .notSupported, error.message == "Unknown device type" else { return nil }
  return "this kernel has no \(refused.kind), and no module of that name that it could load"
}

let nameIsTaken: RefusalRule = { error, refused, _ in
  // Where something else exists already, such as a VXLAN with the VNI, the kernel says so.
  guard error.errno == .fileExists, error.message == nil, let name = refused.settings.name
  else { return nil }
  return "the name \(name) is taken there; choose another, or delete that link first"
}

let parentIsLoopback: RefusalRule = { error, refused, _ in
  guard let parent = refused.parent, parent.flags.contains(.loopback) else { return nil }
  return LinkCondition.loopback(parent.name).hint(kind: refused.kind)
}

let parentIsNotEthernet: RefusalRule = { error, refused, _ in
  // ARPHRD_ETHER
  guard error.errno == .invalidArgument, refused.macvlan != nil, let parent = refused.parent,
    parent.hardwareType != 1
  else { return nil }
  return "\(parent.name) is not an Ethernet link, and a \(refused.kind) needs one"
}

let parentIsDown: RefusalRule = { error, refused, _ in
  guard error.errno == .networkDown, let parent = refused.parent, !parent.flags.contains(.up)
  else { return nil }
  return LinkCondition.parentIsDown(parent.name).hint(kind: refused.kind)
}

/// A device has one receive handler: its master's, or macvlan's.
let parentIsPort: RefusalRule = { error, refused, _ in
  guard error.errno == .busy, let parent = refused.parent, let master = parent.master,
    let kind = parent.masterKind
  else { return nil }
  return LinkCondition.port(parent.name, masterKind: kind, master: "link \(master)").hint(
    kind: refused.kind)
}

let parentIsTakenByPassthru: RefusalRule = { error, refused, siblings in
  guard error.errno == .invalidArgument || error.errno == .busy, let parent = refused.parent,
    let holder = siblings.first(where: { Macvlan(either: $0.data)?.mode == .passthru })
  else { return nil }
  return LinkCondition.passthru(parent: parent.name, holder: holder.name).hint(kind: refused.kind)
}

/// Passthru wants to be alone.
let parentHasSiblings: RefusalRule = { error, refused, siblings in
  let others = siblings.filter { Macvlan(either: $0.data) != nil }
  guard error.errno == .invalidArgument, refused.macvlan?.mode == .passthru,
    let parent = refused.parent, !others.isEmpty
  else { return nil }
  let names = others.map(\.name).joined(separator: ", ")
  return """
    mode passthru needs \(parent.name) to itself, which has \(names); \
    choose mode bridge, or another parent
    """
}

let parentHasOtherKind: RefusalRule = { error, refused, siblings in
  guard error.errno == .busy, let parent = refused.parent else { return nil }
  let other = refused.kind == "ipvlan" ? ["macvlan", "macvtap"] : ["ipvlan", "ipvtap"]
  guard let sibling = siblings.first(where: { other.contains($0.kind ?? "") }) else { return nil }
  return """
    \(parent.name) carries the \(sibling.kind ?? "") \(sibling.name), and a parent cannot carry \
    both; use one kind on it
    """
}

/// A macvlan that was made in a container's namespace, or moved there, is not seen from here.
let parentMayHaveSiblingsElsewhere: RefusalRule = { error, refused, _ in
  guard error.errno == .invalidArgument, error.message == nil, let macvlan = refused.macvlan,
    let parent = refused.parent
  else { return nil }
  if macvlan.mode == .passthru {
    return """
      mode passthru needs \(parent.name) to itself; no other is on it in this namespace, but one \
      in another (a container's) cannot be seen from here: choose mode bridge, or another parent
      """
  }
  return """
    a macvlan in mode passthru may have \(parent.name) to itself; none is on it in this \
    namespace, but one in another (a container's) cannot be seen from here
    """
}

let parentMayBeTakenElsewhere: RefusalRule = { error, refused, _ in
  guard error.errno == .busy, error.message == nil, let parent = refused.parent else { return nil }
  return """
    something takes all that \(parent.name) receives, and it is not in this namespace: \
    a macvlan or ipvlan in another (a container's) cannot be seen from here
    """
}
