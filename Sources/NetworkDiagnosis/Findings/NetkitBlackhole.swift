internal import NetworkWorld
internal import RouteNetlink

let netkitBlackhole = Rule("netkit-blackhole") { scene in
  scene.interfaces.compactMap { end in
    guard end.isBlackhole, let peer = scene.peer(end) else { return nil }
    let programs = scene.programs(of: end, peer)
    let isInTheWay = scene.paths.contains {
      $0.problems.contains { problem in
        if case .blackhole(end.place) = problem { true } else { false }
      }
    }
    guard isInTheWay || programs == 0 else { return nil }
    var finding = Finding(
      isInTheWay && programs == 0 ? .error : .note, scene.label(end.place),
      [end.place, peer.place],
      evidence: "its policy is blackhole, which drops what it sends"
        + (programs == 0 ? "" : " but for what a BPF program passes"), fix: nil)
    finding.isDoubt = isInTheWay
    return finding
  }
}

extension Scene {
  /// How many programs decide on what an end of a netkit pair sends; nil when it cannot be told.
  fileprivate func programs(of end: World.Interface, _ peer: World.Interface) -> Int? {
    let isPeer = (end.link.data as? Netkit)?.isPrimary == false
    let primary = isPeer ? peer.place : end.place
    return try? run(in: primary.namespace) {
      Syscall.netkitPrograms(primary: primary.index, isPeer: isPeer)
    }
  }
}
