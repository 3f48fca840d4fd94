internal import AttachmentConfiguration

/// What a runtime asks for.
struct HookCall: Equatable {
  enum Action: Equatable {
    /// To the namespace of this process.
    case attach(pid: Int32)
    /// - Parameter namespace: a path to the namespace, when it still is there.
    case detach(namespace: String?)
  }

  var action: Action
  /// The ID under which the interfaces are recorded.
  var container: String
  var annotations: [String: String] = [:]
  /// The directory that holds `config.json`.
  var bundle: String?
}

extension HookCall {
  /// Reads the state that an OCI runtime writes to a hook's standard input. Corresponds to "State" in
  /// the OCI runtime specification.
  ///
  /// crun says `"pid": 0` of a container that has stopped, runc leaves the key out.
  init(state bytes: [UInt8]) throws(HookError) {
    self = try HookError.reading { () throws(ConfigurationError) in
      // What a later version of the specification adds is none of our business: nothing is said to
      // be unknown here.
      var state = try Fields(try JSONValue(parsing: bytes, "the container's state"), "state")
      let container = try state.required("id")
      let status = try state.required("status")
      let pid = try state.integer("pid", in: 0...Int32.max)
      let annotations = try state.strings(of: "annotations")
      let bundle = try state.string("bundle")
      return HookCall(
        action: try Self.action(status, pid), container: container, annotations: annotations,
        bundle: bundle)
    }
  }

  private static func action(_ status: String, _ pid: Int32?) throws(ConfigurationError) -> Action {
    switch status {
    case "creating", "created", "running":
      guard let pid, pid > 0 else {
        throw ConfigurationError("state.pid is missing, though state.status is \(status)")
      }
      return .attach(pid: pid)
    case "stopped": return .detach(namespace: nil)
    default: throw ConfigurationError("state.status is not one of a container: \(status)")
    }
  }
}

extension HookCall {
  /// Reads the variables that LXC sets for a hook; nil when it is not LXC that calls. See
  /// `lxc.container.conf(5)`.
  ///
  /// - Parameter words: the arguments that LXC added. In version 0 of its hooks only they say which
  ///   one it is: `NAME SECTION TYPE`.
  init?(lxc environment: [String: String], words: [String]) throws(HookError) {
    guard let name = environment["LXC_NAME"], let version = environment["LXC_HOOK_VERSION"] else {
      return nil
    }
    guard let type = environment["LXC_HOOK_TYPE"] ?? (words.count >= 3 ? words[2] : nil) else {
      throw HookError("hook: LXC does not say which hook it is (lxc.hook.version = \(version))")
    }
    // Apart from the IDs of other runtimes.
    container = "lxc:\(name)"
    switch type {
    case "start-host", "up":
      guard let pid = environment["LXC_PID"].flatMap({ Int32($0) }), pid > 0 else {
        throw HookError("hook: LXC_PID is missing, though LXC_HOOK_TYPE is \(type)")
      }
      action = .attach(pid: pid)
    case "stop", "post-stop", "down": action = .detach(namespace: environment["LXC_NET_NS"])
    default:
      throw HookError(
        "hook: works as lxc.hook.start-host, stop and post-stop and as lxc.net.N.script.up and down, "
          + "not as \(type)")
    }
  }
}
