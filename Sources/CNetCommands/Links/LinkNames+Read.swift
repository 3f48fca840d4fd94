internal import ContainerNetwork
internal import Netlink

extension LinkNames {
  /// The names of all links.
  init(_ connection: Plumber.Connection) throws(NetlinkError) {
    self = try LinkDump.all(.init(), connection).names
  }
}

extension LinkNameResolver {
  /// The link's name for a reader.
  mutating func text(_ index: Int32) -> String { entry(index).entry.name.lossyText }
}
