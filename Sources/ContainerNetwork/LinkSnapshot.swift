internal import CLinux
internal import Netlink
internal import RouteNetlink

/// What a move into another namespace takes from a link: its up state, its master, its addresses, its
/// routes and its kernel parameters; and what somebody may change there: name, MAC, MTU, flags, alias,
/// altnames.
struct LinkSnapshot: Sendable {
  let settings: LinkSettings
  /// How a bridge that is its master treats it.
  let port: BridgePort?
  let alternativeNames: [String]
  /// In an order in which the kernel, given them, has them as they were. Those with an end have the
  /// lifetimes that they had when the snapshot was taken.
  let addresses: [Address]
  /// All that lead over the link, also those that lead over others besides.
  let routes: [Route]
  /// As ``Sysctl/own(of:in:)`` returns them.
  let parameters: [String: String]
  /// Seconds since boot. What has a lifetime ends when it would have ended had the link stayed.
  let taken: Int64
  /// Not kept in a record.
  var hadCarrier = false

  /// Reads them before the move: setting a link down already flushes its IPv6 addresses.
  ///
  /// - Parameter parameters: of a link that goes to another namespace, where it would lose them, what
  ///   ``Sysctl/own(of:in:)`` returns: some 300 small files.
  init(_ link: Link, _ connection: Plumber.Connection, parameters: [String: String] = [:])
    throws(NetlinkError)
  {
    var settings = LinkSettings(name: link.name, index: link.index)
    settings.mac = link.address?.mac
    settings.mtu = link.mtu
    settings.alias = link.alias ?? ""
    settings.group = link.group
    settings.transmitQueueLength = link.transmitQueueLength
    settings.flagMask = Self.flags
    settings.flags = link.flags.intersection(Self.flags)
    settings.master = link.master
    hadCarrier = link.flags.contains(.lowerUp)
    self.settings = settings
    port = link.port as? BridgePort
    alternativeNames = link.alternativeNames
    taken = Self.now
    self.parameters = parameters
    let kept = try connection.socket.addresses(link: link.index).filter { address in
      // What the kernel makes by itself, it makes again.
      !address.isLinkLocalOfKernel && !address.isTemporary
    }.map { address in
      var address = address
      address.flags.subtract(.reported)
      // The default label is the link's name, which may change.
      if address.label == link.name { address.label = nil }
      return address
    }
    // Of a link's IPv6 addresses the kernel puts the newest first, which then is the first choice of
    // a source: added in this order, they are in the old one again.
    let ipv6 = kept.filter { $0.prefix.address.family == AddressFamily.inet6 }
    addresses =
      kept.filter { $0.prefix.address.family != AddressFamily.inet6 } + ipv6.reversed()
    routes = try connection.socket.routes(table: nil).filter { route in
      // Those that came with an address (RTPROT_KERNEL) come with it again.
      route.proto != 2
        && (route.link == link.index || route.nextHops.contains { $0.link == link.index })
    }.map { route in
      guard route.nextHopID != nil else { return route }
      // The next hop object knows.
      var route = route
      (route.gateway, route.link, route.nextHops) = (nil, nil, [])
      return route
    }
  }

  /// The addresses that come along into another namespace. One with a lifetime is for the namespace
  /// where somebody prolongs it: a DHCP client, or the kernel when a router advertises.
  var permanentAddresses: [Address] {
    addresses.filter { address in
      let isIPv6 = address.prefix.address.family == AddressFamily.inet6
      return address.validLifetime ?? .max == .max
        && !(isIPv6 && address.prefix.address.isLinkLocal)
    }
  }

  /// The routes that may come along: none that was learnt in this namespace (RTPROT_RA, RTPROT_DHCP), or
  /// that takes other links or a next hop object, which stay.
  var ownRoutes: [Route] {
    routes.filter { route in
      route.proto != 9 && route.proto != 16 && route.nextHopID == nil
        && route.nextHops.allSatisfy { $0.link == settings.index }
    }
  }

  /// What somebody switches on and off.
  private static var flags: LinkFlags { [.up, .noARP, .promiscuous, .allMulticast, .multicast] }

  /// Seconds since boot, those asleep included, as a lease counts them.
  static var now: Int64 { linux_boot_time() }
}

extension Address {
  /// Whether the kernel made it, as a link's own. Corresponds to `IFAPROT_KERNEL_LL` (5.18); before, all of
  /// them count as such.
  fileprivate var isLinkLocalOfKernel: Bool {
    prefix.address.family == AddressFamily.inet6 && prefix.address.isLinkLocal
      && (proto == 3 || KernelRelease.isBefore(5, 18))
  }

  /// Corresponds to `IFA_F_TEMPORARY`.
  fileprivate var isTemporary: Bool {
    prefix.address.family == AddressFamily.inet6 && flags.contains(.secondary)
  }
}

extension AddressFlags {
  /// What the kernel says of an address, and does not take in a request.
  static var reported: AddressFlags {
    [.permanent, .tentative, .secondary, .dadFailed, .deprecated]
  }
}
