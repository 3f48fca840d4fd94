internal import ArgumentParser

struct NamespaceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "netns", abstract: "Network namespaces.",
    subcommands: [
      NamespaceAdd.self, NamespaceDelete.self, NamespaceList.self, NamespaceShow.self,
      NamespaceExec.self,
    ])
}
