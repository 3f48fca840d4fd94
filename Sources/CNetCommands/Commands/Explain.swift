internal import ArgumentParser
internal import ContainerNetwork
internal import Netlink
internal import NetworkDiagnosis
internal import NetworkNamespace
internal import NetworkWorld
internal import RouteNetlink

struct ExplainCommand: NetworkCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Why packets do not arrive, and what mends it.",
    discussion: """
      Of a link, of a namespace, of the way from one to an address and back, or of all that hangs \
      together with this namespace. The exit status is 1 when there is an error among the findings.
      """)

  @Argument(
    help: ArgumentHelp("A link here, or a namespace.", valueName: "if|ns"),
    completion: .linksAndNamespaces)
  var subject: String?

  @Option(help: ArgumentHelp("Where packets begin.", valueName: "ns"))
  var from: NamespaceReference?

  @Option(help: ArgumentHelp("Where they should arrive.", valueName: "ip"))
  var to: IPAddress?

  @Flag(help: "Also send an echo request, and say what came back.")
  var probe = false

  @OptionGroup var format: FormatOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if from != nil, to == nil { throw ValidationError("--from needs --to") }
    if subject != nil, to != nil {
      throw ValidationError("a link or namespace and --to exclude each other")
    }
    if let to, to.isMulticast || to.isUnspecified {
      throw ValidationError("--to \(to) is nobody's address")
    }
  }

  func execute(_ plumber: Plumber, _ output: Output) throws {
    let home = plumber.home.namespace.identity
    let question = try question(plumber)
    let world = try WorldReader.read(
      from: home, around: question.center ?? home, observe: plumber.observe)
    let scene = Scene(
      question, world, home: home, shell: try NetworkNamespace.current().identity,
      observe: plumber.observe)
    var findings = Diagnosis.findings(scene)
    if probe { findings += try Probe.findings(scene) }
    if format.json {
      var json = JSONWriter(output)
      json.write(findings, isComplete: world.isComplete)
      json.finish()
    } else {
      FindingText.print(findings, isComplete: world.isComplete, to: output)
    }
    world.complain(to: output)
    if findings.contains(where: { $0.severity == .error }) { throw ExitCode(1) }
  }

  private func question(_ plumber: Plumber) throws -> Question {
    if let to {
      return .path(from: try plumber.connect(to: from).namespace.identity, to: to)
    }
    guard let subject else { return .everything }
    let home = plumber.home
    do throws(NetlinkError) {
      let link = try home.socket.link(.name(subject))
      return .link(LinkPlace(namespace: home.namespace.identity, index: link.index))
    } catch {
      guard error.errno == .noSuchDevice || error.errno == .outOfRange else { throw error }
    }
    if let reference = NamespaceReference(subject) {
      do throws(NetlinkError) {
        return .namespace(try reference.open().identity)
      } catch {
        guard case .name = reference, error.errno == .noSuchFileOrDirectory else { throw error }
      }
    }
    throw NetlinkError(
      "explain \(subject)", .noSuchDevice,
      message: "there is no link\(home.suffix) and no namespace "
        + "of that name")
  }
}
