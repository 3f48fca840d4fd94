internal import Netlink
internal import NetworkNamespace
internal import RouteNetlink
internal import SystemCalls

extension Plumber {
  /// Makes a tun or tap device where it belongs, and gives it its settings by a message.
  ///
  /// Until the device is told to persist, it goes with the descriptor, whatever fails.
  ///
  /// - Throws: ``NetlinkError``; `EEXIST` when the name is taken.
  func createTun(_ settings: LinkSettings, _ tun: Tun, in target: Connection) throws(NetlinkError) {
    let name = settings.name ?? ""
    let operation = "create \(tun.mode == .tap ? "tap" : "tun") \(name)"
    if !isDryRun {
      try target.namespace.run { () throws(NetlinkError) in
        let device = try openDevice(operation)
        do throws(Errno) {
          try TunDevice.create(name, tun, by: device)
        } catch {
          // A name that is taken is EEXIST with other kinds. Corresponds to `IFF_TUN_EXCL`.
          throw NetlinkError(operation, error == .busy ? .fileExists : error).needing(
            .networkAdministration, in: "the network namespace")
        }
      }
    }
    onFailure("delete \(name)") { () throws(NetlinkError) in
      try target.socket.deleteLink(.name(name))
    }
    var settings = settings
    settings.namespace = nil
    guard settings != LinkSettings(name: name) else { return }
    try target.socket.changeLink(settings, "set up \(name)\(target.suffix)")
  }
}

private func openDevice(_ operation: String) throws(NetlinkError) -> Descriptor {
  do throws(Errno) {
    return try TunDevice.open()
  } catch {
    switch error {
    case .noSuchFileOrDirectory, .noSuchDevice:
      throw NetlinkError(
        operation, error, message: "there is no \(TunDevice.path)",
        hint: "load the driver, modprobe tun, or give the container this device")
    case .permissionDenied, .notPermitted:
      throw NetlinkError(operation, error, hint: "needs to read and write \(TunDevice.path)")
    default: throw NetlinkError(operation, error)
    }
  }
}
