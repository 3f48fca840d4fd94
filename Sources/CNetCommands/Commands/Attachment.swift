internal import ArgumentParser
internal import ContainerNetwork

struct AttachmentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attachment", abstract: "What is attached.",
    subcommands: [AttachmentList.self])
}

struct AttachmentList: NetworkCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List attachments.")

  @OptionGroup var common: CommonOptions

  func execute(_ plumber: Plumber, _ output: Output) throws {
    for record in try AttachmentStore().records() {
      output.line(
        [
          record.owner.container, record.owner.interface, record.kind, record.phase.rawValue,
          record.hostLink ?? "-", record.namespacePath,
        ].map(\.escaped).joined(separator: " "))
    }
  }
}
