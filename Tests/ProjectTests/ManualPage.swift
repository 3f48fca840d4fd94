import Foundation

/// What a page of the manual says, as far as it can be compared with the command.
struct ManualPage {
  /// One line of what the page is about.
  var summary = ""
  /// The options in the synopsis of each verb: `["link set": ["--up", …]]`.
  var synopsis: [String: Set<String>] = [:]
  /// The names in the synopsis of each verb that are not options.
  var operands: [String: Set<String>] = [:]
  /// The options described in each subsection, and whether they take a value.
  var described: [String: [String: Bool]] = [:]
  /// Every option that is mentioned anywhere.
  var mentioned: Set<String> = []
  /// The commands of the examples, as a shell takes them.
  var examples: [String] = []

  init(_ name: String) throws {
    let command = Project.root.appending(path: "man/\(name).1").path
    let section = Project.exists(command) ? 1 : 7
    let lines = try Project.text("man/\(name).\(section)").split(
      separator: "\n", omittingEmptySubsequences: false
    ).map(String.init)
    var heading = ""
    var subsection = ""
    var verb = ""
    var isLiteral = false
    for line in lines {
      let words = line.split(separator: " ").map(String.init)
      let rest = words.dropFirst().joined(separator: " ")
      switch words.first {
      case ".Nd": summary = rest
      case ".Sh": (heading, subsection) = (rest, "")
      case ".Ss": subsection = rest
      case ".Bd": isLiteral = true
      case ".Ed": isLiteral = false
      default: break
      }
      if isLiteral {
        if heading == "EXAMPLES", words.first != ".Bd" { addExample(line) }
        continue
      }
      guard line.hasPrefix(".") else { continue }
      let options = Self.options(in: words)
      mentioned.formUnion(options)
      if heading == "SYNOPSIS" {
        if words.first == ".Nm" { verb = words.dropFirst(2).joined(separator: " ") }
        synopsis[verb, default: []].formUnion(options)
        if words.first == ".Ar" || words.starts(with: [".Op", "Ar"]) {
          operands[verb, default: []].formUnion(words.dropFirst())
        }
      } else if words.first == ".It" {
        for option in options { described[subsection, default: [:]][option] = words.contains("Ar") }
      }
    }
  }

  /// `Fl n` and `Fl -netns` among the words of a macro line.
  private static func options(in words: [String]) -> [String] {
    zip(words, words.dropFirst()).filter { $0.0.hasSuffix("Fl") && $0.0.count <= 3 }
      .map { "-\($0.1)" }
  }

  private mutating func addExample(_ line: String) {
    let text = line.replacingOccurrences(of: "\\e", with: "\\")
    if text.hasPrefix("# ") {
      examples.append(String(text.dropFirst(2)))
    } else if !examples.isEmpty {
      // The rest of a command that goes over several lines.
      examples[examples.count - 1] += "\n\(text)"
    }
  }
}
