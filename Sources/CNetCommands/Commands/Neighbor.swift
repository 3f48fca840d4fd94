internal import ArgumentParser

struct NeighborCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "neighbor", abstract: "Which link-layer addresses IP addresses have.",
    subcommands: [NeighborList.self])
}
