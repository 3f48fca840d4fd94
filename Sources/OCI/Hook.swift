internal import AttachmentConfiguration
public import ContainerNetwork
public import Netlink
internal import NetworkNamespace
internal import RouteNetlink

/// `cnet hook`: attaches and detaches a container for the runtime that calls it, OCI or LXC.
public enum Hook {
  /// Does what the arguments of the process ask for when that is the hook and nothing but the hook, so
  /// that a runtime waits for no argument parser.
  ///
  /// - Parameter arguments: without the program's name.
  /// - Returns: The exit status; nil when the arguments are none of the hook's.
  public static func run(_ arguments: [String]) -> Int32? {
    guard arguments.first == "hook", let options = HookOptions(Array(arguments.dropFirst())) else {
      return nil
    }
    return run(options) { () throws(NetlinkError) in try Plumber() }
  }

  /// Does it, and says on standard error in one line why not.
  ///
  /// - Parameter plumber: makes what does the work, when there is any.
  /// - Returns: The exit status: 0, 1, or 64 when the command line is wrong.
  public static func run(
    _ options: HookOptions, _ plumber: () throws(NetlinkError) -> Plumber
  ) -> Int32 {
    do throws(HookError) {
      try perform(options, plumber)
      return 0
    } catch {
      complain("cnet: \(error)")
      return error.isUsage ? 64 : 1
    }
  }

  private static func perform(
    _ options: HookOptions, _ plumber: () throws(NetlinkError) -> Plumber
  ) throws(HookError) {
    let call =
      if let lxc = try HookCall(lxc: Process.environment, words: options.words) {
        lxc
      } else if let word = options.words.first {
        throw HookError("hook: takes no argument: \(word)", isUsage: true)
      } else {
        try HookCall(state: try Process.read(descriptor: 0, "the container's state"))
      }
    switch call.action {
    case .attach(let pid):
      let plan = try HookPlan(call, options)
      guard !plan.isEmpty else { return }
      try HookError.from { () throws(NetlinkError) in
        let plumber = try plumber()
        let target = NamespaceReference.process(pid)
        let attachments = try plan.attachments(plumber, target)
        defer { warn(plumber) }
        _ = try plumber.attach(call.container, to: target, attachments)
      }
    case .detach(let namespace):
      try HookError.from { () throws(NetlinkError) in
        guard try AttachmentStore().hasFiles(call.container) else { return }
        let plumber = try plumber()
        // Where a device is to be moved back from, when the path that it was recorded by is gone.
        if let namespace { _ = try? plumber.connect(to: .path(namespace)) }
        defer { warn(plumber) }
        try plumber.detach(call.container)
      }
    }
  }

  private static func warn(_ plumber: Plumber) {
    for warning in plumber.warnings { complain("cnet: warning: \("\(warning)".asOneLine)") }
  }
}

/// What is said about the container besides what the runtime says.
public struct HookOptions: Sendable {
  /// The file with the attachments.
  public var config: String?
  /// `IFNAME.OPTION=VALUE`: as an annotation, for runtimes that have none.
  public var settings: [String] = []
  /// What LXC puts behind the hook's own arguments: `NAME SECTION TYPE …` in version 0, and what kind of
  /// network it is for the scripts of a network.
  public var words: [String] = []

  public init(config: String? = nil, settings: [String] = [], words: [String] = []) {
    self.config = config
    self.settings = settings
    self.words = words
  }

  /// Reads the arguments behind the verb; nil when they hold anything else, such as `--help`.
  init?(_ arguments: [String]) {
    var rest = arguments[...]
    while let word = rest.popFirst() {
      if word.hasPrefix("--config=") {
        guard config == nil else { return nil }
        config = String(word.dropFirst("--config=".count))
      } else if word.hasPrefix("--set=") {
        settings.append(String(word.dropFirst("--set=".count)))
      } else if word == "--config" || word == "--set" {
        guard let value = rest.popFirst(), word == "--set" || config == nil else { return nil }
        if word == "--set" { settings.append(value) } else { config = value }
      } else if word.hasPrefix("-") {
        return nil
      } else {
        words.append(word)
      }
    }
  }
}

/// Why a hook fails, in one line.
struct HookError: Error, CustomStringConvertible {
  var description: String
  /// Whether the command line is wrong.
  var isUsage = false

  init(_ description: String, isUsage: Bool = false) {
    self.description = description.asOneLine
    self.isUsage = isUsage
  }

  init(_ error: ConfigurationError) { self.init("hook: \(error)") }

  /// The hint and what could not be undone included: a runtime shows one line, if any.
  init(_ error: NetlinkError) {
    var text = "\(error)"
    if let hint = error.hint { text += "; hint: \(hint)" }
    for item in error.leftBehind { text += "; left behind: \(item)" }
    self.init(text)
  }

  static func from<Value>(_ body: () throws(NetlinkError) -> Value) throws(HookError) -> Value {
    do throws(NetlinkError) {
      return try body()
    } catch {
      throw HookError(error)
    }
  }

  static func reading<Value>(_ body: () throws(ConfigurationError) -> Value) throws(HookError)
    -> Value
  {
    do throws(ConfigurationError) {
      return try body()
    } catch {
      throw HookError(error)
    }
  }
}
