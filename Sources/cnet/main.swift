internal import CLinux
internal import CNetCommands

exit(CNet.run(Array(CommandLine.arguments.dropFirst())))
