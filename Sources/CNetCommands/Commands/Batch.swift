internal import ArgumentParser
internal import ContainerNetwork
internal import Netlink
internal import SystemCalls

struct BatchCommand: NetworkCommand {
  static let configuration = CommandConfiguration(
    commandName: "batch",
    abstract: "Run many commands in one process.",
    discussion: """
      One command a line, without the word cnet, from FILE or standard input. Quoting is as in a \
      shell, # starts a comment, -n NS holds for its line. The first failure ends it.
      """)

  @Argument(help: "The file with the commands; standard input without one.")
  var file: String?

  @Flag(help: "Go on after a failure; the exit status is that of the first.")
  var keepGoing = false

  @Flag(help: "Undo everything when a line fails. What cannot be undone must come last.")
  var atomic = false

  @OptionGroup var change: ChangeOptions
  @OptionGroup var common: CommonOptions

  var isDryRun: Bool { change.dryRun }

  func validate() throws {
    if keepGoing, atomic {
      throw ValidationError("--keep-going and --atomic exclude each other")
    }
  }

  func execute(_ plumber: Plumber, _ output: Output) throws {
    var descriptor: Int32 = 0
    if let file {
      descriptor = try NetlinkError.naming("open \(file)") { () throws(Errno) in
        try openForReading(file)
      }
    }
    defer { if descriptor != 0 { Files.close(descriptor) } }
    let run = BatchRun(
      plumber, output, BatchReader(descriptor: descriptor), file: file, keepGoing: keepGoing)
    try atomic ? run.runAtomically() : run.run()
  }
}
