internal import AttachmentConfiguration
internal import RouteNetlink

/// What the runtime says in the environment.
public struct Call: Hashable, Sendable {
  public enum Command: String, Sendable {
    case add = "ADD"
    case delete = "DEL"
    case check = "CHECK"
    case garbageCollect = "GC"
    case status = "STATUS"
    case version = "VERSION"

    /// Whether it is about one container.
    var isOfContainer: Bool { self == .add || self == .delete || self == .check }
  }

  public var command: Command
  public var containerID = ""
  /// A path; empty where the namespace is gone.
  public var namespace = ""
  public var interface = ""
  public var arguments = ""
  /// Where plugins are.
  public var path: [String] = []

  /// - Throws: ``CNIError`` with code 4 that names the variables that are missing or wrong.
  public init(environment: (String) -> String?) throws(CNIError) {
    let word = environment("CNI_COMMAND") ?? ""
    guard let command = Command(rawValue: word) else {
      throw CNIError(
        .invalidEnvironment,
        word.isEmpty ? "CNI_COMMAND is missing" : "CNI_COMMAND is not a command: \(word)",
        "this is a CNI plugin, which container runtimes call")
    }
    self.command = command
    containerID = environment("CNI_CONTAINERID") ?? ""
    namespace = environment("CNI_NETNS") ?? ""
    interface = environment("CNI_IFNAME") ?? ""
    arguments = environment("CNI_ARGS") ?? ""
    path = (environment("CNI_PATH") ?? "").split(separator: ":").map { String($0) }
    guard command.isOfContainer else { return }

    var missing: [String] = []
    if containerID.isEmpty { missing.append("CNI_CONTAINERID") }
    if interface.isEmpty { missing.append("CNI_IFNAME") }
    if namespace.isEmpty, command != .delete { missing.append("CNI_NETNS") }
    guard missing.isEmpty else {
      throw CNIError(
        .invalidEnvironment, "\(word) needs \(missing.joined(separator: ", "))")
    }
    guard Self.isIdentifier(containerID) else {
      throw CNIError(
        .invalidEnvironment, "CNI_CONTAINERID \(Self.identifierRule)", containerID)
    }
    if let reason = InterfaceNameRule.reasonAgainst(interface) {
      throw CNIError(.invalidEnvironment, "CNI_IFNAME: \(reason)", interface)
    }
    guard namespace.isEmpty || namespace.hasPrefix("/") else {
      throw CNIError(.invalidEnvironment, "CNI_NETNS is not a path", namespace)
    }
  }

  static let identifierRule = "begins with a letter or digit, and holds only these, _, . and -"

  /// Whether a text is as the ``identifierRule`` has it.
  static func isIdentifier(_ text: String) -> Bool {
    let isAlphanumeric = { (byte: UInt8) in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
    guard let first = text.utf8.first, isAlphanumeric(first) else { return false }
    return text.utf8.allSatisfy {
      isAlphanumeric($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".")
        || $0 == UInt8(ascii: "-")
    }
  }
}

/// `CNI_ARGS`: what the user gave the runtime for this container, `KEY=VALUE;KEY=VALUE`.
struct ExtraArguments: Hashable, Sendable {
  /// `IP`: addresses, with or without a length.
  var addresses: [String] = []
  /// `GATEWAY`.
  var gateways: [String] = []
  /// `MAC`.
  var mac: String?

  /// Keys that are not known are refused, unless there is `IgnoreUnknown`.
  ///
  /// - Throws: ``CNIError`` with code 4.
  init(_ text: String) throws(CNIError) {
    var unknown: [String] = []
    var ignoresUnknown = false
    for pair in text.split(separator: ";") {
      let parts = pair.split(separator: "=", omittingEmptySubsequences: false)
      guard parts.count == 2 else {
        throw CNIError(.invalidEnvironment, "CNI_ARGS holds what is not KEY=VALUE", String(pair))
      }
      let value = String(parts[1])
      switch parts[0] {
      case "IP": addresses = Self.list(value)
      case "GATEWAY": gateways = Self.list(value)
      case "MAC": mac = value.isEmpty ? nil : value
      case "IgnoreUnknown":
        switch value.lowercased() {
        case "1", "true": ignoresUnknown = true
        case "0", "false": ignoresUnknown = false
        default:
          throw CNIError(.invalidEnvironment, "CNI_ARGS: IgnoreUnknown is not 0 or 1", value)
        }
      default: unknown.append(String(parts[0]))
      }
    }
    if !unknown.isEmpty, !ignoresUnknown {
      throw CNIError(
        .invalidEnvironment, "CNI_ARGS holds unknown keys: \(unknown.joined(separator: ", "))",
        "IgnoreUnknown=1 lets them pass")
    }
  }

  private static func list(_ text: String) -> [String] {
    text.split(separator: ",").map { part in
      String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
  }
}
