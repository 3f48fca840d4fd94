internal import AttachmentConfiguration
internal import ContainerNetwork
internal import NFTables
internal import Netlink
internal import NetworkNamespace
internal import RouteNetlink

extension Work {
  /// Takes away whatever is there of an attachment; nothing at all is no error.
  func delete() throws(CNIError) {
    try checkNamespace()
    try CNIError.working { () throws(NetlinkError) in
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
    guard let kind = Plugin.kind, !call.namespace.isEmpty else { return }
    let isReported =
      network.previous?.interfaces.contains {
        $0.name == call.interface && $0.sandbox == call.namespace
      } ?? (network.version < .withCheck)
    guard isReported, let target = try? plumber.connect(to: .path(call.namespace)),
      let link = try? target.socket.link(.name(call.interface)), link.kind == kind,
      link.alias == owner.alias || !(link.alias ?? "").hasPrefix("cnet:")
    else { return }
    try target.socket.deleteLink(.index(link.index))
  }
}
