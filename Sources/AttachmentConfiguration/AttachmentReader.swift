public import ContainerNetwork
internal import NetworkNamespace
internal import RouteNetlink

/// Reads attachments from JSON: `{"attachments": [{"kind": "veth", "name": "eth0", …}]}`. The keys are
/// described by `share/cnet/attachments.schema.json`; one that is not known is an error that names it.
public enum AttachmentReader {
  /// A whole document.
  public static func attachments(inDocument bytes: [UInt8], _ what: String)
    throws(ConfigurationError) -> [Attachment]
  {
    var fields = try Fields(try JSONValue(parsing: bytes, what), "")
    let entries = try fields.objects("attachments")
    try fields.end()
    return try attachments(entries)
  }

  /// The array alone.
  public static func attachments(inArray bytes: [UInt8], _ what: String)
    throws(ConfigurationError) -> [Attachment]
  {
    var fields = try Fields(.object(["attachments": try JSONValue(parsing: bytes, what)]), "")
    return try attachments(try fields.objects("attachments"))
  }

  private static func attachments(_ entries: [Fields]) throws(ConfigurationError) -> [Attachment] {
    var attachments: [Attachment] = []
    for entry in entries {
      let attachment = try attachment(entry)
      if attachments.contains(where: { $0.name == attachment.name }) {
        throw ConfigurationError("\(entry.place).name is given twice: \(attachment.name)")
      }
      attachments.append(attachment)
    }
    return attachments
  }

  /// One attachment.
  public static func attachment(_ fields: consuming Fields) throws(ConfigurationError) -> Attachment
  {
    let kindName = fields.name("kind")
    let name = try fields.value("name", "an interface's name", interfaceName)
    guard let name else { throw ConfigurationError("\(fields.name("name")) is missing") }
    let word = try fields.required("kind")
    guard let read = kinds[word] else {
      throw ConfigurationError(
        "\(kindName) is not one of \(kinds.keys.sorted().joined(separator: ", ")): \(word)")
    }
    var attachment = Attachment(name, try read(&fields))
    attachment.mac = try fields.value("mac", "a MAC of an interface", unicastMAC)
    attachment.mtu = try fields.integer("mtu", in: 68...65535)
    attachment.queues = try fields.integer("queues", in: 1...4096)
    attachment.configuration.addresses = try fields.values("addresses", "an address with a length")
    { IPPrefix($0) }
    attachment.configuration.gateways = try fields.values("gateway", "an address") {
      IPAddress($0)
    }
    attachment.configuration.routes = try routes("routes", &fields)
    attachment.configuration.up = try !(fields.bool("down") ?? false)
    attachment.configuration.skipsDuplicateDetection = try fields.bool("nodad") ?? false
    attachment.sysctls = try fields.strings(of: "sysctls")
    if var dns = try fields.object("dns") {
      attachment.dns.nameservers = try dns.values("nameservers", "an address") { $0 }
      attachment.dns.domain = try dns.string("domain")
      attachment.dns.search = try dns.values("search", "a domain") { $0 }
      attachment.dns.options = try dns.values("options", "an option") { $0 }
      try dns.end()
    }
    try fields.end()
    return attachment
  }

  private typealias KindReader =
    @Sendable (inout Fields) throws(ConfigurationError) -> Attachment.Kind

  private static let kinds: [String: KindReader] = [
    "veth": { (fields) throws(ConfigurationError) in
      var end = Attachment.VethEnd()
      end.name = try fields.value("hostName", "an interface's name", interfaceName)
      end.bridge = try fields.value("bridge", "an interface's name", existingName)
      end.mac = try fields.value("hostMac", "a MAC of an interface", unicastMAC)
      end.addresses = try fields.values("hostAddresses", "an address with a length") {
        IPPrefix($0)
      }
      end.routes = try routes("hostRoutes", &fields)
      return .veth(end)
    },
    "macvlan": { (fields) throws(ConfigurationError) in
      .macvlan(parent: try parent(&fields), Macvlan(mode: try macvlanMode(&fields)))
    },
    "macvtap": { (fields) throws(ConfigurationError) in
      .macvtap(parent: try parent(&fields), Macvtap(mode: try macvlanMode(&fields)))
    },
    "ipvlan": { (fields) throws(ConfigurationError) in
      let parent = try parent(&fields)
      let mode = try fields.value("mode", "l2, l3 or l3s") { text in
        IPVlan.Mode.allCases.first { "\($0)" == text }
      }
      return .ipvlan(parent: parent, IPVlan(mode: mode ?? .l2))
    },
    "device": { (fields) throws(ConfigurationError) in .device(try parent(&fields, key: "device"))
    },
  ]

  private static func parent(_ fields: inout Fields, key: String = "parent")
    throws(ConfigurationError) -> String
  {
    guard let name = try fields.value(key, "an interface's name", existingName) else {
      throw ConfigurationError("\(fields.name(key)) is missing")
    }
    return name
  }

  private static func macvlanMode(_ fields: inout Fields) throws(ConfigurationError)
    -> Macvlan.Mode
  {
    try fields.value("mode", "private, vepa, bridge, passthru or source") { text in
      Macvlan.Mode.allCases.first { "\($0)" == text }
    } ?? .bridge
  }

  /// `[{"dst": "10.1.0.0/16", "gw": "10.0.0.1", "metric": 5}]`; `default` is a destination too.
  public static func routes(_ key: String, _ fields: inout Fields) throws(ConfigurationError)
    -> [RouteSpecification]
  {
    var routes: [RouteSpecification] = []
    for var entry in try fields.objects(key) {
      let text = try entry.required("dst")
      let gateway = try entry.value("gw", "an address") { IPAddress($0) }
      let metric = try entry.integer("metric", in: 0...UInt32.max)
      let place = entry.place
      try entry.end()
      do throws(ConfigurationError) {
        routes.append(try RouteSpecification(destination: text, gateway: gateway, metric: metric))
      } catch {
        throw ConfigurationError("\(place): \(error)")
      }
    }
    return routes
  }

  private static func interfaceName(_ text: String) -> String? {
    InterfaceNameRule.reasonAgainst(text) == nil ? text : nil
  }

  /// Of an interface that is there, which may be named by an alternative name (`ALTIFNAMSIZ`).
  private static func existingName(_ text: String) -> String? {
    InterfaceNameRule.reasonAgainst(text, limit: 127) == nil ? text : nil
  }

  private static func unicastMAC(_ text: String) -> MACAddress? {
    guard let mac = MACAddress(text), !mac.isMulticast, !mac.isZero else { return nil }
    return mac
  }
}
