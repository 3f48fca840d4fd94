internal import AttachmentConfiguration
internal import ContainerNetwork
internal import NFTables
internal import Netlink
internal import RouteNetlink

extension Work {
  /// Takes away what belongs to none of the network's valid attachments. Goes on after a failure, and
  /// reports all.
  func collect() throws(CNIError) {
    guard network.version >= .withGarbageCollection else {
      throw CNIError(.incompatibleVersion, "the CNI version \(network.version) has no GC")
    }
    guard let attachments = network.valid else {
      throw CNIError(.invalidConfiguration, "cni.dev/valid-attachments is missing")
    }
    var problems: [CNIError] = []
    func attempt(_ body: () throws(NetlinkError) -> Void) {
      do throws(NetlinkError) { try body() } catch { problems.append(CNIError(error)) }
    }
    let valid = Set(
      attachments.map { owner(container: $0.container, interface: $0.interface) })
    attempt { () throws(NetlinkError) in
      let (records, failure) = try store.readableRecords()
      for record in records
      where record.label == network.name && record.owner.container.hasPrefix("\(network.name)/")
        && !valid.contains(record.owner)
      {
        attempt { () throws(NetlinkError) in
          defer { plumber.disconnectFromOthers() }
          try plumber.detach(
            record.owner.container, interface: record.owner.interface, store: store,
            release: release)
        }
      }
      if let failure { throw failure }
    }
    // What no record knows of.
    attempt { () throws(NetlinkError) in try ipam?.collect() }
    if network.masquerades {
      let marks = Set(valid.map(\.ruleMark))
      attempt { () throws(NetlinkError) in
        var rules = try plumber.masquerade()
        try rules.remove { $0.hasPrefix("cnet:\(network.name)/") && !marks.contains($0) }
      }
    }
    guard let first = problems.first else { return }
    let rest = problems.dropFirst().map(\.message)
    throw CNIError(first.code, first.message, (rest + [first.details]).joined(separator: "; "))
  }

  /// Whether an ADD could work now.
  func status() throws(CNIError) {
    guard network.version >= .withGarbageCollection else {
      throw CNIError(.incompatibleVersion, "the CNI version \(network.version) has no STATUS")
    }
    let plugin = try plugin()
    guard ipam != nil || !Plugin.needsAddresses else {
      throw CNIError(.invalidConfiguration, "ipam.type is missing: \(Plugin.name) needs addresses")
    }
    do throws(NetlinkError) {
      try plugin.status(plumber)
      try ipam?.status()
      if network.masquerades {
        var rules = try plumber.masquerade()
        _ = try rules.marks()
      }
    } catch {
      throw CNIError(.notAvailable, error.description, error.hint ?? "")
    }
  }
}
