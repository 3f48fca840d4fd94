internal import CLinux
internal import Netlink
internal import NetworkNamespace
internal import RouteNetlink

// What came with a kernel newer than the oldest that is supported (5.10), found out by trying it. Each is
// false, too, where namespaces cannot be made.

extension Kernel {
  /// The answer to `NLM_F_ECHO` describes the link that was made (Linux 6.2).
  public static let echoesNewLinks = tries { socket throws(NetlinkError) in
    try socket.createLinkEchoed(LinkSettings(name: "v0"), Veth(peer: LinkSettings(name: "v1")))
      != nil
  }

  /// A link that is up takes another name (Linux 6.2).
  public static let renamesWhatIsUp = tries { socket throws(NetlinkError) in
    var settings = LinkSettings(name: "v0")
    settings.up = true
    try socket.createLink(settings, Veth(peer: LinkSettings(name: "v1")))
    let index = try socket.link(.name("v0")).index
    try socket.changeLink(LinkSettings(name: "w0", index: index), "rename")
    return true
  }

  /// An address says who made it: `IFA_PROTO` (Linux 5.18).
  public static let tellsWhoMadeAnAddress = tries { socket throws(NetlinkError) in
    var settings = LinkSettings(name: "v0")
    settings.up = true
    try socket.createLink(settings, Veth(peer: LinkSettings(name: "v1")))
    guard let address = IPPrefix("10.0.0.1/24") else { return false }
    var new = Address(address, link: try socket.link(.name("v0")).index)
    new.proto = 99
    try socket.addAddress(new)
    return try socket.addresses().contains { $0.proto == 99 }
  }

  /// A socket tells its namespace from all others: `SO_NETNS_COOKIE` (Linux 5.14).
  public static let hasNamespaceCookies = tries { socket throws(NetlinkError) in
    socket.netlink.namespaceCookie != nil
  }

  /// A link's altnames go with it into another namespace (Linux 6.6).
  public static let movesAlternativeNames = tries { socket throws(NetlinkError) in
    try socket.createLink(LinkSettings(name: "v0"), Veth(peer: LinkSettings(name: "v1")))
    let index = try socket.link(.name("v0")).index
    try socket.addAlternativeName("other", toLink: index)
    let target = try NetworkNamespace.anonymous()
    var settings = LinkSettings(index: index)
    settings.namespace = target.fileDescriptor
    try socket.changeLink(settings, "move")
    var there = RouteSocket(try target.openSocket(.route))
    _ = try there.link(.name("other"))
    return true
  }

  /// A link that begins in another namespace may have a name that is taken here (Linux 6.14).
  public static let looksForNamesWhereTheyGo = tries { socket throws(NetlinkError) in
    let other = try NetworkNamespace.anonymous()
    try socket.createLink(LinkSettings(name: "v0"), Veth(peer: LinkSettings(name: "v1")))
    var settings = LinkSettings(name: "v0")
    settings.parent = try socket.link(.name("v1")).index
    settings.namespace = other.fileDescriptor
    try socket.createLink(settings, Macvlan(mode: .bridge))
    return true
  }

  /// A pidfd gives its process's namespace: `PIDFD_GET_NET_NAMESPACE` (Linux 6.11).
  public static let opensNamespacesByPidfd: Bool = {
    let process = linux_pidfd_open(getpid())
    guard process >= 0 else { return false }
    defer { close(process) }
    let namespace = linux_pidfd_get_netns(process)
    guard namespace >= 0 else { return false }
    close(namespace)
    return true
  }()

  /// Whether the kernel does something with links, tried in a fresh namespace.
  static func tries(_ body: (inout RouteSocket) throws(NetlinkError) -> Bool) -> Bool {
    do throws(NetlinkError) {
      var socket = RouteSocket(try NetworkNamespace.anonymous().openSocket(.route))
      return try body(&socket)
    } catch {
      return false
    }
  }
}
