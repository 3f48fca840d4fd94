internal import ArgumentParser
internal import CNI
internal import ContainerNetwork
internal import Netlink

struct RecoverCommand: NetworkCommand {
  static let configuration = CommandConfiguration(
    commandName: "recover",
    abstract: "Undo attachments that were cut short, and those of namespaces that are gone.")

  static let canBeUndone = false

  @OptionGroup var common: CommonOptions

  func execute(_ plumber: Plumber, _ output: Output) throws {
    let recovered = try plumber.recover { (record) throws(NetlinkError) in
      try CNI.release(record, plumber)
    }
    for owner in recovered {
      output.line("\(owner.container.escaped) \(owner.interface.escaped)")
    }
  }
}
