public import Netlink
internal import NetworkNamespace
internal import NetworkWorld
internal import RouteNetlink

/// Sends real packets: an echo request from inside a namespace, before which the kernel asks for the
/// next hop by ARP or a neighbour solicitation.
public enum Probe {
  static let codes = ["probe-answered", "probe-unanswered", "probe-refused"]

  /// How long an answer may take, in milliseconds.
  private static var patience: Int32 { 1000 }

  /// One packet for each way that the question is about.
  ///
  /// - Throws: ``NetlinkError``, `EPERM` without `CAP_NET_RAW` there.
  public static func findings(_ scene: Scene) throws(NetlinkError) -> [Finding] {
    var findings: [Finding] = []
    for (namespace, address) in targets(scene) {
      findings.append(try probe(namespace, address, scene))
    }
    return findings
  }

  private static func targets(_ scene: Scene) -> [(NamespaceIdentity, IPAddress)] {
    var targets = scene.paths.filter { path in
      switch scene.question {
      case .link(let place): path.places.contains(place)
      case .namespace(let identity): path.source == identity
      default: true
      }
    }.map { ($0.source, $0.destination) }
    // Whom a link leads to directly.
    if case .link(let place) = scene.question, let interface = scene.world[place] {
      for other in scene.segment(place).stations.compactMap({ scene.world[$0] })
      where other.place.namespace != place.namespace && other.sharesNetwork(interface) {
        targets += other.usableAddresses.prefix(1).map { (place.namespace, $0.prefix.address) }
      }
    }
    var seen: Set<String> = []
    return targets.filter { seen.insert("\($0.0.inode) \($0.1)").inserted }
  }

  private static func probe(
    _ namespace: NamespaceIdentity, _ address: IPAddress, _ scene: Scene
  ) throws(NetlinkError) -> Finding {
    let (family, bytes) = (address.family, address.bytes)
    let echo = try scene.run(in: namespace) { () throws(NetlinkError) in
      try NetlinkError.naming("send an echo request") { () throws(Errno) in
        try Syscall.echo(family: family, address: bytes, milliseconds: patience)
      }
    }
    let path = scene.paths.first { $0.source == namespace && $0.destination == address }
    func finding(
      _ code: String, _ severity: Finding.Severity, _ evidence: String, fix: String? = nil
    ) -> Finding {
      var finding = Finding(
        severity, scene.label(namespace), Array(path?.places ?? []), namespace: namespace,
        evidence: evidence, fix: fix)
      finding.code = code
      return finding
    }
    switch echo {
    case .answered: return finding("probe-answered", .note, "\(address) answered an echo request")
    case .refused(let error):
      return finding(
        "probe-refused", .error, "an echo request to \(address) does not go out: \(error.text)")
    case .silence:
      let key =
        family == AddressFamily.inet ? "ipv4/icmp_echo_ignore_all" : "ipv6/icmp/echo_ignore_all"
      let silent = path?.end.flatMap { scene.parameter($0.namespace, key) == 1 ? $0 : nil }
      return finding(
        "probe-unanswered", .error,
        "\(address) did not answer an echo request; \(nextHop(namespace, address, scene))"
          + (silent == nil ? "" : ", where net.\(key.replacingSlashes) is on"),
        fix: silent.map { scene.set($0.namespace, key, 0) })
    }
  }

  /// What is known now of whom the packet went to.
  private static func nextHop(
    _ namespace: NamespaceIdentity, _ address: IPAddress, _ scene: Scene
  ) -> String {
    guard case .success(let route) = scene.lookUp(namespace, address) else { return "no route" }
    let next = route.gateway ?? address
    let entry = scene.currentNeighbors(namespace).first {
      $0.destination == next && $0.link == route.link
    }
    let question = next.family == AddressFamily.inet ? "ARP" : "a neighbour solicitation"
    guard let entry, let mac = entry.address, entry.state.isDisjoint(with: [.incomplete, .failed])
    else { return "nobody answered \(question) for \(next)" }
    return "the packet went to \(next) at \(mac)"
  }
}
