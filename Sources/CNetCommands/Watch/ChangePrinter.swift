internal import NetworkNamespace
internal import NetworkWorld

/// Prints what became different, a line each.
struct ChangePrinter {
  let watcher: Watcher
  let json: Bool
  let output: Output

  func print(_ change: Change) {
    if json { printJSON(change) } else { printText(change) }
  }

  private func printText(_ change: Change) {
    let time = Timestamp.now
    guard let namespace = change.namespace else {
      output.line(
        "\(time.text)  \(Table.Cell("notifications were lost: what changed meanwhile follows", .red).coloured)"
      )
      return
    }
    let label = Table.Cell(change.label ?? watcher.label(namespace), .bold).coloured
    var line = "\(time.text)  \(label)  \(Self.subject(change))"
    switch change.action {
    case .added: line += " added"
    case .deleted: line += " \(Table.Cell("deleted", .red).coloured)"
    case .changed, .lost: break
    }
    let details = change.differences.filter {
      change.action != .added || !Self.details.contains($0.name)
    }.map { difference in
      let name = difference.name.printable
      let to = difference.to?.printable ?? "none"
      if change.action == .added { return "\(name) \(to)" }
      return "\(name) \(difference.from?.printable ?? "none") → \(to)"
    }
    if !details.isEmpty { line += ": \(details.joined(separator: ", "))" }
    if change.isFoundLater { line += " (found later)" }
    output.line(line)
  }

  /// What is not said of a link that is new.
  private static let details: Set = [
    "name", "group", "queue length", "qdisc", "promiscuity", "flags",
  ]

  private static func subject(_ change: Change) -> String {
    func cyan(_ text: String) -> String { Table.Cell(text, .cyan).coloured }
    return switch change.subject {
    case .link(_, let name): "link \(cyan(name))"
    case .address(let prefix, _, let name): "address \(prefix) on \(cyan(name))"
    case .route(let destination): "route \(destination)"
    case .neighbor(let address, _, let name): "neighbor \(address) on \(cyan(name))"
    case .namespace: "namespace"
    case .notifications: "notifications"
    }
  }

  private func printJSON(_ change: Change) {
    var json = JSONWriter(output)
    json.beginObject()
    json.field("time", text: Timestamp.now.iso)
    if let namespace = change.namespace {
      json.field("namespace", text: change.label ?? watcher.label(namespace))
      json.field("inode", namespace.inode)
    }
    switch change.subject {
    case .link(let index, let name):
      json.field("object", "link")
      json.field("ifindex", index)
      json.field("ifname", text: name)
    case .address(let prefix, let index, let name):
      json.field("object", "address")
      json.field("address", text: prefix)
      json.field("ifindex", index)
      json.field("ifname", text: name)
    case .route(let destination):
      json.field("object", "route")
      json.field("dst", text: destination)
    case .neighbor(let address, let index, let name):
      json.field("object", "neighbor")
      json.field("address", text: address)
      json.field("ifindex", index)
      json.field("ifname", text: name)
    case .namespace: json.field("object", "namespace")
    case .notifications: json.field("object", "notifications")
    }
    json.field("action", text: change.action.rawValue)
    json.begin(array: "changes")
    for difference in change.differences {
      json.beginObject()
      json.field("what", text: difference.name)
      if let from = difference.from { json.field("from", text: from) } else { json.null("from") }
      if let to = difference.to { json.field("to", text: to) } else { json.null("to") }
      json.endObject()
    }
    json.endArray()
    if change.isFoundLater { json.field("found_later", true) }
    json.endObject()
    json.finish()
  }
}
