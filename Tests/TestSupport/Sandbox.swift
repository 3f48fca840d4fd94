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

  private let holder: Subprocess
  private let enter: [String]

  public init(_ user: User = .current) throws {
    let isRoot = geteuid() == 0
    let isPlain = user == .current && isRoot
    let become =
      user == .nobody && isRoot
      ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : []
    // Without duplicate address detection, so that the state stands still between two looks at it.
    let inside = """
      mount -t tmpfs tmpfs /run && mkdir /run/netns
      for of in all default; do echo 0 >/proc/sys/net/ipv6/conf/$of/accept_dad; done
      echo ready && exec cat
      """
    let words = become + ["unshare", isPlain ? "-nm" : "-Urnm", "sh", "-c", inside]
    let user = isPlain ? [] : ["-U", "--preserve-credentials"]
    enter = become + ["nsenter"] + user + ["-n", "-m"]
    // When the tests end, however they do, so does what keeps the namespaces.
    holder = try Subprocess(words, keepsInput: true)
    guard holder.readSome() == "ready\n" else {
      holder.closeInput()
      throw SandboxFailure(
        description: "no namespaces: `\(words.joined(separator: " "))`: \(holder.wait().errors)")
    }
  }

  deinit {
    kill(holder.pid, SIGKILL)
    _ = holder.wait()
  }

  public typealias Outcome = Subprocess.Outcome

  /// Runs a shell script inside and waits.
  public func attempt(_ script: String) throws -> Outcome {
    var environment = ProcessInfo.processInfo.environment
    environment["PATH"] = "\(Self.products):/usr/sbin:/usr/bin:/sbin:/bin"
    return try Subprocess(
      enter + ["-t", "\(holder.pid)", "sh", "-c", script], environment: environment
    ).wait()
  }

  /// The same, and fails unless the script ends with status 0.
  @discardableResult
  public func run(_ script: String) throws -> String {
    let outcome = try attempt("set -e\n" + script)
    guard outcome.status == 0 else {
      throw SandboxFailure(
        description:
          "`\(script)` ended with status \(outcome.status): \(outcome.errors)\(outcome.output)")
    }
    return outcome.output
  }

  /// What `ip` says of all links, addresses and routes, here and in each named namespace, once
  /// that stands still: the kernel goes on for a while after what it was told to do (IPv6).
  /// Without what follows from a carrier, which it looks at once a second.
  public func state() throws -> String {
    let look = """
      for n in '' $(ls /run/netns); do
        printf '%s\\n' link addr 'route show table all' | ip ${n:+-n $n} -d -batch -
      done | sed -e 's/ state [A-Z]* / /' -e 's/,LOWER_UP//' -e 's/NO-CARRIER,//' -e 's/ linkdown//'
      """
    var last = try run(look)
    for _ in 0..<20 {
      let next = try run("sleep 0.1; \(look)")
      if next == last { break }
      last = next
    }
    return last
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

  public init(description: String) { self.description = description }
}

/// A JSON text with its keys in order, for comparison: `1` and `true` stay different.
public func canonicalJSON(_ text: String) throws -> String {
  let value = try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
  let data = try JSONSerialization.data(
    withJSONObject: value, options: [.sortedKeys, .prettyPrinted, .fragmentsAllowed])
  return String(decoding: data, as: UTF8.self)
}
