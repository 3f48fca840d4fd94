import Foundation
import TestSupport

/// Where things are: the package, and what was built from it.
enum Project {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static let releaseBinary = root.appending(path: ".build/release/cnet").path
  static let completions = root.appending(path: ".build/completions").path

  /// Where `make test` builds the packages in `Examples`.
  static let examples = root.appending(path: ".build/examples/debug").path

  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  /// Runs a script with `bash -e`, with the tests' own `cnet` first on the `PATH`.
  ///
  /// - Parameter isolated: in namespaces of its own. See `Scripts/isolated`.
  static func run(_ script: String, isolated: Bool = false) throws -> Outcome {
    let isolation = isolated ? quoted(root.appending(path: "Scripts/isolated").path) : ""
    let result = CommandResult(
      running: """
        cd \(quoted(root.path)) && PATH=\(quoted(Sandbox.products)):$PATH:/usr/sbin:/sbin \
          \(isolation) bash -e -o pipefail -c \(quoted(script)) 2>&1 </dev/null
        """)
    return Outcome(status: result.status, output: result.output)
  }

  private static func quoted(_ text: String) -> String {
    "'\(text.replacingOccurrences(of: "'", with: "'\\''"))'"
  }

  struct Outcome: CustomStringConvertible {
    var status: Int32
    /// Standard output and standard error.
    var output: String

    var lines: [String] { output.split(separator: "\n").map(String.init) }
    var description: String { "status \(status)\n\(output)" }
  }
}
