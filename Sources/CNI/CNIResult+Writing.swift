internal import AttachmentConfiguration
internal import ContainerNetwork
internal import RouteNetlink

// How results look in each version of the specification:
//
// - to 0.2.0: one address a family, `ip4` and `ip6`, each with its routes; no interfaces.
// - to 0.4.0: `interfaces`, `ips` that say their family, `routes`; `dns` always.
// - from 1.0.0: the same without the family; from 1.1.0 `dns` only where there is some.
extension CNIResult {
  func json(_ version: SpecVersion) -> JSONValue {
    var members: JSONObject = ["cniVersion": .string("\(version)")]
    let dnsObject = dns.json
    if version < .withInterfaces {
      for (key, family) in [("ip4", AddressFamily.inet), ("ip6", AddressFamily.inet6)] {
        guard let ip = addresses.first(where: { $0.address.address.family == family }) else {
          continue
        }
        var entry: JSONObject = ["ip": .string("\(ip.address)")]
        if let gateway = ip.gateway { entry["gateway"] = .string("\(gateway)") }
        let own = routes.filter { $0.destination.address.family == family }
        if !own.isEmpty { entry["routes"] = .array(own.map { $0.json(.destinationAndGateway) }) }
        members[key] = .object(entry)
      }
      members["dns"] = dnsObject
      return .object(members)
    }
    let isOld = version < .withoutFamily
    if !interfaces.isEmpty {
      members["interfaces"] = .array(
        interfaces.map { $0.json(isOld: version < .withInterfaceMTU) })
    }
    if !addresses.isEmpty { members["ips"] = .array(addresses.map { $0.json(isOld: isOld) }) }
    if !routes.isEmpty {
      members["routes"] = .array(routes.map { $0.json(.everything) })
    }
    if version < .withInterfaceMTU || dnsObject != .object([:]) { members["dns"] = dnsObject }
    return .object(members)
  }
}

extension CNIResult.Interface {
  fileprivate func json(isOld: Bool) -> JSONValue {
    var members: JSONObject = ["name": .string(name)]
    if let mac { members["mac"] = .string(mac) }
    if let sandbox { members["sandbox"] = .string(sandbox) }
    guard !isOld else { return .object(members) }
    if let mtu { members["mtu"] = .integer(Int64(mtu)) }
    if let socketPath { members["socketPath"] = .string(socketPath) }
    if let pciID { members["pciID"] = .string(pciID) }
    return .object(members)
  }
}

extension CNIResult.IP {
  fileprivate func json(isOld: Bool) -> JSONValue {
    var members: JSONObject = ["address": .string("\(address)")]
    if let gateway { members["gateway"] = .string("\(gateway)") }
    if let interface { members["interface"] = .integer(Int64(interface)) }
    if isOld {
      members["version"] = .string(address.address.family == AddressFamily.inet ? "4" : "6")
    }
    return .object(members)
  }
}

extension CNIResult.Route {
  fileprivate enum Content { case destinationAndGateway, everything }

  fileprivate func json(_ content: Content) -> JSONValue {
    var members: JSONObject = ["dst": .string("\(destination)")]
    if let gateway { members["gw"] = .string("\(gateway)") }
    guard content == .everything else { return .object(members) }
    let numbers = [
      ("mtu", mtu), ("advmss", advertisedMSS), ("priority", priority), ("table", table),
      ("scope", scope.map { UInt32($0) }),
    ]
    for case (let key, let number?) in numbers { members[key] = .integer(Int64(number)) }
    return .object(members)
  }
}

extension Attachment.DNS {
  fileprivate var json: JSONValue {
    var members: JSONObject = [:]
    for (key, list) in [("nameservers", nameservers), ("search", search), ("options", options)]
    where !list.isEmpty {
      members[key] = .array(list.map { .string($0) })
    }
    if let domain, !domain.isEmpty { members["domain"] = .string(domain) }
    return .object(members)
  }
}
