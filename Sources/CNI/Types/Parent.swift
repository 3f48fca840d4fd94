internal import AttachmentConfiguration
internal import ContainerNetwork
internal import Netlink
internal import RouteNetlink

/// The parent of a macvlan or ipvlan, `master`: by its name, or the link of the default route.
struct Parent: Sendable {
  private let configured: String?

  init(_ fields: inout Fields) throws(CNIError) {
    // A parent in the container's namespace would be one of the container's own.
    try fields.refuse(["linkInContainer"])
    configured = try CNIError.reading { () throws(ConfigurationError) in
      try fields.string("master").flatMap { $0.isEmpty ? nil : $0 }
    }
    if let configured, let reason = InterfaceNameRule.reasonAgainst(configured, limit: 127) {
      throw CNIError(.invalidConfiguration, "master: \(reason)", configured)
    }
  }

  var isConfigured: Bool { configured != nil }

  func name(_ plumber: Plumber) throws(NetlinkError) -> String {
    if let configured { configured } else { try Site.defaultParent(plumber) }
  }

  func status(_ plumber: Plumber) throws(NetlinkError) {
    let name = try name(plumber)
    _ = try plumber.existingLink(name, as: "parent", "look for \(name)")
  }

  /// That a link still is the parent's.
  func check(_ link: Link, _ plumber: Plumber) throws(NetlinkError) {
    let parent = try plumber.existingLink(try name(plumber), as: "parent", "check \(link.name)")
    guard link.parent == parent.index else {
      throw NetlinkError(
        "check \(link.name)", .invalidArgument, message: "\(parent.name) is not its parent")
    }
  }
}
