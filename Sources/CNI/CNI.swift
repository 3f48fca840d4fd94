internal import AttachmentConfiguration
public import ContainerNetwork
internal import NFTables
public import Netlink
internal import SystemCalls

/// The plugins of the Container Network Interface: `cnet-ptp`, `cnet-bridge`, `cnet-macvlan`,
/// `cnet-ipvlan` and `cnet-host-device`, with the configuration keys of the reference plugins.
///
/// The program is all of them, by the name under which it is called.
public enum CNI {
  static let types: [any InterfacePlugin.Type] = [
    PointToPoint.self, BridgePlugin.self, MacvlanPlugin.self, IPVlanPlugin.self, HostDevice.self,
  ]

  /// The names of the types: `cnet-ptp`, …
  public static var names: [String] { types.map { "cnet-\($0.name)" } }

  /// The type that a path to the program stands for; nil when that is none.
  public static func name(ofProgram path: String) -> String? {
    let base = path.split(separator: "/").last.map { String($0) } ?? ""
    return names.contains(base) ? base : nil
  }

  /// Answers one call, from the environment and standard input to standard output.
  ///
  /// - Returns: The exit status.
  public static func run(_ name: String) -> Int32 {
    Streams.ignoreBrokenPipes()
    var version = SpecVersion.current
    do throws(CNIError) {
      try answer(name, &version)
      return 0
    } catch {
      try? Files.write(error.json(version: "\(version)").text + [0x0A], to: 1)
      return 1
    }
  }

  private static func answer(_ name: String, _ version: inout SpecVersion) throws(CNIError) {
    let call = try Call(environment: environmentVariable)
    guard let type = types.first(where: { "cnet-\($0.name)" == name }) else {
      throw CNIError(.invalidEnvironment, "there is no type \(name)", names.joined(separator: ", "))
    }
    if call.command == .version { return try answerVersion() }

    let bytes: [UInt8]
    do throws(Errno) {
      bytes = try Files.read(0)
    } catch {
      throw CNIError(.inputOutput, "read the configuration: \(error)")
    }
    let document: JSONValue
    do throws(ConfigurationError) {
      document = try JSONValue(parsing: bytes, "the configuration")
    } catch {
      throw CNIError(.undecodable, error.description)
    }
    version = try Network.version(of: document)
    let network = try Network(bytes, document, call)
    try run(type, call, network)
  }

  private static func run<Plugin: InterfacePlugin>(
    _: Plugin.Type, _ call: Call, _ network: Network
  ) throws(CNIError) {
    let work = try Work<Plugin>(call, network, AttachmentStore())
    defer {
      for warning in work.plumber.warnings {
        try? Files.write(Array("\("\(warning)".asOneLine)\n".utf8), to: 2)
      }
    }
    try work.run { (bytes) throws(NetlinkError) in
      try NetlinkError.naming("write the result") { () throws(Errno) in
        try Files.write(bytes + [0x0A], to: 1)
      }
    }
  }

  private static func answerVersion() throws(CNIError) {
    var asked = "\(SpecVersion.current)"
    if !Streams.isTerminal(0), let bytes = try? Files.read(0),
      let document = try? JSONValue(parsing: bytes, ""), let text = document["cniVersion"]?.string
    {
      asked = text
    }
    let answer = JSONValue.object([
      "cniVersion": .string(asked),
      "supportedVersions": .array(SpecVersion.allCases.map { .string("\($0)") }),
    ])
    do throws(Errno) {
      try Files.write(answer.text + [0x0A], to: 1)
    } catch {
      throw CNIError(.inputOutput, "write the versions: \(error)")
    }
  }

  /// Gives back what a plugin noted in the record of an attachment: a reserved address, masquerading
  /// rules. For ``Plumber/recover(store:release:)``.
  public static func release(_ record: AttachmentRecord, _ plumber: Plumber) throws(NetlinkError) {
    guard let network = record.label, record.owner.container.hasPrefix("\(network)/") else {
      return
    }
    let container = String(record.owner.container.dropFirst(network.count + 1))
    for note in record.notes {
      try HostLocal.release(
        note: note,
        AttachmentOwner(container: container, interface: record.owner.interface))
    }
    // With the namespace that they are in, rules are gone too.
    if record.notes.contains(masqueradeNote), let home = try plumber.findHome(record) {
      let mark = record.owner.ruleMark
      var rules = try home.masquerade()
      try rules.remove { $0 == mark }
    }
  }
}
