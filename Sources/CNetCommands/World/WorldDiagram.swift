internal import ContainerNetwork
internal import NetworkNamespace
internal import NetworkWorld
internal import RouteNetlink

/// Draws namespaces as boxes with their links inside, and lines between those that belong together.
struct WorldDiagram {
  /// A line between two links; each is drawn once.
  private struct Edge {
    var from: LinkPlace
    var to: LinkPlace
    var isPair: Bool
  }

  /// The pairs, and the sub-interfaces with their parents, from the namespace listed first to that
  /// listed later, so that the one at home comes to stand at the side.
  private static func edges(_ world: World) -> [Edge] {
    let order = Dictionary(
      world.namespaces.enumerated().map { ($1.identity, $0) }, uniquingKeysWith: { $1 })
    func position(_ place: LinkPlace) -> (Int, Int32) {
      (order[place.namespace] ?? 0, place.index)
    }
    return world.namespaces.flatMap(\.interfaces).compactMap { interface in
      guard case .link(let other) = interface.other, world[other] != nil else { return nil }
      let isForward = position(interface.place) < position(other)
      // Of a pair, both ends tell.
      if interface.isPair, !isForward { return nil }
      return isForward
        ? Edge(from: interface.place, to: other, isPair: interface.isPair)
        : Edge(from: other, to: interface.place, isPair: false)
    }
  }

  private static func title(_ namespace: World.Namespace, _ world: World) -> [String] {
    var lines = [world.label(namespace.identity)]
    lines += namespace.owners.map { owner in
      switch owner {
      case .container(let id): "container \(id.prefix(12))"
      case .hostname(let name): "host name \(name)"
      case .attachment(let owner): "attachment \(owner.container)/\(owner.interface)"
      }
    }
    return lines
  }

  private static func description(_ interface: World.Interface, _ world: World) -> String {
    var words = [interface.link.kindWord ?? "device"]
    if let master = interface.master { words.append("port of \(world.label(master))") }
    if case .link(let other) = interface.other, other.namespace == interface.place.namespace {
      words.append((interface.isPair ? "peer " : "on ") + world.label(other))
    }
    if case .hidden = interface.other { words.append("other end not found") }
    return words.joined(separator: ", ")
  }

  // MARK: Graphviz

  /// In the language of Graphviz: a table a namespace, a row a link.
  static func dot(_ world: World) -> String {
    var text = """
      graph cnet {
        graph [rankdir=LR, ranksep=1.2, nodesep=0.4, fontname="monospace"]
        node [shape=plain, fontname="monospace", fontsize=11]
        edge [penwidth=1.4, color="#3b6ea5"]

      """
    for namespace in world.namespaces {
      text += "  n\(namespace.identity.inode) [label=<\n"
      text += "    <table border=\"1\" cellborder=\"0\" cellspacing=\"0\" cellpadding=\"4\""
      text += " color=\"#444444\">\n"
      let background = namespace.identity == world.home ? "#cfe3f7" : "#e8e8e8"
      for (number, line) in title(namespace, world).enumerated() {
        let shown = number == 0 ? "<b>\(line.markup)</b>" : line.markup
        text += "      <tr><td colspan=\"4\" bgcolor=\"\(background)\">\(shown)</td></tr>\n"
      }
      for interface in namespace.interfaces {
        let cells = [
          interface.link.name, interface.link.stateCell.text, description(interface, world),
          interface.addresses.map(\.prefix.description).joined(separator: " "),
        ]
        text += "      <tr>"
        for (number, cell) in cells.enumerated() {
          var attributes = " align=\"left\""
          if number == 0 { attributes += " port=\"w\(interface.place.index)\"" }
          if number == 1 { attributes += " bgcolor=\"\(colour(interface.link))\"" }
          if number == 3 { attributes += " port=\"e\(interface.place.index)\"" }
          text += "<td\(attributes)>\(cell.markup)</td>"
        }
        text += "</tr>\n"
      }
      text += "    </table>>]\n"
    }
    // Inside a table there are words for it.
    for edge in edges(world) where edge.from.namespace != edge.to.namespace {
      text += "  n\(edge.from.namespace.inode):e\(edge.from.index):e"
      text += " -- n\(edge.to.namespace.inode):w\(edge.to.index):w"
      text += edge.isPair ? "\n" : " [style=dashed]\n"
    }
    return text + "}\n"
  }

  private static func colour(_ link: Link) -> String {
    switch link.stateCell.colour {
    case .green: "#d5f0d5"
    case .yellow: "#fbeebc"
    default: "#f6d0d0"
    }
  }

  // MARK: Mermaid

  static func mermaid(_ world: World) -> String {
    var text = "flowchart LR\n"
    func node(_ place: LinkPlace) -> String { "n\(place.namespace.inode)_\(place.index)" }
    for namespace in world.namespaces {
      let heading = title(namespace, world).map(\.mermaid).joined(separator: "<br/>")
      text += "  subgraph n\(namespace.identity.inode)[\"\(heading)\"]\n"
      for interface in namespace.interfaces {
        let lines =
          [interface.link.name, description(interface, world), interface.link.stateCell.text]
          + interface.addresses.map(\.prefix.description)
        text +=
          "    \(node(interface.place))[\"\(lines.map(\.mermaid).joined(separator: "<br/>"))\"]\n"
      }
      text += "  end\n"
    }
    for edge in edges(world) {
      text += "  \(node(edge.from)) \(edge.isPair ? "---" : "-.-") \(node(edge.to))\n"
    }
    for interface in world.namespaces.flatMap(\.interfaces) {
      guard let master = interface.master, world[master] != nil else { continue }
      text += "  \(node(master)) === \(node(interface.place))\n"
    }
    return text
  }
}

extension String {
  /// For the HTML-like labels of Graphviz, where a space keeps an empty cell its height.
  fileprivate var markup: String {
    isEmpty ? " " : printable.escaped { "&#\($0.value);" }
  }

  /// For quoted text of Mermaid, whose entities begin with `#`.
  fileprivate var mermaid: String { printable.escaped { "#\($0.value);" } }

  private func escaped(_ entity: (Unicode.Scalar) -> String) -> String {
    var result = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "&", "<", ">", "\"", "#", "[", "]", "\\", "`": result += entity(scalar)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
