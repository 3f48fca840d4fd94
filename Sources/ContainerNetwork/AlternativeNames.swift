internal import Netlink
internal import NetworkNamespace
internal import RouteNetlink

extension Plumber.Connection {
  /// Moves a link from here into another namespace, and its altnames with it.
  ///
  /// Kernels before 6.6 leave these behind: the namespace that the link came from still finds it by them,
  /// the new one does not, and nobody can take them away any more. So they are taken off before, and given
  /// again there. See `dev_change_net_namespace()` and commit 8e15aee62161, which some older kernels have.
  ///
  /// - Parameter settings: the link's index, the namespace, and its name there.
  /// - Throws: ``NetlinkError``. A link that did not move has its altnames again.
  func move(
    _ link: Link, by settings: LinkSettings, to target: Plumber.Connection, _ operation: String
  ) throws(NetlinkError) {
    guard !link.alternativeNames.isEmpty, KernelRelease.isBefore(6, 6) else {
      return try socket.changeLink(settings, operation)
    }
    do throws(NetlinkError) {
      try socket.deleteAlternativeNames(ofLink: link.index, except: [])
      try socket.changeLink(settings, operation)
    } catch {
      var error = error
      if let still = try? socket.link(.index(link.index)), still.name == link.name {
        for name in link.alternativeNames where !still.alternativeNames.contains(name) {
          do throws(NetlinkError) {
            try socket.addAlternativeName(name, toLink: link.index)
          } catch let failure {
            error.leftBehind.append("\(link.name)\(suffix): \(failure)")
          }
        }
      }
      throw error
    }
    let index = try target.socket.link(.name(settings.name ?? link.name)).index
    for name in link.alternativeNames { try target.socket.addAlternativeName(name, toLink: index) }
  }
}
