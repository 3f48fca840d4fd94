internal import AttachmentConfiguration
internal import ContainerNetwork
internal import NFTables
internal import Netlink
internal import NetworkNamespace
internal import RouteNetlink

extension Work {
  /// Makes the interface with all that belongs to it, or nothing.
  func add(_ report: ([UInt8]) throws(NetlinkError) -> Void) throws(CNIError) {
    let plugin = try plugin()
    guard ipam != nil || !Plugin.needsAddresses || inherited != nil else {
      throw CNIError(.invalidConfiguration, "ipam.type is missing: \(Plugin.name) needs addresses")
    }
    guard ipam != nil || network.version >= .withInterfaces || inherited != nil else {
      throw CNIError(
        .invalidConfiguration, "ipam.type is missing",
        "results of the CNI version \(network.version) hold an address")
    }
    try checkNamespace()
    var notes: [String] = []
    if let note = ipam?.note { notes.append(note) }
    if network.masquerades { notes.append(masqueradeNote) }
    do throws(NetlinkError) {
      _ = try plumber.attach(
        owner, to: .path(call.namespace), store: store, label: network.name, notes: notes,
        release: release,
        report: { (result) throws(NetlinkError) in
          try report(result.json(network.version).text)
        }
      ) { (make) throws(NetlinkError) in
        var result = try addresses()
        if result.addresses.contains(where: { $0.address.address.family == AddressFamily.inet6 }) {
          try plumber.enableLoopbackIPv6(in: .path(call.namespace))
        }
        result = try plugin.attach(result, site, make)
        try masquerade(result)
        if network.dns != .init() || Plugin.ignoresManagedDNS { result.dns = network.dns }
        if inherited == nil { result = result.appended(to: network.previous) }
        return result
      }
    } catch {
      throw CNIError(error)
    }
  }

  /// In a list of plugins, an ipvlan without an address management takes over the addresses of the
  /// plugins before it.
  private var inherited: CNIResult? {
    guard Plugin.needsAddresses, Plugin.kind == IPVlan.name, ipam == nil,
      let previous = network.previous, !previous.addresses.isEmpty
    else { return nil }
    return previous
  }

  private func addresses() throws(NetlinkError) -> CNIResult {
    guard let ipam else { return inherited ?? CNIResult() }
    let result = try ipam.add()
    plumber.onFailure("give back the addresses of \(call.interface)") {
      () throws(NetlinkError) in try ipam.delete()
    }
    guard !result.addresses.isEmpty else {
      throw NetlinkError(
        "ask \(network.ipamType) for an address", .addressNotAvailable, message: "it gave none")
    }
    return result
  }

  private func masquerade(_ result: CNIResult) throws(NetlinkError) {
    guard network.masquerades, !result.addresses.isEmpty else { return }
    let mark = owner.ruleMark
    let plumber = plumber
    // Before, since the answer may get lost.
    plumber.onFailure("delete masquerading rules") { () throws(NetlinkError) in
      var rules = try plumber.masquerade()
      try rules.remove { $0 == mark }
    }
    var rules = try plumber.masquerade()
    try rules.add(result.addresses.map(\.address), mark: mark)
  }
}
