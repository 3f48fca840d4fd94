internal import CLinux
internal import CNI
internal import CNetCommands
internal import OCI

// A container waits for its plugins and hooks: no argument parser is woken for them.
if let plugin = CNI.name(ofProgram: CommandLine.arguments.first ?? "") {
  exit(CNI.run(plugin))
}
let arguments = Array(CommandLine.arguments.dropFirst())
exit(Hook.run(arguments) ?? CNet.run(arguments))
