internal import Netlink
internal import NetworkNamespace
internal import RouteNetlink

/// Hears which index a link has where it is moved to. By its name it is found there only as long as nobody in that
/// namespace renames it, and gives the name to another.
struct Departure: ~Copyable {
  private var events: RouteSocket
  private let link: Int32

  /// Listens from now on.
  init(of link: Int32, from connection: Plumber.Connection) throws(NetlinkError) {
    let events = RouteSocket(try connection.namespace.openSocket(.route, schema: .route))
    try events.subscribe(to: [.link])
    self.events = events
    self.link = link
  }

  /// Its index there; nil when it has not gone. Corresponds to `IFLA_NEW_IFINDEX` (Linux 4.16).
  mutating func newIndex() throws(NetlinkError) -> Int32? {
    let link = link
    var found: Int32?
    func hear(_ event: RouteEvent) {
      if case .linkDeleted(let gone) = event, gone.index == link { found = gone.newIndex }
    }
    while try events.events(waiting: 0, hear) {}
    return found
  }
}
