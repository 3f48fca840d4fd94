internal import ArgumentParser
internal import ContainerNetwork
internal import NetworkNamespace

struct AttachCommand: NetworkCommand {
  static let configuration = CommandConfiguration(
    commandName: "attach",
    abstract: "Give a container its interfaces, all of them or none.",
    discussion: """
      What is to be made is in a JSON file (--config), or one interface is described by options. \
      Repeating it with the same description changes nothing.
      """)

  @Argument(help: "The container's ID: any text.")
  var id: String

  @Option(help: ArgumentHelp("The container's namespace.", valueName: "ns"))
  var netns: NamespaceReference

  @OptionGroup var attachment: AttachmentOptions
  @OptionGroup var change: ChangeOptions
  @OptionGroup var common: CommonOptions

  var isDryRun: Bool { change.dryRun }

  func validate() throws {
    if attachment.config == nil, attachment.kind == nil {
      throw ValidationError("give either --config FILE or --kind KIND with its options")
    }
  }

  func execute(_ plumber: Plumber, _ output: Output) throws {
    _ = try plumber.attach(id, to: netns, try attachment.attachments())
  }
}

extension AttachCommand: PlainlyReadable {
  mutating func read(_ words: inout WordReader) throws {
    netns = try words.needed("--netns", NamespaceReference.init(argument:))
    attachment = try words.group()
    change = try words.group()
    common = try words.group()
    id = try words.word { $0 }
  }
}
