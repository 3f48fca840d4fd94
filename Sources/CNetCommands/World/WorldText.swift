internal import ContainerNetwork
internal import NetworkNamespace
internal import NetworkWorld
internal import RouteNetlink

/// Prints namespaces and what is in them for people.
struct WorldText {
  private let world: World

  /// A link, with the branches of the tree before its name.
  private struct Row {
    var branches: String
    var name: Table.Cell
    var kind = ""
    var state = Table.Cell("")
    var relation = ""
    var addresses = ""
  }

  static func print(_ world: World, to output: Output) {
    let text = WorldText(world: world)
    for (number, namespace) in world.namespaces.enumerated() {
      if number > 0 { output.line("") }
      text.print(namespace, to: output)
    }
  }

  private func print(_ namespace: World.Namespace, to output: Output) {
    var heading = Table.Cell(world.label(namespace.identity), .bold).coloured
    for detail in details(namespace) { heading += "  \(detail.printable)" }
    output.line(heading)
    var rows: [Row] = []
    var shown: Set<LinkPlace> = []
    for interface in namespace.interfaces where home(interface) == nil {
      add(interface, branches: "", to: &rows, &shown)
    }
    // A tunnel may be moved onto a link that stands on it: then they form a circle without a top.
    for interface in namespace.interfaces where !shown.contains(interface.place) {
      add(interface, branches: "", to: &rows, &shown)
    }
    print(rows, to: output)
  }

  /// What is said of a namespace behind its name.
  private func details(_ namespace: World.Namespace) -> [String] {
    let holders = namespace.holders
    var details: [String] = []
    if namespace.identity == world.home { details.append("(here)") }
    if holders.names.count > 1 {
      details.append("also " + holders.names.dropFirst().joined(separator: " "))
    }
    details += namespace.owners.map { owner in
      switch owner {
      case .container(let id): "container \(id.prefix(id.count == 64 ? 12 : 64))"
      case .hostname(let name): "host name \(name)"
      case .attachment(let owner): "attachment \(owner.container)/\(owner.interface)"
      }
    }
    details += Self.holders(holders)
    details.append("\(namespace.identity)")
    return details
  }

  private static func holders(_ holders: NamespaceHolders) -> [String] {
    var details: [String] = []
    func add(_ word: String, _ plural: String, _ items: [String]) {
      guard !items.isEmpty else { return }
      let few = items.prefix(4).joined(separator: " ") + (items.count > 4 ? " …" : "")
      details.append(items.count == 1 ? "\(word) \(few)" : "\(items.count) \(plural): \(few)")
    }
    add("process", "processes", holders.pids.map { "\($0)" })
    add("thread", "threads", holders.threads.map { "\($0.tid)" })
    // What has a name or a process needs no further explanation of why it is there.
    guard holders.names.isEmpty, holders.pids.isEmpty, holders.threads.isEmpty else {
      return details
    }
    add("descriptor", "descriptors", holders.descriptors.map { "\($0.number) of \($0.pid)" })
    add("mount", "mounts", holders.mounts.map(\.path))
    return details
  }

  /// The link of the same namespace below which it is shown: its master, else its parent.
  private func home(_ interface: World.Interface) -> LinkPlace? {
    if let master = interface.master, world[master] != nil { return master }
    guard case .link(let parent) = interface.parent, parent != interface.place,
      parent.namespace == interface.place.namespace, world[parent] != nil
    else { return nil }
    return parent
  }

  private func add(
    _ interface: World.Interface, branches: String, to rows: inout [Row],
    _ shown: inout Set<LinkPlace>
  ) {
    shown.insert(interface.place)
    var row = Row(branches: branches, name: .init(interface.link.name, .cyan))
    row.kind = interface.link.kindWord ?? ""
    row.state = interface.link.stateCell
    row.relation = relation(interface)
    row.addresses = interface.addresses.map(\.prefix.description).joined(separator: " ")
    rows.append(row)
    // What stands deeper is shown by itself.
    guard branches.utf8.count < 256 else { return }
    let below = world.dependents(of: interface.place).filter { $0 != interface.place }
    for (number, place) in below.enumerated() {
      guard let child = world[place] else { continue }
      let isLast = number == below.count - 1
      let stem = Self.continued(branches)
      let next = stem + (isLast ? "└ " : "├ ")
      if home(child) == interface.place, !shown.contains(place) {
        add(child, branches: next, to: &rows, &shown)
      } else {
        var row = Row(branches: next, name: .init(child.link.name))
        row.kind = child.link.kindWord ?? ""
        row.state = child.link.stateCell
        if place.namespace != interface.place.namespace {
          row.relation = "in \(world.label(place.namespace))"
        }
        rows.append(row)
      }
    }
  }

