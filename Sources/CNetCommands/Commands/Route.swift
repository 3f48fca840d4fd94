internal import ArgumentParser

struct RouteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "route", abstract: "IP routes.",
    subcommands: [RouteAdd.self, RouteDelete.self, RouteList.self])
}
