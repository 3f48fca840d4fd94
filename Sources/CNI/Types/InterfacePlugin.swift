internal import AttachmentConfiguration
internal import ContainerNetwork
internal import Netlink
internal import NetworkNamespace
internal import RouteNetlink

/// One type of plugin: what its own keys mean, and how the interface is made.
///
/// A new type is one file that conforms to this, and one line in ``CNI/types``.
protocol InterfacePlugin: Sendable {
  /// What it is called, without `cnet-`.
  static var name: String { get }
  /// The kind of the container's link, where the plugin makes one.
  static var kind: String? { get }
  /// Whether there is nothing to do without addresses.
  static var needsAddresses: Bool { get }
  /// Whether the host forwards for the container, so that it can masquerade.
  static var masquerades: Bool { get }
  /// Whether `dns` of the configuration replaces that of the address management even when empty.
  static var ignoresManagedDNS: Bool { get }

  /// Takes the type's own keys.
  ///
  /// - Throws: ``CNIError`` with code 2 or 7.
  init(_ fields: inout Fields, _ network: Network, _ call: Call) throws(CNIError)

  /// Makes the interface.
  ///
  /// - Parameters:
  ///   - result: the addresses, routes and DNS that were given.
  ///   - make: makes what the container gets.
  /// - Returns: The result, complete.
  func attach(
    _ result: CNIResult, _ site: Site,
    _ make: (Attachment) throws(NetlinkError) -> AttachedInterface
  ) throws(NetlinkError) -> CNIResult

  /// Compares what is there with `result`, besides what is compared for all types.
  ///
  /// - Parameter link: the container's.
  func check(_ link: Link, _ result: CNIResult, _ site: Site) throws(NetlinkError)

  /// Whether an ADD could work now.
  func status(_ plumber: Plumber) throws(NetlinkError)
}

extension InterfacePlugin {
  static var needsAddresses: Bool { false }
  static var masquerades: Bool { false }
  static var ignoresManagedDNS: Bool { false }
}

/// Where an interface is made.
struct Site {
  let plumber: Plumber
  let call: Call
  let network: Network

  /// What the container gets, with the addresses and routes of a result on it.
  func attachment(_ kind: Attachment.Kind, _ result: CNIResult) -> Attachment {
    var attachment = Attachment(call.interface, kind)
    attachment.configuration.addresses = result.addresses.map(\.address)
    attachment.configuration.routes = result.routes.map { $0.specification(result.addresses) }
    attachment.configuration.enablesIPv6 = true
    return attachment
  }

  /// The container's interface, as a result has it.
  func interface(_ attached: AttachedInterface) throws(NetlinkError) -> CNIResult.Interface {
    var mac = attached.mac
    if mac == nil {
      // The parent's.
      mac = try plumber.connect(to: .path(call.namespace)).socket.link(.name(call.interface))
        .address?.mac
    }
    return CNIResult.Interface(
      name: call.interface, mac: mac?.description, mtu: attached.mtu, sandbox: call.namespace)
  }

  /// The link that the default route leaves by.
  static func defaultParent(_ plumber: Plumber) throws(NetlinkError) -> String {
    let home = plumber.home
    let route = try home.socket.routes().first { $0.destination == nil && $0.link != nil }
    guard let index = route?.link else {
      throw NetlinkError(
        "look for a parent", .noSuchDevice, message: "there is no default route to take it from",
        hint: "name it: master")
    }
    return try home.socket.link(.index(index)).name
  }
}
