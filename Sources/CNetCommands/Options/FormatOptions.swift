internal import ArgumentParser

/// What verbs that print something take.
struct FormatOptions: ParsableArguments {
  @Flag(help: "Print JSON, as ip -j -d does.")
  var json = false
}

extension FormatOptions: PlainlyReadable {
  mutating func read(_ words: inout WordReader) throws {
    json = words.flag("--json")
  }
}
