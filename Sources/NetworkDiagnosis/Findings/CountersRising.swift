internal import NetworkWorld
internal import RouteNetlink

let countersRising = Rule("counters-rising", isConsequence: true) { scene in
  var first: [LinkPlace: LinkStatistics] = [:]
  for interface in scene.interfaces { first[interface.place] = interface.link.statistics }
  let second = scene.laterStatistics(first)
  // One packet more or less is no fault: they have to go on rising.
  let suspects = second.filter { place, now in
    first[place].map { !now.rising(since: $0).isEmpty } ?? false
  }
  guard !suspects.isEmpty else { return [] }
  let third = scene.laterStatistics(suspects)
  return scene.interfaces.map(\.place).compactMap { place in
    guard let middle = suspects[place], let start = first[place], let end = third[place],
      !end.rising(since: middle).isEmpty
    else { return nil }
    let rising = end.rising(since: start).map { "\($0.name) from \($0.before) to \($0.now)" }
    return Finding(
      .warning, scene.label(place), [place],
      evidence: "while it was looked at, these went on rising: "
        + rising.joined(separator: ", "), fix: nil)
  }
}

extension Scene {
  /// The counters of the same links a moment later.
  fileprivate func laterStatistics(_ links: [LinkPlace: LinkStatistics])
    -> [LinkPlace: LinkStatistics]
  {
    Syscall.sleep(milliseconds: 150)
    var found: [LinkPlace: LinkStatistics] = [:]
    for namespace in Set(links.keys.map(\.namespace)) {
      for (index, statistics) in self.statistics(namespace) {
        let place = LinkPlace(namespace: namespace, index: index)
        if links[place] != nil { found[place] = statistics }
      }
    }
    return found
  }
}

extension LinkStatistics {
  fileprivate func rising(since earlier: LinkStatistics)
    -> [(name: String, before: UInt64, now: UInt64)]
  {
    [
      ("receive errors", earlier.receiveErrors, receiveErrors),
      ("send errors", earlier.sendErrors, sendErrors),
      ("dropped when received", earlier.receiveDropped, receiveDropped),
      ("dropped when sent", earlier.sendDropped, sendDropped),
    ].filter { $0.2 > $0.1 }
  }
}
