internal import AttachmentConfiguration
internal import Netlink
internal import SystemCalls

/// Another plugin that gives the addresses (`dhcp`, …): an executable in one of the directories of
/// `CNI_PATH`, which gets the configuration and the environment that we got.
struct Delegate: IPAM {
  private let type: String
  private let path: String
  private let bytes: [UInt8]
  private let version: SpecVersion

  /// - Throws: ``CNIError`` with code 4 or 7 when there is no such plugin.
  init(_ type: String, _ network: Network, _ call: Call) throws(CNIError) {
    guard !type.utf8.contains(UInt8(ascii: "/")) else {
      throw CNIError(.invalidConfiguration, "ipam.type holds a slash: \(type)")
    }
    guard let path = call.path.map({ "\($0)/\(type)" }).first(where: Files.isExecutable) else {
      throw CNIError(
        call.path.isEmpty ? .invalidEnvironment : .invalidConfiguration,
        "there is no plugin \(type) in CNI_PATH", call.path.joined(separator: ":"))
    }
    self.type = type
    self.path = path
    bytes = network.bytes
    version = network.version
  }

  var note: String? { nil }

  func add() throws(NetlinkError) -> CNIResult {
    do throws(NetlinkError) {
      let answer = try run("ADD")
      return try parsed { () throws(CNIError) in
        let value = try CNIError.reading { () throws(ConfigurationError) in
          try JSONValue(parsing: answer, "what \(type) answered")
        }
        return try CNIResult(value, defaultVersion: version)
      }
    } catch {
      // What it did half is undone by itself, as the specification asks.
      _ = try? run("DEL")
      throw error
    }
  }

  func delete() throws(NetlinkError) { _ = try run("DEL") }
  func check(_ result: CNIResult) throws(NetlinkError) { _ = try run("CHECK") }
  func collect() throws(NetlinkError) { _ = try run("GC") }
  func status() throws(NetlinkError) { _ = try run("STATUS") }

  private func run(_ command: String) throws(NetlinkError) -> [UInt8] {
    let ended = try NetlinkError.naming("run \(path)") { () throws(Errno) in
      try Program.run(path, command: command, input: bytes)
    }
    guard ended.status == 0 else {
      let value = try? JSONValue(parsing: ended.output, "")
      let words = [value?["msg"]?.string, value?["details"]?.string].compactMap { $0 }
      throw NetlinkError(
        "\(type) \(command)", value?["code"]?.integer == 11 ? .wouldBlock : .inputOutput,
        message: words.isEmpty
          ? "it ended with status \(ended.status)" : words.joined(separator: ": "))
    }
    return ended.output
  }

  private func parsed<Value>(_ body: () throws(CNIError) -> Value) throws(NetlinkError) -> Value {
    do throws(CNIError) {
      return try body()
    } catch {
      throw NetlinkError("read what \(type) answered", .badMessage, message: error.message)
    }
  }
}
