internal import AttachmentConfiguration
internal import ContainerNetwork
internal import Netlink
internal import NetworkNamespace
internal import RouteNetlink

/// What a container is to get, from wherever that is said.
struct HookPlan {
  private var described: [Attachment] = []
  /// `linux.netDevices`: the host's name to the container's.
  private var devices: [(host: String, container: String)] = []

  var isEmpty: Bool { described.isEmpty && devices.isEmpty }

  init(_ call: HookCall, _ options: HookOptions) throws(HookError) {
    if let file = options.config {
      let bytes = try Process.read(file)
      described = try HookError.reading { () throws(ConfigurationError) in
        try AttachmentReader.attachments(inDocument: bytes, file)
      }
    }
    let annotations: [String: String]
    do throws(ConfigurationError) {
      annotations = try Annotations.joined(call.annotations, settings: options.settings)
    } catch {
      throw HookError("hook: \(error)", isUsage: true)
    }
    described += try HookError.reading { () throws(ConfigurationError) in
      try Annotations.attachments(annotations)
    }
    if let bundle = call.bundle, let bytes = try Process.readIfThere("\(bundle)/config.json") {
      devices = try HookError.reading { () throws(ConfigurationError) in
        try RuntimeConfiguration.networkDevices(bytes)
      }
    }
    let names = described.map(\.name) + devices.map(\.container)
    for (index, name) in names.enumerated() where names[..<index].contains(name) {
      throw HookError("hook: the interface \(name) is described twice")
    }
  }

  /// - Parameter target: the container's namespace. A device that is there already, and no longer
  ///   here, was moved by a runtime that knows `linux.netDevices` itself, or by an earlier call.
  func attachments(_ plumber: Plumber, _ target: NamespaceReference) throws(NetlinkError)
    -> [Attachment]
  {
    var attachments = described
    for device in devices {
      let isHere = try Self.exists(device.host, plumber.home)
      let isThere = try Self.exists(device.container, plumber.connect(to: target))
      if isHere || !isThere {
        attachments.append(Attachment(device.container, .device(device.host)))
      }
    }
    return attachments
  }

  private static func exists(_ name: String, _ connection: Plumber.Connection)
    throws(NetlinkError) -> Bool
  {
    do throws(NetlinkError) {
      _ = try connection.socket.link(.name(name))
      return true
    } catch {
      guard error.errno == .noSuchDevice else { throw error }
      return false
    }
  }
}

/// The bundle's `config.json`, as far as it says something about interfaces.
enum RuntimeConfiguration {
  /// `linux.netDevices` of the OCI runtime specification: `{"eth1": {"name": "net1"}}`, in the order
  /// of the host's names.
  static func networkDevices(_ bytes: [UInt8]) throws(ConfigurationError)
    -> [(host: String, container: String)]
  {
    // Most have none, and are long.
    guard bytes.contains("\"netDevices\"".utf8) else { return [] }
    var document = try Fields(try JSONValue(parsing: bytes, "config.json"), "")
    guard var linux = try document.object("linux"),
      var devices = try linux.object("netDevices")
    else { return [] }
    var result: [(host: String, container: String)] = []
    for host in devices.rest {
      var device = try devices.object(host)
      // An empty one is none, as Go's runtimes write and read it.
      let name = try device?.string("name") ?? ""
      result.append((host, name.isEmpty ? host : name))
    }
    return result
  }
}

extension [UInt8] {
  /// Whether the bytes hold these, one after another.
  func contains(_ wanted: some Collection<UInt8>) -> Bool {
    let pattern = Array(wanted)
    guard let first = pattern.first else { return true }
    var rest = self[...]
    while let index = rest.firstIndex(of: first) {
      rest = rest[index...]
      if rest.starts(with: pattern) { return true }
      rest = rest.dropFirst()
    }
    return false
  }
}
