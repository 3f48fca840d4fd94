public import Netlink
public import NetworkNamespace
internal import RouteNetlink

extension Plumber {
  /// Moves a link into another namespace, and renames it on the way when asked. It arrives down and
  /// without its addresses, as the kernel does it.
  ///
  /// The kernel, asked for a name that is taken there, answers `EEXIST` **and moves the link all
  /// the same**, under its old name. So the names are looked at before, and a move that happened
  /// nevertheless is taken back, with the up state and the addresses.
  ///
  /// - Throws: ``NetlinkError``, `EEXIST` when the name is taken there.
  public func moveLink(_ name: String, to reference: NamespaceReference, newName: String? = nil)
    throws(NetlinkError)
  {
    try moveLink(name, to: try connect(to: reference), newName: newName)
  }

  /// - Parameter parameters: the link's, as ``Sysctl/own(of:in:)`` returns them, where they are known.
  func moveLink(
    _ name: String, to target: Connection, newName: String?, parameters: [String: String]? = nil
  ) throws(NetlinkError) {
    let operation = "move \(name) to \(target.name)"
    try LinkSettings(name: newName).validateName(operation)
    let link = try existingLink(name, operation)
    guard target !== home else {
      throw NetlinkError(
        operation, .invalidArgument, message: "it is in that namespace already",
        hint: newName.map { "to rename it: cnet link set \(name) --name \($0)" })
    }
    // Before the names: every namespace has a lo.
    guard !link.flags.contains(.loopback) else {
      throw explainMove(NetlinkError(operation, .invalidArgument), link)
    }
    let wanted = newName ?? link.name
    for taken in [wanted] + link.alternativeNames where exists(taken, target) {
      throw NetlinkError(
        operation, .fileExists, message: "the name \(taken) is taken there",
        hint: taken == wanted ? "choose another name with --name" : nil)
    }
    let parameters =
      if let parameters { parameters } else { try Sysctl.own(of: link.name, in: home) }
    let before = try LinkSnapshot(link, home, parameters: parameters)
    let source = home
    try transaction { () throws(NetlinkError) in
      var settings = LinkSettings(name: newName, index: link.index)
      settings.namespace = target.namespace.fileDescriptor
      do throws(NetlinkError) {
        if isDryRun {
          try source.socket.changeLink(settings, operation)
          source.plan.remove(link.name)
          target.plan.add(link, as: wanted)
        } else {
          try source.move(link, by: settings, to: target, operation)
        }
      } catch {
        var error = error
        // Has it gone although refused?
        if !isDryRun, (try? source.socket.link(.index(link.index))) == nil,
          // Another may have had its old name there.
          let arrived = [link.name, wanted].lazy
            .compactMap({ try? target.socket.link(.name($0)) })
            .first(where: { $0.address == link.address && $0.kind == link.kind })
        {
          do throws(NetlinkError) {
            let refused = try before.moveBack(arrived, from: target, to: source)
            error.leftBehind += refused.map(\.description)
          } catch let failure {
            error.leftBehind.append("\(name)\(target.suffix): \(failure)")
          }
        }
        throw explainMove(error, link)
      }
      onFailure("move \(name) back") { () throws(NetlinkError) in
        let arrived = try target.socket.link(.name(wanted))
        self.warnings += try before.moveBack(arrived, from: target, to: source)
      }
    }
  }
}
