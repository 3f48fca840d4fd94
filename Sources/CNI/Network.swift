internal import AttachmentConfiguration
internal import ContainerNetwork
internal import RouteNetlink

/// The part of a configuration that all types have in common.
struct Network: Sendable {
  let version: SpecVersion
  let name: String
  /// The whole configuration as it came, for plugins that work is delegated to.
  let bytes: [UInt8]
  /// The `ipam` object.
  let ipam: JSONValue?
  /// Empty where there is none.
  let ipamType: String
  let dns: Attachment.DNS
  let previous: CNIResult?
  let masquerades: Bool
  /// What is asked for this container: `args.cni` and `runtimeConfig`. A DEL does not look at them.
  private(set) var conventional = Fields()
  private(set) var runtime = Fields()
  let arguments: ExtraArguments
  /// `cni.dev/valid-attachments`: container IDs and interfaces; nil where there is no such list.
  let valid: [AttachmentOwner]?
  /// The keys that are the type's own.
  private(set) var own: Fields

  /// Keys of a list of plugins, which a runtime may pass on with a single one, and of the protocol.
  private static let ignorable = [
    "type", "capabilities", "cniVersions", "disableCheck", "disableGC", "loadOnlyInlinedPlugins",
  ]

  /// - Throws: ``CNIError`` with code 1, 2, 4, 6 or 7.
  init(_ bytes: [UInt8], _ document: JSONValue, _ call: Call) throws(CNIError) {
    self.bytes = bytes
    var fields = try CNIError.reading { () throws(ConfigurationError) in
      try Fields(document, "")
    }
    version = try Self.version(of: document)
    _ = fields.take("cniVersion")
    name = document["name"]?.string ?? ""
    _ = fields.take("name")
    guard Call.isIdentifier(name) else {
      throw CNIError(
        .invalidConfiguration,
        name.isEmpty ? "name, the network's, is missing" : "name \(Call.identifierRule)", name)
    }
    for key in Self.ignorable { _ = fields.take(key) }
    ipam = try Self.object("ipam", &fields)
    let type = ipam?["type"] ?? .string("")
    guard type.string != nil || call.command == .delete else {
      throw CNIError(.invalidConfiguration, "ipam.type is \(type.typeName), not a string")
    }
    ipamType = type.string ?? ""
    dns = try Self.dns(&fields)
    let reported = fields.take("prevResult")
    switch call.command {
    case .add, .check:
      previous = if let reported { try CNIResult(reported, defaultVersion: version) } else { nil }
    case .delete:
      // A container must go all the same.
      previous = if let reported { try? CNIResult(reported, defaultVersion: version) } else { nil }
    default: previous = nil
    }
    masquerades = try Self.masquerades(&fields)
    let (asked, runtimeConfig) = (fields.take("args"), fields.take("runtimeConfig"))
    // Whatever they hold, a container must go when it has to.
    if call.command != .delete {
      (conventional, runtime) = try CNIError.reading { () throws(ConfigurationError) in
        var arguments = try asked.map { (v) throws(ConfigurationError) in try Fields(v, "args") }
        return (
          try arguments?.object("cni") ?? Fields(),
          try runtimeConfig.map { (v) throws(ConfigurationError) in try Fields(v, "runtimeConfig") }
            ?? Fields()
        )
      }
    }
    arguments = try ExtraArguments(
      call.command.isOfContainer && call.command != .delete
        ? call.arguments : "")
    valid = try Self.attachments(fields.take("cni.dev/valid-attachments"))
    for key in fields.rest where key.hasPrefix("cni.dev/") { _ = fields.take(key) }
    own = fields
  }

  static func version(of document: JSONValue) throws(CNIError) -> SpecVersion {
    guard document.object != nil else {
      throw CNIError(.undecodable, "the configuration is \(document.typeName), not an object")
    }
    let value = document["cniVersion"] ?? .string("")
    guard let text = value.string else {
      throw CNIError(.undecodable, "cniVersion is \(value.typeName), not a string")
    }
    guard let version = SpecVersion(text) else {
      throw CNIError(
        .incompatibleVersion, "the CNI version \(text) is not supported",
        "supported are \(SpecVersion.allCases.map(\.description).joined(separator: ", "))")
    }
    return version
  }

