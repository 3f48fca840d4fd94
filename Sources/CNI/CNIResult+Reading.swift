internal import AttachmentConfiguration
internal import ContainerNetwork
internal import RouteNetlink

extension CNIResult {
  /// Reads a result of any version, as `prevResult` and delegated plugins give it.
  ///
  /// - Parameter defaultVersion: when it does not say its own.
  /// - Throws: ``CNIError`` with code 1 or 6.
  init(_ value: JSONValue, defaultVersion: SpecVersion) throws(CNIError) {
    let text = value["cniVersion"]?.string ?? "\(defaultVersion)"
    guard let version = SpecVersion(text) else {
      throw CNIError(.incompatibleVersion, "a result of the CNI version \(text)")
    }
    do throws(ConfigurationError) {
      var fields = try Fields(value, "prevResult")
      if version < .withInterfaces {
        for key in ["ip4", "ip6"] {
          guard var entry = try fields.object(key) else { continue }
          addresses.append(
            IP(address: try entry.prefix("ip"), gateway: try entry.address("gateway")))
          for var route in try entry.objects("routes") { routes.append(try Route(&route)) }
        }
      } else {
        for var entry in try fields.objects("interfaces") {
          interfaces.append(try Interface(&entry))
        }
        for var entry in try fields.objects("ips") {
          addresses.append(
            IP(
              address: try entry.prefix("address"), gateway: try entry.address("gateway"),
              interface: try entry.integer("interface", in: 0...Int.max)))
        }
        for var entry in try fields.objects("routes") { routes.append(try Route(&entry)) }
      }
      dns = try Attachment.DNS(fields.take("dns"), "prevResult.dns")
    } catch {
      throw CNIError(.undecodable, error.description)
    }
  }
}

extension Attachment.DNS {
  /// Reads `{"nameservers": […], "domain": "…", "search": […], "options": […]}`.
  init(_ value: JSONValue?, _ place: String) throws(ConfigurationError) {
    self.init()
    guard let value else { return }
    var fields = try Fields(value, place)
    nameservers = try fields.values("nameservers", "an address") { $0 }
    domain = try fields.string("domain")
    search = try fields.values("search", "a domain") { $0 }
    options = try fields.values("options", "an option") { $0 }
    try fields.end()
  }
}

extension CNIResult.Interface {
  fileprivate init(_ fields: inout Fields) throws(ConfigurationError) {
    name = try fields.string("name") ?? ""
    mac = try fields.string("mac")
    mtu = try fields.integer("mtu", in: 0...UInt32.max)
    sandbox = try fields.string("sandbox").flatMap { $0.isEmpty ? nil : $0 }
    socketPath = try fields.string("socketPath")
    pciID = try fields.string("pciID")
  }
}

extension CNIResult.Route {
  /// Reads `{"dst": "10.1.0.0/16", "gw": "10.0.0.1", …}`.
  init(_ fields: inout Fields) throws(ConfigurationError) {
    destination = try fields.prefix("dst")
    gateway = try fields.address("gw")
    mtu = try fields.integer("mtu", in: 0...UInt32.max)
    advertisedMSS = try fields.integer("advmss", in: 0...UInt32.max)
    priority = try fields.integer("priority", in: 0...UInt32.max)
    table = try fields.integer("table", in: 0...UInt32.max)
    scope = try fields.integer("scope", in: 0...UInt8.max)
    try fields.end()
  }
}

extension Fields {
  /// An address with a length, which must be there.
  mutating func prefix(_ key: String) throws(ConfigurationError) -> IPPrefix {
    let name = place.isEmpty ? key : "\(place).\(key)"
    guard let prefix = try value(key, "an address with a length", IPPrefix.init(cidr:)) else {
      throw ConfigurationError("\(name) is missing")
    }
    return prefix
  }

  mutating func address(_ key: String) throws(ConfigurationError) -> IPAddress? {
    try value(key, "an address") { IPAddress($0) }
  }
}

extension IPPrefix {
  /// Reads `10.0.0.2/24`, with its length.
  init?(cidr text: String) {
    guard text.utf8.contains(UInt8(ascii: "/")) else { return nil }
    self.init(text)
  }
}
