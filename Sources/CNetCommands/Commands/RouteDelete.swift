internal import ArgumentParser
internal import ContainerNetwork
internal import RouteNetlink

struct RouteDelete: NetworkCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Delete a route.",
    discussion: "Of several that have all that is said, the first goes.")

  @OptionGroup var route: RouteOptions
  @OptionGroup var change: ChangeOptions
  @OptionGroup var common: CommonOptions

  var isDryRun: Bool { change.dryRun }

  func execute(_ plumber: Plumber, _ output: Output) throws {
    try plumber.deleteRoute(try route.route(plumber, "delete"))
  }
}

extension RouteDelete: PlainlyReadable {
  mutating func read(_ words: inout WordReader) throws {
    change = try words.group()
    common = try words.group()
    route = try words.group()
  }
}
