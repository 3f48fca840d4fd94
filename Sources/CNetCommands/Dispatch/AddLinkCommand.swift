internal import ArgumentParser
internal import ContainerNetwork
internal import RouteNetlink

/// A verb that makes one link of one kind. What the kinds have in common is done here.
protocol AddLinkCommand: NetworkCommand {
  associatedtype Kind: LinkKind

  var name: String { get }
  /// The link that it is made on; nil for kinds that stand alone.
  var parentName: String? { get }
  var end: EndOptions { get }
  var change: ChangeOptions { get }

  /// The kind with its attributes. What it refers to by name is looked up through the plumber.
  func kind(_ plumber: Plumber) throws -> Kind
}

extension AddLinkCommand {
  var parentName: String? { nil }
  var isDryRun: Bool { change.dryRun }

  func execute(_ plumber: Plumber, _ output: Output) throws {
    var new = NewLink(name, try kind(plumber), parent: parentName)
    end.apply(to: &new.settings)
    new.namespace = end.netns
    new.configuration = end.configuration
    try plumber.add(new)
  }
}
