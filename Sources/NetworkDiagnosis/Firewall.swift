internal import NFTables
internal import NetworkNamespace
internal import NetworkWorld
internal import RouteNetlink

// What is read of a firewall: its chains, and not what its rules say.

extension Scene {
  /// The chains that packets pass at a hook (`NF_INET_*`) and whose policy is to drop.
  ///
  /// - Parameter families: `NFPROTO_*`; 1 has both of IP.
  func dropping(_ identity: NamespaceIdentity, _ families: Set<UInt8>, hook: UInt32) -> [BaseChain]
  {
    // NF_DROP
    chains(identity).filter { families.contains($0.family) && $0.hook == hook && $0.policy == 0 }
  }

  /// Whether what is forwarded may get another source on its way out.
  func translates(_ identity: NamespaceIdentity, _ family: UInt8) -> Bool {
    // NF_INET_POST_ROUTING
    chains(identity).contains {
      [1, family].contains($0.family) && $0.hook == 4 && $0.type == "nat" && $0.rules > 0
    }
  }

  /// An address of a link, for what is sent by it.
  func source(_ place: LinkPlace, _ family: UInt8) -> IPAddress? {
    world[place]?.usableAddresses.map(\.prefix.address).first { $0.family == family }
  }
}
