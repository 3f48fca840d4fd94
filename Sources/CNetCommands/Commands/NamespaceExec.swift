internal import ArgumentParser
internal import ContainerNetwork
internal import Netlink
internal import NetworkNamespace

struct NamespaceExec: NetworkCommand {
  static let configuration = CommandConfiguration(
    commandName: "exec", abstract: "Run a command inside a namespace.",
    discussion: """
      All that follows NS is the command and its arguments. It sees the namespace's /sys, and \
      the files of /etc/netns/NAME over those of /etc. The exit status is the command's: 127 when it \
      is not found, 126 when it cannot be run.
      """)

  @Argument(help: ArgumentHelp("The namespace.", valueName: "ns"))
  var reference: NamespaceReference

  @Argument(parsing: .captureForPassthrough, help: "The command, and its arguments.")
  var command: [String]

  @OptionGroup var common: CommonOptions

  static var passesArgumentsThrough: Bool { true }

  func validate() throws {
    if command.isEmpty { throw ValidationError("which command is not said") }
  }

  func execute(_ plumber: Plumber, _ output: Output) throws {
    let namespace = try reference.open()
    var name: String?
    if case .name(let text) = reference { name = text }
    output.flush()
    for failure in try namespace.enterProcess(name: name) { output.failure(failure) }
    do throws(NetlinkError) {
      try NetworkNamespace.execute(command)
    } catch {
      output.failure(error.description)
      throw ExitCode(error.errno == .noSuchFileOrDirectory ? 127 : 126)
    }
  }
}
