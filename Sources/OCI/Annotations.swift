internal import AttachmentConfiguration
internal import ContainerNetwork

/// Attachments as annotations of a container: `cnet.IFNAME.OPTION`, or all of them as the JSON array
/// `cnet.attachments`.
enum Annotations {
  static let prefix = "cnet."
  static let array = "cnet.attachments"

  /// What an option is in JSON. They are named as on the command line.
  private enum Form {
    case text, number, flag
    /// Separated by commas.
    case list
    /// `DST[,via=IP][,metric=N]`, separated by white space.
    case routes
    /// `KEY=VALUE`, separated by commas.
    case parameters
  }

  private static let options: [String: (key: String, form: Form)] = [
    "kind": ("kind", .text),
    "parent": ("parent", .text),
    "mode": ("mode", .text),
    "device": ("device", .text),
    "host-name": ("hostName", .text),
    "host-address": ("hostAddresses", .list),
    "host-mac": ("hostMac", .text),
    "bridge": ("bridge", .text),
    "address": ("addresses", .list),
    "gateway": ("gateway", .list),
    "route": ("routes", .routes),
    "mac": ("mac", .text),
    "mtu": ("mtu", .number),
    "queues": ("queues", .number),
    "down": ("down", .flag),
    "nodad": ("nodad", .flag),
    "sysctl": ("sysctls", .parameters),
  ]

  static var optionNames: [String] { options.keys.sorted() }

  private static let spelling = Dictionary(
    uniqueKeysWithValues: options.map { ($0.value.key, $0.key) })

  /// The annotations of the container, and what was said as `--set IFNAME.OPTION=VALUE`.
  static func joined(_ annotations: [String: String], settings: [String])
    throws(ConfigurationError) -> [String: String]
  {
    var all = annotations.filter { $0.key.hasPrefix(prefix) }
    for text in settings {
      let pair = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard pair.count == 2 else {
        throw ConfigurationError("--set \(text) is not written IFNAME.OPTION=VALUE")
      }
      guard all.updateValue(String(pair[1]), forKey: prefix + pair[0]) == nil else {
        throw ConfigurationError("\(prefix)\(pair[0]) is given twice")
      }
    }
    return all
  }

  /// - Parameter annotations: those that begin with ``prefix``.
  static func attachments(_ annotations: [String: String]) throws(ConfigurationError)
    -> [Attachment]
  {
    guard !annotations.isEmpty else { return [] }
    if let text = annotations[array] {
      if let other = annotations.keys.sorted().first(where: { $0 != array }) {
        throw ConfigurationError("\(array) holds everything: \(other) cannot be given beside it")
      }
      return try AttachmentReader.attachments(inArray: Array(text.utf8), array)
    }
    var interfaces: [String: JSONObject] = [:]
    for (name, value) in annotations.sorted(by: { $0.key < $1.key }) {
      // An option has no dot, a name may.
      guard let dot = name.lastIndex(of: "."), let start = name.firstIndex(of: "."), start < dot
      else { throw ConfigurationError("\(name) is not written cnet.IFNAME.OPTION") }
      let option = String(name[name.index(after: dot)...])
      guard let (key, form) = options[option] else {
        throw ConfigurationError(
          "\(name): \(option) is no option; these are: \(optionNames.joined(separator: ", "))")
      }
      let interface = String(name[name.index(after: start)..<dot])
      interfaces[interface, default: ["name": .string(interface)]][key] =
        try read(value, as: form, name)
    }
    var attachments: [Attachment] = []
    for (interface, values) in interfaces.sorted(by: { $0.key < $1.key }) {
      let fields = try Fields(.object(values), prefix + interface, spelling: { spelling[$0] ?? $0 })
      attachments.append(try AttachmentReader.attachment(fields))
    }
    return attachments
  }

  private static func read(_ value: String, as form: Form, _ name: String)
    throws(ConfigurationError) -> JSONValue
  {
    switch form {
    case .text: return .string(value)
    case .number:
      guard let number = Int64(value) else {
        throw ConfigurationError("\(name) is not a number: \(value)")
      }
      return .integer(number)
    case .flag:
      guard value == "true" || value == "false" else {
        throw ConfigurationError("\(name) is neither true nor false: \(value)")
      }
      return .bool(value == "true")
    case .list:
      return .array(value.split(separator: ",").map { .string($0.trimmed) })
    case .routes:
      var routes: [JSONValue] = []
      for text in value.split(whereSeparator: \.isWhitespace) {
        do throws(ConfigurationError) {
          routes.append(try RouteSpecification(String(text)).json)
        } catch {
          throw ConfigurationError("\(name): \(error)")
        }
      }
      return .array(routes)
    case .parameters: return try parameters(value, name)
    }
  }

  /// A value may hold commas itself: a new parameter begins where its name does.
  private static func parameters(_ value: String, _ name: String) throws(ConfigurationError)
    -> JSONValue
  {
    var texts: [String] = []
    for part in value.split(separator: ",", omittingEmptySubsequences: false) {
      if let last = texts.last, !part.trimmed.hasPrefix("net") {
        texts[texts.count - 1] = "\(last),\(part)"
      } else {
        texts.append(part.trimmed)
      }
    }
    var result: JSONObject = [:]
    for text in texts {
      let pair = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard pair.count == 2 else {
        throw ConfigurationError("\(name): '\(text)' is not written key=value")
      }
      result[String(pair[0])] = .string(String(pair[1]))
    }
    return .object(result)
  }
}

extension Substring {
  /// Without white space around it.
  fileprivate var trimmed: String {
    let front = drop(while: \.isWhitespace)
    return String(front.reversed().drop(while: \.isWhitespace).reversed())
  }
}

extension RouteSpecification {
  fileprivate var json: JSONValue {
    var members: JSONObject = [
      "dst": .string(destination.map { "\($0)" } ?? "default")
    ]
    if let gateway { members["gw"] = .string("\(gateway)") }
    if let metric { members["metric"] = .integer(Int64(metric)) }
    return .object(members)
  }
}
