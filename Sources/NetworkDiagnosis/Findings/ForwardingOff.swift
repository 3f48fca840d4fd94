internal import NetworkWorld
internal import RouteNetlink

let forwardingOff = Rule("forwarding-off") { scene in
  var findings: [Finding] = []
  var seen: Set<String> = []
  func add(_ input: LinkPlace, _ address: IPAddress, _ severity: Finding.Severity, _ why: String) {
    let isIPv4 = address.family == AddressFamily.inet
    let all = isIPv4 ? "ipv4/conf/all/forwarding" : "ipv6/conf/all/forwarding"
    // Where all forward already, the switch for all is not heard.
    let key =
      isIPv4 && scene.parameter(input.namespace, all) == 1
      ? "ipv4/conf/\(scene.name(input))/forwarding" : all
    let fix = scene.set(input.namespace, key, 1)
    // One switch for all of its links.
    guard seen.insert(fix).inserted else { return }
    findings.append(
      Finding(
        severity, scene.label(input), [input], namespace: input.namespace,
        evidence: "\(why), and net.\(key.replacingSlashes) is off",
        fix: fix))
  }
  for path in scene.paths {
    for case .notForwarding(let input, let address) in path.problems {
      add(input, address, .error, "packets to \(address) come in by it to be forwarded")
    }
    // Others send to it what is not for it.
    guard !scene.isAboutPath, let end = path.end, let input = end.input,
      scene.forwards(input, family: path.destination.family) == false,
      let interfaces = scene.world[input.namespace]?.interfaces
    else { continue }
    let near = scene.segment(input)
    let leadsOn = interfaces.contains {
      $0.place != input && $0.link.flags.isSuperset(of: [.up, .lowerUp])
        && !$0.link.flags.contains(.loopback) && near.trail[$0.place] == nil
        && $0.usableAddresses.contains {
          $0.prefix.address.family == path.destination.family
        }
    }
    if leadsOn {
      add(
        input, path.destination, .warning,
        "\(path.destination) is the gateway of \(scene.label(path.source))")
    }
  }
  return findings
}

extension Scene {
  /// Whether what comes in by a link is forwarded; nil when it cannot be told.
  func forwards(_ input: LinkPlace, family: UInt8) -> Bool? {
    func isOn(_ key: String) -> Bool? { parameter(input.namespace, key).map { $0 != 0 } }
    let link = name(input)
    if family == AddressFamily.inet { return isOn("ipv4/conf/\(link)/forwarding") }
    // Either of them, the link's own since Linux 6.17.
    return isOn("ipv6/conf/all/forwarding").map { all in
      all || isOn("ipv6/conf/\(link)/force_forwarding") ?? false
    }
  }

  var isAboutPath: Bool {
    if case .path = question { true } else { false }
  }
}

extension String {
  /// As sysctl(8) writes it.
  var replacingSlashes: String { String(map { $0 == "/" ? "." : $0 }) }
}