  /// The branches of a line, as those of the lines below it go on.
  private static func continued(_ branches: String) -> String {
    String(branches.map { $0 == "├" ? "│" : $0 == "└" ? " " : $0 })
  }

  private func relation(_ interface: World.Interface) -> String {
    guard let other = interface.other else { return "" }
    switch other {
    case .link(let place):
      let isHere = place.namespace == interface.place.namespace
      // What stands below its parent need not say so.
      if !interface.isPair, isHere, home(interface) == place { return "" }
      return (interface.isPair ? "peer " : "on ") + world.label(place)
        + (isHere ? "" : " in \(world.label(place.namespace))")
    case .hidden(let id, let index):
      return (interface.isPair ? "peer" : "on") + " link \(index) in a namespace that could not be "
        + "found (ID \(id))"
    }
  }

  private func print(_ rows: [Row], to output: Output) {
    func width(_ part: (Row) -> String) -> Int {
      rows.map { part($0).unicodeScalars.count }.max() ?? 0
    }
    let columns: [(width: Int, part: (Row) -> (text: String, shown: String))] = [
      (
        width { $0.branches + $0.name.text },
        { ($0.branches + $0.name.text, $0.branches + $0.name.coloured) }
      ),
      (width(\.kind.printable), { ($0.kind.printable, $0.kind.printable) }),
      (width(\.state.text), { ($0.state.text, $0.state.coloured) }),
      (width(\.relation.printable), { ($0.relation.printable, $0.relation.printable) }),
      (width(\.addresses), { ($0.addresses, $0.addresses) }),
    ]
    for row in rows {
      var line = " "
      var gap = 0
      for column in columns where column.width > 0 {
        let (text, shown) = column.part(row)
        if !text.isEmpty {
          line += String(repeating: " ", count: gap + 1) + shown
          gap = 0
        } else {
          gap += 1
        }
        gap += column.width - text.unicodeScalars.count + 1
      }
      output.line(line)
    }
  }

  /// The other end of a link, a line a property.
  static func print(
    end other: World.Relation, of here: World.Interface, in world: World, to output: Output
  ) {
    let text = WorldText(world: world)
    var lines: [(String, Table.Cell)] = []
    func add(_ heading: String, _ value: String) {
      if !value.isEmpty { lines.append((heading, .init(value))) }
    }
    let role = here.isPair ? "peer" : "parent"
    switch other {
    case .link(let place):
      lines.append((role, .init(world.label(place), .cyan)))
      add("index", "\(place.index)")
      add("namespace", world.label(place.namespace))
      if let namespace = world[place.namespace] {
        add("", text.details(namespace).joined(separator: "  "))
      }
      if let interface = world[place] {
        add("kind", interface.link.kindWord ?? "")
        lines.append(("state", interface.link.stateCell))
        add("MAC", interface.link.address?.description ?? "")
        add("addresses", interface.addresses.map(\.prefix.description).joined(separator: " "))
        add("master", interface.master.map { world.label($0) } ?? "")
      }
    case .hidden(let id, let index):
      add(role, "link \(index)")
      add("namespace", "ID \(id), which could not be found")
    }
    let width = lines.map(\.0.utf8.count).max() ?? 0
    for (heading, value) in lines {
      let space = String(repeating: " ", count: width - heading.utf8.count + 2)
      output.line("\(heading)\(space)\(value.coloured)")
    }
  }
}

extension World {
  /// A namespace in a few words that the command line takes, too.
  func label(_ identity: NamespaceIdentity) -> String {
    self[identity]?.reference ?? "\(identity)"
  }

  /// The link's name.
  func label(_ place: LinkPlace) -> String { self[place]?.link.name ?? "link \(place.index)" }
}
