internal import ArgumentParser
internal import ContainerNetwork

struct PodCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pod", abstract: "Namespaces that several containers share.",
    subcommands: [PodAdd.self, PodDelete.self])
}

struct PodAdd: NetworkCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Make a namespace that outlives the containers in it, with its interfaces.",
    discussion: """
      Its path is /run/netns/NAME. The loopback is up. Repeating it with the same description \
      changes nothing.
      """)

  @Argument(help: "The name of the pod and its namespace.")
  var pod: String

  @OptionGroup var attachment: AttachmentOptions
  @OptionGroup var common: CommonOptions

  func execute(_ plumber: Plumber, _ output: Output) throws {
    try plumber.addPod(pod, try attachment.attachments())
  }
}

struct PodDelete: NetworkCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete",
    abstract: "Take a pod's interfaces and its name away.",
    discussion: "What is half there, or gone, is no error.")

  static let canBeUndone = false

  @Argument(help: "The name of the pod.")
  var pod: String

  @OptionGroup var common: CommonOptions

  func execute(_ plumber: Plumber, _ output: Output) throws {
    try plumber.deletePod(pod)
  }
}
