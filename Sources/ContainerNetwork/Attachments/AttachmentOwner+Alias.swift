extension AttachmentOwner {
  /// Reads ``alias``; nil when it is somebody else's text.
  public init?(alias: String) {
    guard alias.hasPrefix("cnet:"), let slash = alias.lastIndex(of: "/") else { return nil }
    let container = alias[..<slash].dropFirst(5)
    let interface = alias[slash...].dropFirst()
    guard !container.isEmpty, !interface.isEmpty else { return nil }
    self.init(container: String(container), interface: String(interface))
  }
}
