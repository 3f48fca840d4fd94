internal import AttachmentConfiguration
internal import ContainerNetwork
internal import Netlink
internal import RouteNetlink
internal import SystemCalls

/// An interface of the host, moved in whole.
struct HostDevice: InterfacePlugin {
  static let name = "host-device"
  static let kind: String? = nil
  static let ignoresManagedDNS = true

  private let selector: Selector

  /// How the device is named.
  private enum Selector: Sendable {
    case name(String)
    case mac(MACAddress)
    /// A directory below `/sys` that holds `net`.
    case directory(String)
  }

  init(_ fields: inout Fields, _ network: Network, _ call: Call) throws(CNIError) {
    var runtime = network.runtime
    let (device, mac, kernelPath, pci, capability) = try CNIError.reading {
      () throws(ConfigurationError) in
      (
        try fields.string("device") ?? "", try fields.string("hwaddr") ?? "",
        try fields.string("kernelpath") ?? "", try fields.string("pciBusID") ?? "",
        try runtime.string("deviceID") ?? ""
      )
    }
    for id in [pci, capability] where !Self.isDeviceID(id) {
      throw CNIError(.invalidConfiguration, "not the ID of a device: \(id)")
    }
    // The runtime's choice goes before a PCI device of the configuration.
    if !device.isEmpty {
      selector = .name(device)
    } else if !mac.isEmpty {
      guard let address = MACAddress(mac) else {
        throw CNIError(.invalidConfiguration, "hwaddr is not a MAC: \(mac)")
      }
      selector = .mac(address)
    } else if !kernelPath.isEmpty {
      guard kernelPath.hasPrefix("/sys/devices/"),
        !kernelPath.split(separator: "/").contains("..")
      else {
        throw CNIError(
          .invalidConfiguration, "kernelpath is not below /sys/devices/: \(kernelPath)")
      }
      selector = .directory(kernelPath)
    } else if !capability.isEmpty, !Files.exists("/sys/bus/pci/devices/\(capability)") {
      selector = .directory("/sys/bus/auxiliary/devices/\(capability)")
    } else if !pci.isEmpty || !capability.isEmpty {
      selector = .directory("/sys/bus/pci/devices/\(capability.isEmpty ? pci : capability)")
    } else {
      throw CNIError(
        .invalidConfiguration, "device, hwaddr, kernelpath or pciBusID has to name the device")
    }
  }

  private static func isDeviceID(_ text: String) -> Bool {
    text.isEmpty || (!text.utf8.contains(UInt8(ascii: "/")) && !text.hasPrefix("."))
  }

  /// The device's name on the host.
  private func device(_ plumber: Plumber) throws(NetlinkError) -> String {
    switch selector {
    case .name(let name): return try plumber.existingLink(name, "find the device").name
    case .mac(let mac):
      guard let link = try plumber.home.socket.links().first(where: { $0.address?.mac == mac })
      else {
        throw NetlinkError("find the device", .noSuchDevice, message: "none has the MAC \(mac)")
      }
      return link.name
    case .directory(let path):
      let names = Files.networkDevices(below: path)
      guard let name = names.first else {
        throw NetlinkError(
          "find the device", .noSuchDevice, message: "there is no interface below \(path)",
          hint: "devices with a driver in user space have none, and are not supported")
      }
      return name
    }
  }

  func attach(
    _ given: CNIResult, _ site: Site,
    _ make: (Attachment) throws(NetlinkError) -> AttachedInterface
  ) throws(NetlinkError) -> CNIResult {
    var result = given
    for index in result.addresses.indices { result.addresses[index].interface = 0 }
    let attachment = site.attachment(.device(try device(site.plumber)), result)
    result.interfaces = [try site.interface(make(attachment))]
    return result
  }

  func check(_ link: Link, _ result: CNIResult, _ site: Site) throws(NetlinkError) {}

  func status(_ plumber: Plumber) throws(NetlinkError) { _ = try device(plumber) }
}
