internal import ArgumentParser
internal import ContainerNetwork
internal import Netlink
internal import NetworkNamespace
internal import RouteNetlink

struct NamespaceShow: NetworkCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show what a namespace is, who holds it, and its links.")

  @Argument(help: ArgumentHelp("The namespace.", valueName: "ns"))
  var reference: NamespaceReference

  @OptionGroup var format: FormatOptions
  @OptionGroup var common: CommonOptions

  func execute(_ plumber: Plumber, _ output: Output) throws {
    let target = try plumber.connect(to: reference)
    let identity = target.namespace.identity
    let holders = try target.namespace.holders()
    let id = try plumber.home.socket.namespaceID(of: target.namespace.fileDescriptor)
    if format.json {
      let links = try LinkDump.all(.init(), target)
      var json = JSONWriter(output)
      json.beginArray()
      json.beginObject()
      json.field("device", identity.device)
      json.field("inode", identity.inode)
      if let id { json.field("id", id) }
      json.begin(array: "names")
      for name in holders.names { json.value(text: name) }
      json.endArray()
      json.begin(array: "pids")
      for pid in holders.pids { json.value(pid) }
      json.endArray()
      json.field("hidden_processes", holders.hiddenProcesses)
      json.name("links")
      try LinkJSON.write(links, target, to: &json)
      json.endObject()
      json.endArray()
      json.finish()
      return
    }
    output.line("identity   device \(identity.device) inode \(identity.inode)")
    if let id { output.line("id         \(id)") }
    output.line("names      \(holders.names.map(\.printable).joined(separator: " "))")
    output.line("processes  \(holders.pids.map { "\($0)" }.joined(separator: " "))")
    if holders.hiddenProcesses > 0 {
      output.line(
        "hidden     \(counted(holders.hiddenProcesses, "process", "processes")) may not be looked into"
      )
    }
    output.line("")
    var table = Table("INDEX", "LINK", "KIND", "STATE", "ADDRESS")
    for link in try target.socket.links() {
      table.add(
        Table.Cell("\(link.index)"), Table.Cell(link.name, .cyan), Table.Cell(link.kind ?? ""),
        Table.Cell(link.flags.contains(.up) ? "up" : "down"),
        Table.Cell(link.address?.description ?? ""))
    }
    table.print(to: output)
  }
}
