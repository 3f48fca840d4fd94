internal import CLinux
internal import CNI
internal import CNetCommands
internal import OCI

linux_occupy_standard_descriptors()
linux_share_heap()
guard getuid() == geteuid(), getgid() == getegid() else { exit(CNet.refuseSetID()) }
// Without /proc there are none, not even the program's name, and every command would seem to be
// a call for help.
guard let program = CommandLine.arguments.first else { exit(CNet.refuseWithoutArguments()) }
// A container waits for its plugins and hooks: no argument parser is woken for them.
if let plugin = CNI.name(ofProgram: program) {
  exit(CNI.run(plugin))
}
let arguments = Array(CommandLine.arguments.dropFirst())
exit(Hook.run(arguments) ?? CNet.run(arguments))
