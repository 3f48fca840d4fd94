internal import ArgumentParser
internal import ContainerNetwork
internal import NetworkNamespace
internal import NetworkWorld

struct TreeCommand: NetworkCommand {
  static let configuration = CommandConfiguration(
    commandName: "tree",
    abstract: "All namespaces, who holds them, and how their links hang together.",
    discussion: """
      The peer of each veth, the parent of each sub-interface and the ports of each bridge are \
      found across namespaces. An SVG is drawn by Graphviz.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, dot, svg, mermaid
  }

  @Option(help: ArgumentHelp("text, json, dot, svg or mermaid.", valueName: "format"))
  var format: Format?

  @Flag(help: "The same as --format json.")
  var json = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if json, let format, format != .json {
      throw ValidationError("--json and --format \(format) exclude each other")
    }
  }

  func execute(_ plumber: Plumber, _ output: Output) throws {
    let world = try WorldReader.read(
      from: plumber.home.namespace.identity, observe: plumber.observe)
    switch json ? .json : format ?? .text {
    case .text: WorldText.print(world, to: output)
    case .json:
      var writer = JSONWriter(output)
      writer.write(world)
      writer.finish()
    case .dot: output.write(WorldDiagram.dot(world).utf8)
    case .svg: output.write(try Graphviz.draw(WorldDiagram.dot(world)))
    case .mermaid: output.write(WorldDiagram.mermaid(world).utf8)
    }
    world.complain(to: output)
  }
}

extension World {
  /// Whether nothing is lacking.
  var isComplete: Bool {
    hiddenProcesses == 0 && hiddenRelations == 0 && isConsistent
      && namespaces.allSatisfy { $0.refusal == nil }
  }

  /// Says what it lacks.
  func complain(to output: Output) {
    if hiddenProcesses > 0 {
      output.complain(
        "\(counted(hiddenProcesses, "process", "processes")) may not be looked into")
    }
    for namespace in namespaces {
      guard let refusal = namespace.refusal else { continue }
      output.complain("the links of \(namespace.reference) are not known: \(refusal)")
    }
    if hiddenRelations > 0 {
      output.complain(
        "\(counted(hiddenRelations, "link leads to a namespace", "links lead to namespaces")) "
          + "that could not be found")
    }
    if !isConsistent {
      output.complain(
        "something changed during each of \(WorldReader.attempts) attempts to look: parts may be "
          + "older than others")
    }
  }
}
