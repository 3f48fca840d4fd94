public import ContainerNetwork
package import RouteNetlink

public typealias RouteSpecification = InterfaceConfiguration.RouteSpecification

extension RouteSpecification {
  /// Reads `DST[,via=IP][,metric=N]`, where `DST` is a network or `default`.
  ///
  /// - Throws: ``ConfigurationError``.
  public init(_ text: String) throws(ConfigurationError) {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    var gateway: IPAddress?
    var metric: UInt32?
    for part in parts.dropFirst() {
      let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
      switch (pair.first, pair.last) {
      case ("via", let value?) where pair.count == 2:
        guard let address = IPAddress(value) else {
          throw ConfigurationError("'\(value)' is not an address")
        }
        gateway = address
      case ("metric", let value?) where pair.count == 2:
        guard let number = UInt32(value) else {
          throw ConfigurationError("'\(value)' is not a metric")
        }
        metric = number
      default: throw ConfigurationError("'\(part)' is neither via=IP nor metric=N")
      }
    }
    try self.init(destination: parts.first ?? "", gateway: gateway, metric: metric)
  }

  /// - Throws: ``ConfigurationError`` when the parts make no route.
  init(destination text: String, gateway: IPAddress?, metric: UInt32?) throws(ConfigurationError) {
    guard text != "default" else {
      guard gateway != nil else {
        throw ConfigurationError(
          "a default route needs a gateway; on a link without neighbours write 0.0.0.0/0 or ::/0")
      }
      self.init(nil, via: gateway, metric: metric)
      return
    }
    guard let destination = IPPrefix(text) else {
      throw ConfigurationError(
        "'\(text)' is not a destination: write 10.1.0.0/16, fd01::/64 or default")
    }
    if let refusal = destination.refusalAsDestination { throw ConfigurationError(refusal) }
    if let gateway, destination.address.family != gateway.family {
      throw ConfigurationError("the destination and the gateway are of different families")
    }
    self.init(destination, via: gateway, metric: metric)
  }
}

extension IPPrefix {
  /// What is wrong with it as the destination of a route; nil when nothing is.
  package var refusalAsDestination: String? {
    guard network != address else { return nil }
    return "\(self) has bits set behind its length: write "
      + (IPPrefix(network, length: length)?.description ?? "")
  }
}
