internal import ArgumentParser
internal import ContainerNetwork
internal import RouteNetlink

struct LinkList: NetworkCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "List links.")

  @OptionGroup var common: CommonOptions

  func execute(_ plumber: Plumber, _ output: Output) throws {
    for link in try plumber.home.socket.links() {
      output.line("\(link.index) \(link.name) \(link.kind ?? "")")
    }
  }
}
