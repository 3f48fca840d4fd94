internal import NetworkWorld
internal import RouteNetlink

let ipv6DADFailed = Rule("ipv6-dad-failed") { scene in
  scene.interfaces.flatMap { interface in
    interface.addresses.filter { $0.flags.contains(.dadFailed) }.map { address in
      let prefix = address.prefix
      // Its own link-local address comes from the MAC.
      let new =
        prefix.address.isLinkLocal ? nil : scene.freeAddress(in: prefix)
      return Finding(
        .error, scene.label(interface.place), [interface.place],
        evidence: "\(prefix) is not used: somebody else on the segment has it",
        fix: new.map { scene.readdress(interface.place, from: prefix, to: $0) })
    }
  }
}
