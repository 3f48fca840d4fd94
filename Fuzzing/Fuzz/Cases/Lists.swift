import AttachmentConfiguration
@testable import CNetCommands
import Netlink
import RouteNetlink

extension Case {
  /// What the lists print of the kernel's answers: JSON that can be read, and text, both without
  /// control characters.
  static let lists = Case("lists", seeds: "netlink") { bytes in
    var names = LinkNames()
    var walk = Messages(bytes)
    while let message = try? walk.next() {
      if message.type == RTM.newlink { names.insert(try LinkNames.Entry(message)) }
    }
    let connection = unsafe silentConnection
    var links = LinkJSON(names, connection)
    var routes = RouteJSON(resolver: links.resolver, showsTable: true)
    var neighbors = NeighborJSON(resolver: links.resolver, showsLink: true)
    var texts: [Link] = []
    let output = Output(descriptor: file.descriptor)
    _ = file.take()
    var json = JSONWriter(output)
    json.beginArray()
    walk = Messages(bytes)
    while let message = try? walk.next() {
      switch message.type {
      case RTM.newlink:
        // Which ends the command.
        try links.write(message, to: &json)
        if let link = try? Link(message) { texts.append(link) }
      case RTM.newaddr: if let address = try? Address(message) { json.value(address) }
      case RTM.newroute: if let route = try? Route(message) { routes.write(route, to: &json) }
      case RTM.newneigh:
        if let neighbor = try? Neighbor(message) { neighbors.write(neighbor, to: &json) }
      default: break
      }
    }
    json.endArray()
    json.finish()
    let printed = file.take()
    expectPrintable(String(decoding: printed.dropLast(), as: UTF8.self))
    _ = mustSucceed("read \(String(decoding: printed, as: UTF8.self))") {
      try JSONValue(parsing: printed, "it")
    }

    LinkText.table(texts, connection, to: output)
    for link in texts { LinkText(connection).block(link, to: output) }
    output.flush()
    for line in file.take().split(separator: UInt8(ascii: "\n")) {
      expectPrintable(String(decoding: line, as: UTF8.self))
    }
  }

  private static let file = MemoryFile()
}
