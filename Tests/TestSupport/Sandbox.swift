internal import Foundation

/// A network and a mount namespace of their own, with an empty `/run/netns`, where shell scripts run
/// with `cnet` on their path. All of it is gone with its owner.
public final class Sandbox {
  /// Whose rights the scripts have.
  public enum User: Sendable {
    /// The test's own, where those suffice; else root of a new user namespace.
    case current
    /// Somebody without any, who is root of a new user namespace.
    case nobody
  }

  private let holder = Process()
  private let end = Pipe()
  private let enter: [String]

  public init(_ user: User = .current) throws {
    let isRoot = geteuid() == 0
    let isPlain = user == .current && isRoot
    let become =
      user == .nobody && isRoot
      ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : []
    let inside = "mount -t tmpfs tmpfs /run && mkdir /run/netns && echo ready && exec cat"
    let words = become + ["unshare", isPlain ? "-nm" : "-Urnm", "sh", "-c", inside]
    let user = isPlain ? [] : ["-U", "--preserve-credentials"]
    enter = become + ["nsenter"] + user + ["-n", "-m"]
    let ready = Pipe()
    holder.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    holder.arguments = words
    // When the tests end, however they do, so does what keeps the namespaces.
    holder.standardInput = end
    holder.standardOutput = ready
    try holder.run()
    guard ready.fileHandleForReading.availableData == Data("ready\n".utf8) else {
      throw SandboxFailure(description: "no namespaces: `\(words.joined(separator: " "))`")
    }
  }

  deinit {
    kill(holder.processIdentifier, SIGKILL)
  }

  /// What a script left behind.
  public struct Outcome: Sendable {
    public var status: Int32
    public var output: String
    public var errors: String
  }

  /// Runs a shell script inside and waits.
  public func attempt(_ script: String) throws -> Outcome {
    let errors = FileManager.default.temporaryDirectory
      .appendingPathComponent("cnet-test-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: errors) }
    // `popen` costs a tenth of what `Process` does.
    let words = enter + ["-t", "\(holder.processIdentifier)", "sh", "-c", script]
    let path = "PATH='\(Self.products)':/usr/sbin:/usr/bin:/sbin:/bin"
    let result = CommandResult(
      running: "exec env \(path) \(words.map(Self.quoted).joined(separator: " "))"
        + " </dev/null 2>\(Self.quoted(errors))")
    return Outcome(
      status: result.status, output: result.output,
      errors: String(decoding: try Data(contentsOf: URL(fileURLWithPath: errors)), as: UTF8.self))
  }

  private static func quoted(_ word: String) -> String {
    "'" + word.replacingOccurrences(of: "'", with: "'\\''") + "'"
  }

  /// The same, and fails unless the script ends with status 0.
  @discardableResult
  public func run(_ script: String) throws -> String {
    let outcome = try attempt("set -e\n" + script)
    guard outcome.status == 0 else {
      throw SandboxFailure(
        description: "`\(script)` ended with status \(outcome.status): \(outcome.errors)")
    }
    return outcome.output
  }

  /// What `ip` says of all links, addresses and routes, here and in each named namespace.
  public func state() throws -> String {
    try run(
      """
      for n in '' $(ls /run/netns); do
        for what in link addr '-4 route show table all' '-6 route show table all'; do
          ip ${n:+-n $n} -d $what
        done
      done
      """)
  }

  /// Where the programs of this package were built.
  public static var products: String {
    let test = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let own = URL(fileURLWithPath: test).deletingLastPathComponent().path
    let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? ""
    return FileManager.default.isExecutableFile(atPath: "\(own)/cnet")
      ? own : URL(fileURLWithPath: bundle).deletingLastPathComponent().path
  }

  /// Whether somebody without rights can make namespaces here, and reach `cnet`.
  public static let nobodyMayRun: Bool = {
    guard let sandbox = try? Sandbox(.nobody), let outcome = try? sandbox.attempt("cnet --version")
    else { return false }
    return outcome.status == 0
  }()
}

public struct SandboxFailure: Error, CustomStringConvertible {
  public var description: String
}

/// A JSON text with its keys in order, for comparison: `1` and `true` stay different.
public func canonicalJSON(_ text: String) throws -> String {
  let value = try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
  let data = try JSONSerialization.data(
    withJSONObject: value, options: [.sortedKeys, .prettyPrinted, .fragmentsAllowed])
  return String(decoding: data, as: UTF8.self)
}
