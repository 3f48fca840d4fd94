internal import ArgumentParser
internal import CNI
internal import ContainerNetwork
internal import Netlink

struct DetachCommand: NetworkCommand {
  static let configuration = CommandConfiguration(
    commandName: "detach",
    abstract: "Take a container's interfaces away again.",
    discussion: "What is half there, or gone with its namespace, is no error.")

  static let canBeUndone = false

  @Argument(help: "The container's ID.")
  var id: String

  @OptionGroup var common: CommonOptions

  func execute(_ plumber: Plumber, _ output: Output) throws {
    try plumber.detach(id) { (record) throws(NetlinkError) in try CNI.release(record, plumber) }
  }
}

extension DetachCommand: PlainlyReadable {
  mutating func read(_ words: inout WordReader) throws {
    common = try words.group()
    id = try words.word { $0 }
  }
}
