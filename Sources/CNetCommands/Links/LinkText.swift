internal import ContainerNetwork
internal import Netlink
internal import NetworkWorld
internal import RouteNetlink

/// Prints links for people.
struct LinkText {
  private var names: [Int32: String] = [:]
  private let connection: Plumber.Connection

  init(_ connection: Plumber.Connection) { self.connection = connection }

  /// One line a link.
  static func table(_ links: [Link], _ connection: Plumber.Connection, to output: Output) {
    var text = LinkText(connection)
    for link in links { text.names[link.index] = link.name }
    var table = Table(
      "INDEX", "NAME", "KIND", "STATE", "MTU", "MAC", "LINK", "MASTER", "NSID")
    for link in links {
      table.add(
        "\(link.index)", .init(link.name, .cyan), .init(link.kind ?? ""), link.stateCell,
        "\(link.mtu.map { "\($0)" } ?? "")", "\(link.address?.description ?? "")",
        .init(text.lower(link)), .init(link.master.map { text.name($0) } ?? ""),
        "\(link.parentNamespaceID.map { "\($0)" } ?? "")")
    }
    table.print(to: output)
  }

  /// A block of lines, each with a heading.
  func block(_ link: Link, to output: Output) {
    var text = self
    var lines: [(String, Table.Cell)] = []
    func add(_ heading: String, _ value: String?) {
      if let value, !value.isEmpty { lines.append((heading, .init(value))) }
    }
    add("index", "\(link.index)")
    add("kind", link.kind)
    lines.append(("state", link.stateCell))
    add("flags", text.flags(link))
    if let mtu = link.mtu {
      let least = link.minimumMTU ?? 0
      let most = link.maximumMTU ?? 0
      add("MTU", "\(mtu)" + (most > 0 ? " (\(least) to \(most))" : ""))
    }
    add("MAC", link.address?.description)
    if link.permanentAddress != link.address {
      add("permanent", link.permanentAddress?.description)
    }
    add(link.isPairEnd ? "peer" : "parent", text.lower(link))
    add("namespace", link.parentNamespaceID.map { "ID \($0)" })
    add("master", link.master.map { text.name($0) })
    add("alias", link.alias)
    add("altnames", link.alternativeNames.joined(separator: " "))
    add("group", link.group.map { $0 == 0 ? "default" : NumberNames.linkGroups[$0] })
    add("qdisc", link.queueingDiscipline)
    add(
      "queues",
      "\(link.transmitQueues ?? 0) transmit, \(link.receiveQueues ?? 0) receive, "
        + "length \(link.transmitQueueLength ?? 0)")
    if let counters = link.statistics {
      add(
        "received",
        "\(counted(counters.receivedPackets, "packet")), \(counted(counters.receivedBytes, "byte")), "
          + "\(counted(counters.receiveErrors, "error")), \(counters.receiveDropped) dropped")
      add(
        "sent",
        "\(counted(counters.sentPackets, "packet")), \(counted(counters.sentBytes, "byte")), "
          + "\(counted(counters.sendErrors, "error")), \(counters.sendDropped) dropped")
    }
    output.line(Table.Cell(link.name, .cyan).coloured)
    let width = lines.map(\.0.utf8.count).max() ?? 0
    for (heading, value) in lines {
      let space = String(repeating: " ", count: width - heading.utf8.count + 2)
      output.line("  \(heading)\(space)\(value.coloured)")
    }
  }

  private func flags(_ link: Link) -> String {
    let named: [(LinkFlags, String)] = [
      (.loopback, "loopback"), (.broadcast, "broadcast"), (.pointToPoint, "point-to-point"),
      (.multicast, "multicast"), (.noARP, "no ARP"), (.promiscuous, "promiscuous"),
      (.allMulticast, "all multicast"), (.lowerUp, "carrier"),
    ]
    var text = ""
    for (flag, name) in named where link.flags.contains(flag) {
      text += text.isEmpty ? name : ", \(name)"
    }
    return text
  }

  /// The parent's or the peer's name, and in another namespace its index.
  private mutating func lower(_ link: Link) -> String {
    guard let parent = link.parent, parent != 0 else { return "" }
    return link.parentNamespaceID == nil ? name(parent) : "if\(parent)"
  }

  private mutating func name(_ index: Int32) -> String {
    if let known = names[index] { return known }
    let name = (try? connection.socket.link(.index(index)).name) ?? "if\(index)"
    names[index] = name
    return name
  }
}

extension Link {
  /// Whether it works, in a word.
  var stateCell: Table.Cell {
    switch stateWord {
    case "up": .init(stateWord, .green)
    case "down", "not present": .init(stateWord, .red)
    default: .init(stateWord, .yellow)
    }
  }
}
