internal import NetworkWorld
internal import RouteNetlink

internal import Netlink
internal import NetworkNamespace

let noRoute = Rule("no-route") { scene in
  scene.paths.flatMap { path in
    path.problems.compactMap { problem -> Finding? in
      guard case .noRoute(let namespace, let address, let error, let isAnswer) = problem else {
        return nil
      }
      let what = isAnswer ? "the answer to \(address)" : "\(address)"
      let why =
        error.errno == .networkUnreachable
        ? "there is no route for \(what)"
        : "a route rejects \(what) (\(error.errno.name))"
      return Finding(
        .error, scene.label(namespace), [], namespace: namespace, evidence: why,
        fix: error.errno == .networkUnreachable ? scene.newRoute(namespace, address) : nil)
    }
  }
}

extension Scene {
  /// A route by way of somebody on a segment who knows the way.
  fileprivate func newRoute(_ identity: NamespaceIdentity, _ address: IPAddress) -> String? {
    for interface in world[identity]?.interfaces ?? []
    where interface.link.flags.contains(.up) && !interface.link.flags.contains(.loopback) {
      for station in segment(interface.place).stations where station.namespace != identity {
        guard case .success(let onward) = lookUp(station.namespace, address),
          onward.link != station.index,
          let gateway = world[station]?.usableAddresses.map(\.prefix.address).first(where: { a in
            interface.usableAddresses.contains { $0.prefix.contains(a) }
              && a.family == address.family
          })
        else { continue }
        return cnet(identity, "route", "add", network(of: address), "--via", "\(gateway)")
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
