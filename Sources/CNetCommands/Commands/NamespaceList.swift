internal import ArgumentParser
internal import ContainerNetwork
internal import Netlink
internal import NetworkNamespace
internal import RouteNetlink

struct NamespaceList: NetworkCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the named namespaces.",
    discussion: """
      ID is the number that this namespace has given to the other. PROCESSES counts those whose \
      main thread is inside.
      """)

  @OptionGroup var format: FormatOptions
  @OptionGroup var common: CommonOptions

  func execute(_ plumber: Plumber, _ output: Output) throws {
    let names = try NetworkNamespace.names()
    if format.json {
      var json = JSONWriter(output)
      json.beginArray()
      for name in names {
        json.beginObject()
        json.field("name", text: name)
        if let id = plumber.namespaceID(named: name) { json.field("id", id) }
        json.endObject()
      }
      json.endArray()
      json.finish()
      return
    }
    let census = try NamespaceCensus()
    var table = Table("NAME", "ID", "INODE", "PROCESSES")
    for name in names {
      guard let identity = NetworkNamespace.identity(named: name) else {
        table.add(Table.Cell(name, .red), "", Table.Cell("not mounted", .red))
        continue
      }
      let holders = census[identity]
      table.add(
        Table.Cell(name, .cyan), Table.Cell(plumber.namespaceID(named: name).map { "\($0)" } ?? ""),
        Table.Cell("\(identity.inode)"), Table.Cell("\(holders.pids.count)"))
    }
    table.print(to: output)
    if census.hiddenProcesses > 0, !names.isEmpty {
      output.complain(
        "\(counted(census.hiddenProcesses, "process", "processes")) may not be looked into")
    }
  }
}

extension NamespaceList: PlainlyReadable {
  mutating func read(_ words: inout WordReader) throws {
    format = try words.group()
    common = try words.group()
  }
}

extension Plumber {
  /// The number that the namespace at home has for a named one; nil when it has none.
  fileprivate func namespaceID(named name: String) -> Int32? {
    guard let namespace = try? NetworkNamespace(named: name) else { return nil }
    return (try? home.socket.namespaceID(of: namespace.fileDescriptor)) ?? nil
  }
}
