public import RouteNetlink

extension AttachmentOwner {
  /// By bytes, as files are named: an é in one piece and one put together are two, and equal as strings.
  public static func == (one: Self, other: Self) -> Bool {
    one.container.hasBytes(of: other.container) && one.interface.hasBytes(of: other.interface)
  }

  public func hash(into hasher: inout Hasher) {
    for text in [container, interface] { hasher.combine(Array(text.utf8)) }
  }

  /// Whether a link's alias is this one's.
  public func owns(_ link: Link) -> Bool { link.alias?.hasBytes(of: alias) ?? false }

  /// How to take its interfaces away, for whoever is refused because of them.
  var detachHint: String {
    let pod = Plumber.container(ofPod: "")
    guard container.hasPrefix(pod) else { return "detach \(container) first" }
    let name = container.dropFirst(pod.count)
    return "cnet pod delete \(name) first, when no container needs it any more"
  }

  /// Reads ``alias``; nil when it is somebody else's text.
  public init?(alias: String) {
    let bytes = alias.utf8
    guard bytes.starts(with: "cnet:".utf8), let slash = bytes.lastIndex(of: UInt8(ascii: "/"))
    else { return nil }
    let container = Substring(bytes[..<slash].dropFirst(5))
    let interface = Substring(bytes[slash...].dropFirst())
    guard !container.isEmpty, !interface.isEmpty else { return nil }
    self.init(container: String(container), interface: String(interface))
  }
}

extension String {
  /// Whether it is the same in UTF-8, which is more than `==` asks for.
  func hasBytes(of other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}
