internal import AttachmentConfiguration
internal import ContainerNetwork
internal import RouteNetlink

/// What an ADD made, whichever version it is reported in.
struct CNIResult: Hashable, Sendable {
  var interfaces: [Interface] = []
  var addresses: [IP] = []
  var routes: [Route] = []
  var dns = Attachment.DNS()

  struct Interface: Hashable, Sendable {
    var name: String
    var mac: String?
    /// Bytes.
    var mtu: UInt32?
    /// The path of the namespace; nil on the host.
    var sandbox: String?
    var socketPath: String?
    var pciID: String?
  }

  struct IP: Hashable, Sendable {
    var address: IPPrefix
    var gateway: IPAddress?
    /// Which of ``CNIResult/interfaces`` has it.
    var interface: Int?
  }

  struct Route: Hashable, Sendable {
    var destination: IPPrefix
    var gateway: IPAddress?
    /// Bytes.
    var mtu: UInt32?
    /// Bytes.
    var advertisedMSS: UInt32?
    var priority: UInt32?
    var table: UInt32?
    var scope: UInt8?

    /// The route of an interface; without a gateway of its own it goes through its network's.
    func specification(_ addresses: [IP]) -> InterfaceConfiguration.RouteSpecification {
      let family = destination.address.family
      let usual = addresses.lazy.compactMap(\.gateway).first { $0.family == family }
      var route = InterfaceConfiguration.RouteSpecification(
        destination, via: gateway ?? usual, metric: priority == 0 ? nil : priority)
      route.mtu = mtu
      route.advertisedMSS = advertisedMSS
      route.table = table
      route.scope = scope
      return route
    }
  }

  /// Puts what was made behind what earlier plugins of the list made.
  func appended(to earlier: CNIResult?) -> CNIResult {
    guard var result = earlier else { return self }
    let shift = result.interfaces.count
    result.interfaces += interfaces
    result.addresses += addresses.map { ip in
      var ip = ip
      ip.interface = ip.interface.map { $0 + shift }
      return ip
    }
    result.routes += routes
    if dns != Attachment.DNS() { result.dns = dns }
    return result
  }
}
