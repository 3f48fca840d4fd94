internal import ContainerNetwork
internal import RouteNetlink

/// A verb that makes a pair, with one end for a container. What the kinds have in common is done
/// here.
protocol AddPairCommand: NetworkCommand {
  var host: String { get }
  var hostAddress: [IPPrefix] { get }
  var hostMac: MACAddress? { get }
  var end: EndOptions { get }
  var change: ChangeOptions { get }
}

extension AddPairCommand {
  var isDryRun: Bool { change.dryRun }

  /// The pair, with what the options say of its two ends.
  func pair<Kind: PairKind>(_ kind: Kind) -> LinkPair<Kind> {
    var pair = LinkPair(host: host, kind)
    end.apply(to: &pair.peer)
    pair.host.mac = hostMac
    pair.host.mtu = end.mtu
    pair.host.setQueues(end.queues)
    pair.namespace = end.netns
    pair.peerConfiguration = end.configuration
    pair.hostConfiguration.up = !end.down
    pair.hostConfiguration.addresses = hostAddress
    pair.hostConfiguration.skipsDuplicateDetection = end.nodad
    return pair
  }
}
