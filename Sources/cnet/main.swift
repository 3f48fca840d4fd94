internal import CLinux
internal import CNI
internal import CNetCommands

// Container runtimes call the plugins by their own names, and wait for them: no arguments are parsed.
let arguments = CommandLine.arguments
if let plugin = CNI.name(ofProgram: arguments.first ?? "") {
  exit(CNI.run(plugin))
}
exit(CNet.run(Array(arguments.dropFirst())))
