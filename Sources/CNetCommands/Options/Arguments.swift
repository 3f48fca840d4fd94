// How the words of the command line become values.

public import ArgumentParser
internal import ContainerNetwork
public import NetworkNamespace
public import RouteNetlink

extension NamespaceReference: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension IPPrefix: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension IPAddress: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

/// The names of interfaces as arguments.
enum InterfaceName {
  /// For `@Argument(transform:)`, which prints the reason.
  static func parse(_ text: String) throws -> String {
    if let reason = InterfaceNameRule.reasonAgainst(text) { throw ValidationError(reason) }
    return text
  }

  /// The same for a link that is there, which may be named by an alternative name (`ALTIFNAMSIZ`).
  static func parseAny(_ text: String) throws -> String {
    if let reason = InterfaceNameRule.reasonAgainst(text, limit: 127) {
      throw ValidationError(reason)
    }
    return text
  }
}

/// The MAC of an interface: not a group's, and not all zero.
func parseMAC(_ text: String) throws -> MACAddress {
  guard let mac = MACAddress(text) else {
    throw ValidationError("a MAC is written 02:00:5e:10:00:01")
  }
  if mac.isMulticast { throw ValidationError("this is a multicast address") }
  if mac.isZero { throw ValidationError("the MAC is all zero") }
  return mac
}

/// What the kernel takes as an MTU: 68 (IPv4's least) to 65535 bytes.
func parseMTU(_ text: String) throws -> UInt32 {
  guard let mtu = UInt32(text), (68...65535).contains(mtu) else {
    throw ValidationError("an MTU is a number of bytes from 68 to 65535")
  }
  return mtu
}

/// `DST[,via=IP][,metric=N]`.
func parseRoute(_ text: String) throws -> InterfaceConfiguration.RouteSpecification {
  let parts = text.split(separator: ",", omittingEmptySubsequences: false)
  let name = parts.first.map(String.init) ?? ""
  var route: InterfaceConfiguration.RouteSpecification
  if name == "default" {
    route = .init(nil)
  } else if let prefix = IPPrefix(name) {
    route = .init(prefix)
  } else {
    throw ValidationError("'\(name)' is not a destination: write 10.1.0.0/16, fd01::/64 or default")
  }
  for part in parts.dropFirst() {
    let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
    switch (pair.first, pair.last) {
    case ("via", let value?) where pair.count == 2:
      guard let gateway = IPAddress(value) else {
        throw ValidationError("'\(value)' is not an address")
      }
      route.gateway = gateway
    case ("metric", let value?) where pair.count == 2:
      guard let metric = UInt32(value) else {
        throw ValidationError("'\(value)' is not a metric")
      }
      route.metric = metric
    default: throw ValidationError("'\(part)' is neither via=IP nor metric=N")
    }
  }
  if route.destination == nil, route.gateway == nil {
    throw ValidationError("a default route needs via=IP")
  }
  if let destination = route.destination, let gateway = route.gateway,
    destination.address.family != gateway.family
  {
    throw ValidationError("the destination and the gateway are of different families")
  }
  return route
}
