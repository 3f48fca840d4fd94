internal import ArgumentParser
internal import ContainerNetwork
internal import NetworkNamespace

struct AttachmentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attachment", abstract: "What is attached.",
    subcommands: [AttachmentList.self])
}

struct AttachmentList: NetworkCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List attachments.")

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var common: CommonOptions

  func execute(_ plumber: Plumber, _ output: Output) throws {
    let (records, failure) = try AttachmentStore().readableRecords()
    if json { printJSON(records, output) } else { printTable(records, output) }
    if let failure { throw failure }
  }

  private func printTable(_ records: [AttachmentRecord], _ output: Output) {
    for record in records {
      output.line(
        [
          record.owner.container, record.owner.interface.isEmpty ? "-" : record.owner.interface,
          record.kind, record.phase.rawValue, record.hostLink ?? "-", record.namespacePath,
        ].map(\.escaped).joined(separator: " "))
    }
  }

  private func printJSON(_ records: [AttachmentRecord], _ output: Output) {
    var json = JSONWriter(output)
    json.beginArray()
    for record in records {
      json.beginObject()
      json.field("container", text: record.owner.container)
      json.field("interface", text: record.owner.interface)
      json.field("kind", text: record.kind)
      json.field("phase", text: record.phase.rawValue)
      if let host = record.hostLink { json.field("host", text: host) }
      json.field("namespace", text: record.namespacePath)
      json.field("inode", record.namespace.inode)
      if let label = record.label { json.field("label", text: label) }
      json.endObject()
    }
    json.endArray()
    json.finish()
  }
}
