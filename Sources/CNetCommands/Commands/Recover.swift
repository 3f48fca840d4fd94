internal import ArgumentParser
internal import ContainerNetwork

struct RecoverCommand: NetworkCommand {
  static let configuration = CommandConfiguration(
    commandName: "recover",
    abstract: "Undo attachments that were cut short, and those of namespaces that are gone.")

  static let canBeUndone = false

  @OptionGroup var common: CommonOptions

  func execute(_ plumber: Plumber, _ output: Output) throws {
    for owner in try plumber.recover() {
      output.line("\(owner.container.escaped) \(owner.interface.escaped)")
    }
  }
}
