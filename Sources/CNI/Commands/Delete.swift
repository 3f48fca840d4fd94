internal import AttachmentConfiguration
internal import ContainerNetwork
internal import NFTables
internal import Netlink
internal import NetworkNamespace
internal import RouteNetlink

extension Work {
  /// Takes away whatever is there of an attachment; nothing at all is no error.
  ///
  /// The path to the namespace need not lead there any more: the container's process has ended, and a
  /// process of the host may have got its number. The record knows which namespace it was.
  func delete() throws(CNIError) {
    try CNIError.working { () throws(NetlinkError) in
      // For what was recorded by a path that is gone.
      if !call.namespace.isEmpty { _ = try? plumber.connect(to: .path(call.namespace)) }
      let detached = try plumber.detach(
        owner.container, interface: owner.interface, store: store, release: release)
      guard detached.isEmpty else {
        // Others than host-local are asked in any case: records do not know how.
        if let ipam, ipam.note == nil { try ipam.delete() }
        return
      }
      try deleteUnrecorded()
      try ipam?.delete()
      if network.masquerades {
        let mark = owner.ruleMark
        var rules = try plumber.masquerade()
        try rules.remove { $0 == mark }
      }
    }
  }

  /// An interface whose record is lost, or that another plugin made of the same configuration under
  /// another type. It must be in the result that the runtime kept; runtimes keep none before 0.4.0.
  private func deleteUnrecorded() throws(NetlinkError) {
    guard let kind = Plugin.kind, !call.namespace.isEmpty,
      let target = try? plumber.connect(to: .path(call.namespace)), target !== plumber.home,
      let link = try? target.socket.link(.name(call.interface)), link.kind == kind,
      owner.owns(link) || !(link.alias ?? "").hasPrefix("cnet:")
    else { return }
    if let previous = network.previous {
      let isReported = previous.interfaces.contains {
        $0.name == call.interface && $0.sandbox == call.namespace
          && ($0.mac == nil || $0.mac?.lowercased() == link.address?.mac?.description)
      }
      guard isReported else { return }
    } else {
      guard network.version < .withCheck else { return }
    }
    do throws(NetlinkError) {
      try target.socket.deleteLink(.index(link.index))
    } catch {
      // Another DEL, or the namespace's end, may have taken it meanwhile.
      guard error.errno == .noSuchDevice else { throw error }
    }
  }
}