  /// The MAC that is asked for, the nearest to the container first.
  ///
  /// - Parameter configured: the type's own key.
  func mac(configured: String? = nil) throws(CNIError) -> MACAddress? {
    var (conventional, runtime) = (conventional, runtime)
    let asked = try CNIError.reading { () throws(ConfigurationError) in
      let (nearest, next) = (try runtime.string("mac"), try conventional.string("mac"))
      return nearest ?? next ?? arguments.mac ?? configured
    }
    guard let asked, !asked.isEmpty else { return nil }
    guard let mac = MACAddress(asked), !mac.isMulticast, !mac.isZero else {
      throw CNIError(.invalidConfiguration, "mac is not one of an interface: \(asked)")
    }
    return mac
  }

  /// Refuses capabilities that are asked for and that nobody here provides.
  func checkRuntime(_ known: [String]) throws(CNIError) {
    var runtime = runtime
    for key in runtime.rest where !known.contains(key) {
      if let value = runtime.take(key) { throw CNIError.unsupported(runtime.name(key), value) }
    }
  }

  private static func dns(_ fields: inout Fields) throws(CNIError) -> Attachment.DNS {
    try CNIError.reading { () throws(ConfigurationError) in
      try Attachment.DNS(fields.take("dns"), "dns")
    }
  }

  private static func masquerades(_ fields: inout Fields) throws(CNIError) -> Bool {
    try CNIError.reading { () throws(ConfigurationError) in
      let isOn = try fields.bool("ipMasq") ?? false
      if let backend = try fields.string("ipMasqBackend"), backend != "nftables" {
        throw ConfigurationError("ipMasqBackend is not nftables: \(backend)")
      }
      return isOn
    }
  }

  private static func object(_ key: String, _ fields: inout Fields) throws(CNIError) -> JSONValue? {
    guard let value = fields.take(key) else { return nil }
    guard case .object(let members) = value else {
      throw CNIError(.invalidConfiguration, "\(key) is \(value.typeName), not an object")
    }
    return members.isEmpty ? nil : value
  }

  private static func attachments(_ value: JSONValue?) throws(CNIError) -> [AttachmentOwner]? {
    guard let value else { return nil }
    guard let entries = value.array else {
      throw CNIError(
        .invalidConfiguration, "cni.dev/valid-attachments is \(value.typeName), not an array")
    }
    var owners: [AttachmentOwner] = []
    for entry in entries {
      guard let container = entry["containerID"]?.string, let interface = entry["ifname"]?.string
      else {
        throw CNIError(
          .invalidConfiguration, "cni.dev/valid-attachments lacks a containerID or an ifname")
      }
      owners.append(AttachmentOwner(container: container, interface: interface))
    }
    return owners
  }
}

extension CNIError {
  static func unsupported(_ key: String, _ value: JSONValue) -> CNIError {
    CNIError(
      .unsupportedField,
      "unsupported field \(key): \(String(decoding: value.text, as: UTF8.self))")
  }
}

extension Fields {
  /// The texts of an array.
  mutating func texts(_ key: String) throws(ConfigurationError) -> [String] {
    guard let value = take(key) else { return [] }
    guard let items = value.array else {
      throw ConfigurationError("\(name(key)) is \(value.typeName), not an array")
    }
    var texts: [String] = []
    for item in items {
      guard let text = item.string else {
        throw ConfigurationError("\(name(key)) holds \(item.typeName), not a string")
      }
      texts.append(text)
    }
    return texts
  }

  /// Takes keys that a reference plugin has and that are not supported, unless they are switched off.
  mutating func refuse(_ keys: [String]) throws(CNIError) {
    for key in keys {
      guard let value = take(key) else { continue }
      switch value {
      case .bool(false), .integer(0), .string(""), .array([]): continue
      default: throw CNIError.unsupported(key, value)
      }
    }
  }

  /// Refuses the keys that nobody took.
  mutating func refuseRest() throws(CNIError) {
    for key in rest {
      if let value = take(key) { throw CNIError.unsupported(key, value) }
    }
  }

  /// `mtu`: bytes; 0 is what the kernel chooses.
  mutating func mtu() throws(CNIError) -> UInt32? {
    let value = try CNIError.reading { () throws(ConfigurationError) in
      try integer("mtu", in: 0...UInt32(65535))
    }
    return value == 0 ? nil : value
  }
}
