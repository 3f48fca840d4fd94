internal import Netlink
internal import RouteNetlink

/// What the steps of a dry run would have changed in a namespace, for those behind them. Links that
/// would have been made have the index 0.
struct Plan {
  private var links: [String: Link] = [:]
  private var gone: Set<String> = []
  /// Whether anything would have changed, so that not all is as the kernel says.
  private(set) var isBegun = false

  enum Answer {
    case planned(Link)
    case gone
    /// The kernel knows.
    case unchanged
  }

  subscript(name: String) -> Answer {
    if let link = links[name] { return .planned(link) }
    return gone.contains(name) ? .gone : .unchanged
  }

  mutating func begin() { isBegun = true }

  /// - Parameter index: 0 when it is not known yet.
  mutating func add(_ link: Link, as name: String, index: Int32 = 0) {
    var link = link
    link.name = name
    link.index = index
    links[name] = link
    gone.remove(name)
    isBegun = true
  }

  /// A link as the request describes it that would make it.
  mutating func add(_ settings: LinkSettings, _ kind: some LinkKind) {
    var buffer = MessageBuffer()
    do throws(MessageError) {
      try buffer.append(RTM.newlink, flags: []) { (m) throws(MessageError) in
        try settings.encode(into: &m)
        try kind.encodeLinkInfo(into: &m)
      }
      var messages = Messages(buffer.bytes)
      guard let message = try messages.next() else { return }
      let link = try Link(message)
      add(link, as: link.name)
    } catch {
      // A request that cannot be written is refused where it is sent.
    }
  }

  mutating func remove(_ name: String) {
    // The other end goes with it, when it is here.
    if let peer = (links[name]?.data as? any PairKind)?.peer.name { links[peer] = nil }
    links[name] = nil
    gone.insert(name)
    isBegun = true
  }
}
