internal import AttachmentConfiguration
internal import ContainerNetwork
internal import Netlink
internal import RouteNetlink

/// Gives the addresses that the configuration or the caller names: `static`.
struct Static: IPAM {
  private let result: CNIResult

  /// - Throws: ``CNIError`` with code 2 or 7.
  init(_ ipam: JSONValue, _ network: Network, _ call: Call) throws(CNIError) {
    guard call.command == .add || call.command == .check else {
      result = CNIResult()
      return
    }
    var result = CNIResult()
    var fields = try CNIError.reading { () throws(ConfigurationError) in try Fields(ipam, "ipam") }
    _ = fields.take("type")
    result.dns = try CNIError.reading { () throws(ConfigurationError) in
      try Attachment.DNS(fields.take("dns"), "ipam.dns")
    }
    result.routes = try network.routes(&fields)
    result.addresses = try CNIError.reading { () throws(ConfigurationError) in
      var addresses: [CNIResult.IP] = []
      for var entry in try fields.objects("addresses") {
        let ip = CNIResult.IP(
          address: try entry.prefix("address"), gateway: try entry.address("gateway"))
        if let gateway = ip.gateway, gateway.family != ip.address.address.family {
          throw ConfigurationError(
            "\(entry.name("gateway")) \(gateway) and \(ip.address) are not both IPv4 or both IPv6")
        }
        addresses.append(ip)
        _ = entry.take("version")
        try entry.end()
      }
      return addresses
    }
    try fields.refuseRest()

    // CNI_ARGS adds; args.cni and then runtimeConfig replace all.
    result.addresses += try Self.addresses(network.arguments.addresses, "CNI_ARGS: IP")
    for text in network.arguments.gateways {
      guard let gateway = IPAddress(text) else {
        throw CNIError(.invalidConfiguration, "CNI_ARGS: GATEWAY is not an address: \(text)")
      }
      for index in result.addresses.indices
      where result.addresses[index].address.contains(gateway) {
        result.addresses[index].gateway = gateway
      }
    }
    for var source in [network.conventional, network.runtime] {
      let texts = try CNIError.reading { () throws(ConfigurationError) in try source.texts("ips") }
      if texts.isEmpty { continue }
      result.addresses = try Self.addresses(texts, source.name("ips"))
    }
    guard !result.addresses.isEmpty else {
      throw CNIError(.invalidConfiguration, "ipam.addresses is missing")
    }
    let families = result.addresses.map(\.address.address.family)
    guard network.version >= .withInterfaces || Set(families).count == families.count else {
      throw CNIError(
        .invalidConfiguration, "the CNI version \(network.version) has one address a family")
    }
    self.result = result
  }

  private static func addresses(_ texts: [String], _ place: String) throws(CNIError)
    -> [CNIResult.IP]
  {
    var addresses: [CNIResult.IP] = []
    for text in texts {
      guard let prefix = IPPrefix(cidr: text) else {
        throw CNIError(
          .invalidConfiguration, "\(place) holds what is not an address with a length: \(text)")
      }
      addresses.append(CNIResult.IP(address: prefix))
    }
    return addresses
  }

  var note: String? { nil }

  func add() throws(NetlinkError) -> CNIResult { result }
  func delete() throws(NetlinkError) {}
  func collect() throws(NetlinkError) {}
  func status() throws(NetlinkError) {}

  func check(_ reported: CNIResult) throws(NetlinkError) {
    for ip in result.addresses {
      guard
        let there = reported.addresses.first(where: { $0.address.address == ip.address.address }),
        let gateway = ip.gateway, gateway != there.gateway
      else { continue }
      throw NetlinkError(
        "check \(ip.address)", .addressNotAvailable,
        message: "its gateway is reported as \(there.gateway?.description ?? "none")")
    }
  }
}
