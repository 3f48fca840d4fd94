internal import Netlink
internal import RouteNetlink

extension Attachment {
  /// A text that is the same for the same description, in every process of this version.
  ///
  /// Put together by hand: to describe an array or a structure, or to join an array's texts, the runtime
  /// looks through all conformances that there are, which takes longer than to send the whole
  /// attachment.
  var fingerprint: String {
    let kindText: String =
      switch kind {
      case .veth(let end):
        "veth \(end.name ?? "") \(end.bridge ?? "") \(text(end.mac)) \(list(end.addresses)) "
          + "\(joined(end.routes.map(\.fingerprint))) "
          + bytes { (m) throws(MessageError) in try end.port?.encode(into: &m) }
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
      \(list(configuration.addresses)) \(list(configuration.gateways)) \
      \(joined(configuration.routes.map(\.fingerprint))); \
      \(joined(sysctlText))
      """
  }
}

private func text(_ value: (some CustomStringConvertible)?) -> String { value?.description ?? "-" }

private func list(_ values: [some CustomStringConvertible]) -> String {
  joined(values.map(\.description))
}

private func joined(_ texts: [String]) -> String {
  var all = ""
  for (index, text) in texts.enumerated() { all += index == 0 ? text : ",\(text)" }
  return all
}

extension InterfaceConfiguration.RouteSpecification {
  fileprivate var fingerprint: String {
    "\(text(destination)) via \(text(gateway)) metric \(text(metric)) \(text(source)) "
      + "\(text(table)) \(text(scope)) \(text(mtu)) \(text(advertisedMSS)) \(isOnLink)"
  }
}

extension LinkKind {
  fileprivate var fingerprint: String {
    bytes { (m) throws(MessageError) in try encodeLinkInfo(into: &m) }
  }
}

/// The bytes that would be sent, in hexadecimal.
private func bytes(_ body: (inout MessageBuilder) throws(MessageError) -> Void) -> String {
  var buffer = MessageBuffer(capacity: 16 * 1024)
  _ = try? buffer.append(RTM.newlink, flags: [], body)
  return hexadecimalText(buffer.bytes.array)
}
