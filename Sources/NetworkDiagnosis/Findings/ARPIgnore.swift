internal import NetworkWorld
internal import RouteNetlink

let arpIgnore = Rule("arp-ignore") { scene in
  var seen: Set<LinkPlace> = []
  return scene.paths.flatMap { path in
    path.problems.compactMap { problem -> Finding? in
      guard case .silent(let address, let station) = problem, seen.insert(station).inserted else {
        return nil
      }
      let value = scene.largerParameter(station, "arp_ignore")
      let space = station.namespace
      var commands: [String] = []
      if value.all > 0 { commands.append(scene.set(space, "ipv4/conf/all/arp_ignore", 0)) }
      if value.own > 0 {
        commands.append(scene.set(space, "ipv4/conf/\(scene.name(station))/arp_ignore", 0))
      }
      return Finding(
        .error, scene.label(station), [station],
        evidence: "arp_ignore is \(max(value.all, value.own)), and so nobody is told where "
          + "\(address) is",
        fix: commands.joined(separator: " && "))
    }
  }
}
