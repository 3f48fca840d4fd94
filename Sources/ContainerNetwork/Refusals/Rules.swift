import Netlink
import RouteNetlink

// What drivers/net/macvlan.c, drivers/net/ipvlan/ipvlan_main.c and net/core/rtnetlink.c refuse
// without a word.

let nameIsTaken: RefusalRule = { error, refused, _ in
  guard error.errno == .fileExists, let name = refused.settings.name else { return nil }
  return "the name \(name) is taken there; choose another, or delete that link first"
}

/// A device has one receive handler: a bridge's, or macvlan's.
let parentIsBridgePort: RefusalRule = { error, refused, _ in
  guard error.errno == .busy, let parent = refused.parent, let master = parent.master,
    let kind = parent.masterKind
  else { return nil }
  return """
    \(parent.name) is a port of a \(kind) (link \(master)), which takes all that it receives; \
    make the \(refused.kind) on the \(kind) instead, or take \(parent.name) out of it
    """
}

let parentIsTakenByPassthru: RefusalRule = { error, refused, siblings in
  guard error.errno == .invalidArgument || error.errno == .busy, let parent = refused.parent,
    let holder = siblings.first(where: { ($0.data as? Macvlan)?.mode == .passthru })
  else { return nil }
  return """
    \(holder.name) has \(parent.name) to itself (mode passthru); \
    delete it, or choose another parent
    """
}

/// Passthru wants to be alone.
let parentHasSiblings: RefusalRule = { error, refused, siblings in
  guard error.errno == .invalidArgument, refused.kind == "macvlan" || refused.kind == "macvtap",
    let parent = refused.parent, !siblings.isEmpty
  else { return nil }
  let names = siblings.map(\.name).joined(separator: ", ")
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

let parentIsLoopback: RefusalRule = { error, refused, _ in
  guard let parent = refused.parent, parent.flags.contains(.loopback) else { return nil }
  return "\(parent.name) is the loopback; choose an Ethernet parent"
}
