internal import ArgumentParser
internal import ContainerNetwork
internal import Netlink
internal import OCI

/// The hook by way of the argument parser: for its help, and with the options of every verb. A runtime's
/// call does not come here; see `Sources/cnet/main.swift`.
struct HookCommand: NetworkCommand {
  static let configuration = CommandConfiguration(
    commandName: "hook",
    abstract: "Attach and detach as a hook of an OCI runtime or of LXC.",
    discussion: """
      What the container gets is in its annotations (cnet.IFNAME.OPTION), in a file, or said with \
      --set. Without any of these nothing is done. See cnet-hook(7).
      """)

  @Option(help: ArgumentHelp("The file with the attachments.", valueName: "file"))
  var config: String?

  @Option(
    help: ArgumentHelp("Like the annotation cnet.IFNAME.OPTION.", valueName: "ifname.option=value"))
  var set: [String] = []

  /// LXC's.
  @Argument(help: .hidden)
  var words: [String] = []

  @OptionGroup var common: CommonOptions

  func execute(_ plumber: Plumber, _ output: Output) throws {
    let status = Hook.run(HookOptions(config: config, settings: set, words: words)) {
      () throws(NetlinkError) in plumber
    }
    if status != 0 { throw ExitCode(status) }
  }
}
