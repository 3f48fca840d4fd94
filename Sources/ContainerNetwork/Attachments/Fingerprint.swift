internal import Netlink
internal import RouteNetlink

extension Attachment {
  /// A text that is the same for the same description, in every process of this version.
  var fingerprint: String {
    let kindText: String =
      switch kind {
      case .veth(let end):
        "veth \(end.name ?? "") \(end.bridge ?? "") \(text(end.mac)) \(end.addresses) "
          + "\(end.routes.map(\.fingerprint)) \(end.port.map { "\($0)" } ?? "")"
      case .macvlan(let parent, let kind): "macvlan \(parent) \(kind.fingerprint)"
      case .macvtap(let parent, let kind): "macvtap \(parent) \(kind.fingerprint)"
      case .ipvlan(let parent, let kind): "ipvlan \(parent) \(kind.fingerprint)"
      case .device(let name): "device \(name)"
      }
    let sysctlText = sysctls.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return """
      \(name); \(kindText); \(text(mac)) \(text(mtu)) \(text(queues)); \
      \(configuration.up) \(configuration.skipsDuplicateDetection) \
      \(configuration.skipsPrefixRoutes) \(configuration.enablesIPv6) \
      \(configuration.addresses) \(configuration.gateways) \
      \(configuration.routes.map(\.fingerprint)); \(sysctlText)
      """
  }
}

private func text(_ value: (some CustomStringConvertible)?) -> String { value?.description ?? "-" }

extension InterfaceConfiguration.RouteSpecification {
  fileprivate var fingerprint: String {
    "\(text(destination)) via \(text(gateway)) metric \(text(metric)) \(text(source)) "
      + "\(text(table)) \(text(scope)) \(text(mtu)) \(text(advertisedMSS)) \(isOnLink)"
  }
}

extension LinkKind {
  /// The bytes that would be sent.
  fileprivate var fingerprint: String {
    var buffer = MessageBuffer(capacity: 16 * 1024)
    _ = try? buffer.append(RTM.newlink, flags: []) { (m) throws(MessageError) in
      try encodeLinkInfo(into: &m)
    }
    return hexadecimalText(buffer.bytes.array)
  }
}
