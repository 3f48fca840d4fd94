internal import ArgumentParser

struct LinkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "link", abstract: "Links of every kind.",
    subcommands: [LinkList.self, LinkShow.self, LinkSet.self, LinkMove.self, LinkDelete.self])
}
