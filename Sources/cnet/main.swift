internal import CLinux
internal import CNetCommands
internal import OCI

let arguments = Array(CommandLine.arguments.dropFirst())
// A container waits for its hook: no argument parser is woken for it.
exit(Hook.run(arguments) ?? CNet.run(arguments))
