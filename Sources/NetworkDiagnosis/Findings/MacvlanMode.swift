internal import NetworkWorld
internal import RouteNetlink

let macvlanMode = Rule("macvlan-mode") { scene in
  scene.interfaces.compactMap { parent in
    let macvlans = scene.children(parent.place).filter {
      $0.sharesParent && $0.macvlanMode != .passthru && $0.macvlanMode != .source
    }
    let closed = macvlans.filter { a in
      a.closure != nil && macvlans.contains { $0.place != a.place && a.sharesNetwork($0) }
    }
    guard !closed.isEmpty else { return nil }
    let isInTheWay = scene.paths.contains {
      $0.problems.contains { problem in
        guard case .isolated(let out, let station) = problem else { return false }
        return closed.contains { $0.place == out || $0.place == station }
      }
    }
    let modes = closed.map { link in
      "\(scene.label(link.place)) \(link.closure ?? "")"
    }
    // Where a switch sends back what came from the port, VEPA works: that cannot be seen.
    return Finding(
      isInTheWay ? .error : .warning, scene.label(parent.place),
      closed.map(\.place) + [parent.place],
      evidence: modes.joined(separator: ", ")
        + ": siblings in one network do not reach each other directly",
      fix: closed.map { link in
        scene.tool(
          link.place.namespace,
          ["ip", "link", "set", "dev", link.link.name, "type", link.link.kind ?? "macvlan"]
            + (link.macvlanMode == nil ? ["bridge"] : ["mode", "bridge"]))
      }.joined(separator: " && "))
  }
}

extension World.Interface {
  /// Whether one has an address in a network of the other.
  func sharesNetwork(_ other: World.Interface) -> Bool {
    usableAddresses.contains { mine in
      other.usableAddresses.contains {
        mine.prefix.contains($0.prefix.address) || $0.prefix.contains(mine.prefix.address)
      }
    }
  }
}
