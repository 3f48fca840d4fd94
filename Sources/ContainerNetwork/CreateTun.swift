internal import Netlink
internal import NetworkNamespace
internal import RouteNetlink

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
        do throws(Errno) {
          try TunDevice.create(name, tun)
        } catch {
          throw refusal(error, operation)
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

private func refusal(_ error: Errno, _ operation: String) -> NetlinkError {
  switch error {
  // What other kinds say. Corresponds to `IFF_TUN_EXCL`.
  case .busy: NetlinkError(operation, .fileExists)
  case .noSuchFileOrDirectory, .noSuchDevice:
    NetlinkError(
      operation, error, message: "there is no \(TunDevice.path)",
      hint: "load the driver, modprobe tun, or give the container this device")
  default: NetlinkError(operation, error)
  }
}
