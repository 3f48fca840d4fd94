internal import ArgumentParser

struct AddressCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "address", abstract: "The IP addresses of links.",
    subcommands: [AddressAdd.self, AddressDelete.self, AddressList.self])
}
