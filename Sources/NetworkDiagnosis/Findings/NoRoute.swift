internal import NetworkWorld
internal import RouteNetlink

internal import NetworkNamespace

let noRoute = Rule("no-route") { scene in
  let strangers = wrongPrefix.find(scene).map(\.places)
  return scene.paths.flatMap { path in
    path.problems.compactMap { problem -> Finding? in
      guard case .noRoute(let namespace, let address, let isAnswer, let vrf) = problem else {
        return nil
      }
      // That says why.
      let isStranger = strangers.contains {
        $0.isSubset(of: path.places) && $0.contains { $0.namespace == namespace }
      }
      if isStranger { return nil }
      let what = isAnswer ? "the answer to \(address)" : "\(address)"
      let isOff = scene.isIPv6Off(namespace, for: address)
      return Finding(
        .error, scene.label(namespace), [], namespace: namespace,
        evidence: "there is no route for \(what)"
          + (vrf.map { " in the VRF \(scene.name($0))" } ?? "")
          + (isOff ? ": IPv6 is off (disable_ipv6)" : ""),
        fix: isOff ? nil : scene.newRoute(namespace, address, vrf))
    }
  }
}

extension Scene {
  /// Whether all links but the loopback have no IPv6, and the address is of that.
  fileprivate func isIPv6Off(_ identity: NamespaceIdentity, for address: IPAddress) -> Bool {
    let links = (world[identity]?.interfaces ?? []).filter { !$0.link.flags.contains(.loopback) }
    return address.family == AddressFamily.inet6 && !links.isEmpty
      && links.allSatisfy { parameter(identity, "ipv6/conf/\($0.link.name)/disable_ipv6") == 1 }
  }

  /// A route by way of somebody on a segment who knows the way.
  fileprivate func newRoute(
    _ identity: NamespaceIdentity, _ address: IPAddress, _ vrf: LinkPlace?
  ) -> String? {
    let table = (vrf.flatMap { world[$0]?.link.data } as? VRF)?.table
    for interface in world[identity]?.interfaces ?? []
    where interface.link.flags.contains(.up) && !interface.link.flags.contains(.loopback)
      && self.vrf(interface.place) == vrf
    {
      for station in segment(interface.place).stations where station.namespace != identity {
        guard case .success(let onward) = lookUp(station.namespace, address),
          onward.link != station.index,
          let gateway = world[station]?.usableAddresses.map(\.prefix.address).first(where: { a in
            interface.usableAddresses.contains { $0.prefix.contains(a) }
              && a.family == address.family
          })
        else { continue }
        return cnet(
          identity,
          ["route", "add", network(of: address), "--via", "\(gateway)"]
            + (table.map { ["--table", "\($0)"] } ?? []))
      }
    }
    return nil
  }

  /// The network that the address is of, as far as anybody here has that.
  private func network(of address: IPAddress) -> String {
    let prefixes = interfaces.flatMap(\.usableAddresses).map(\.prefix).filter {
      $0.contains(address)
    }
    guard let shortest = prefixes.min(by: { $0.length < $1.length }) else { return "default" }
    return "\(shortest.network)/\(shortest.length)"
  }
}
