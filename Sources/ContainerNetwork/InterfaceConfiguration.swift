public import Netlink
public import RouteNetlink

/// What an interface gets besides its link: whether it is up, its addresses and its routes.
public struct InterfaceConfiguration: Hashable, Sendable {
  /// Whether it comes up; routes need it. Corresponds to `IFF_UP`.
  public var up = true
  /// With the length of their networks.
  public var addresses: [IPPrefix] = []
  /// A default route through each; at most one of a family.
  public var gateways: [IPAddress] = []
  /// Besides those to the gateways.
  public var routes: [RouteSpecification] = []
  /// Skip IPv6 duplicate address detection.
  public var skipsDuplicateDetection = false
  /// Addresses come without the route to their network. Corresponds to `IFA_F_NOPREFIXROUTE`.
  public var skipsPrefixRoutes = false
  /// Where IPv6 is switched off (`disable_ipv6`) and there are IPv6 addresses to add, switch it on.
  public var enablesIPv6 = false
  /// Written into `ifalias`, for everyone to see whose it is.
  public var alias: String?
  /// What the link is put into with its alias.
  var group: UInt32?

  public init() {}

  /// A route through the interface.
  public struct RouteSpecification: Hashable, Sendable {
    /// nil is the default route.
    public var destination: IPPrefix?
    /// Corresponds to `RTA_GATEWAY`; nil where the destination is on the link.
    public var gateway: IPAddress?
    /// Smaller is preferred. Corresponds to `RTA_PRIORITY`.
    public var metric: UInt32?
    /// The address that packets leave with. Corresponds to `RTA_PREFSRC`.
    public var source: IPAddress?
    /// nil is the main table.
    public var table: UInt32?
    /// Corresponds to `RT_SCOPE_*`; nil is what fits the destination.
    public var scope: UInt8?
    /// Bytes. Corresponds to `RTAX_MTU`.
    public var mtu: UInt32?
    /// Bytes. Corresponds to `RTAX_ADVMSS`.
    public var advertisedMSS: UInt32?
    /// The gateway is on the link, whatever the other routes say. Corresponds to `RTNH_F_ONLINK`.
    public var isOnLink = false

    public init(_ destination: IPPrefix?, via gateway: IPAddress? = nil, metric: UInt32? = nil) {
      self.destination = destination
      self.gateway = gateway
      self.metric = metric
    }

    func route(link: Int32) -> Route {
      var route = Route(to: destination, via: gateway, link: link)
      // As the kernel reports it: without what is behind the length, and none where that is 0.
      route.destination = destination.flatMap {
        $0.length == 0 ? nil : IPPrefix($0.network, length: $0.length)
      }
      route.metric = metric
      route.preferredSource = source
      route.mtu = mtu
      if let table { route.table = table }
      if let scope { route.scope = scope }
      if let advertisedMSS { route.metrics[8] = advertisedMSS }
      if isOnLink { route.flags |= 4 }
      return route
    }
  }

  /// True when there is nothing to do.
  public var isEmpty: Bool {
    !up && alias == nil && addresses.isEmpty && gateways.isEmpty && routes.isEmpty
  }

  /// Refuses what cannot work, before anything is touched.
  ///
  /// - Throws: ``NetlinkError`` with `EINVAL`.
  public func validate(_ operation: String) throws(NetlinkError) {
    func refuse(_ why: String) -> NetlinkError {
      NetlinkError(operation, .invalidArgument, message: why)
    }
    for (index, address) in addresses.enumerated() {
      if address.address.isUnspecified || address.address.isMulticast {
        throw refuse("\(address.address) is not an address for an interface")
      }
      if addresses[..<index].contains(address) { throw refuse("\(address) is given twice") }
    }
    for (index, gateway) in gateways.enumerated() {
      if gateways[..<index].contains(where: { $0.family == gateway.family }) {
        throw refuse("two gateways of one family")
      }
      if addresses.contains(where: { $0.address == gateway }) {
        throw refuse("the gateway \(gateway) is the interface's own address")
      }
    }
    for gateway in gateways + routes.compactMap(\.gateway)
    where gateway.isUnspecified || gateway.isMulticast {
      throw refuse("\(gateway) is nobody's address, and no gateway")
    }
    if !up, !gateways.isEmpty || !routes.isEmpty {
      throw refuse("routes need the interface up")
    }
  }

  /// The routes in an order in which the kernel takes them: what is on the link, then the
  /// way to gateways outside every network of the interface, then the rest.
  func orderedRoutes(link: Int32) -> [Route] {
    let specified = routes + gateways.map { RouteSpecification(nil, via: $0) }
    var result: [Route] = []
    for route in specified where route.gateway == nil { result.append(route.route(link: link)) }
    for gateway in specified.compactMap(\.gateway) {
      let direct = IPPrefix(gateway, length: gateway.bitWidth)
      let isReached =
        addresses.contains { $0.contains(gateway) }
        || result.contains {
          $0.destination?.contains(gateway) ?? ($0.family == gateway.family)
        }
        || (gateway.isLinkLocal && gateway.family == AddressFamily.inet6)
      if !isReached { result.append(Route(to: direct, link: link)) }
    }
    for route in specified where route.gateway != nil { result.append(route.route(link: link)) }
    return result
  }
}

extension Plumber.Connection {
  /// Applies a configuration to a link, all with one send, or as few as its requests fit into.
  ///
  /// - Throws: ``NetlinkError`` of the first step that the kernel refused; those behind it in the
  ///   same send may have been done.
  public func configure(_ name: String, index: Int32, _ configuration: InterfaceConfiguration)
    throws(NetlinkError)
  {
    guard !configuration.isEmpty else { return }
    if configuration.enablesIPv6,
      configuration.addresses.contains(where: { $0.address.family == AddressFamily.inet6 })
    {
      try Sysctl.enableIPv6(of: [name], in: self)
    }
    var steps: [String] = []
    socket.netlink.beginBatch()
    if configuration.up || configuration.alias != nil {
      let step = configuration.up ? "set \(name) up" : "set the alias of \(name)"
      try queue(step, &steps, RTM.newlink) { (m) throws(MessageError) in
        let flags: LinkFlags = configuration.up ? .up : []
        try m.put(header: LinkHeader(index: index, flags: flags, change: flags))
        if let alias = configuration.alias { try m.put(IFLA.ifalias, unterminated: alias) }
        if let group = configuration.group { try m.put(IFLA.group, group) }
      }
    }
    for prefix in configuration.addresses {
      var address = Address(prefix, link: index)
      if configuration.skipsDuplicateDetection, prefix.address.family == AddressFamily.inet6 {
        address.flags.insert(.noDAD)
      }
      if configuration.skipsPrefixRoutes { address.flags.insert(.noPrefixRoute) }
      try queue(
        "add address \(prefix) to \(name)", &steps, RTM.newaddr, flags: [.create, .exclusive]
      ) { (m) throws(MessageError) in try address.encode(into: &m) }
    }
    for route in configuration.orderedRoutes(link: index) {
      try queue(
        "add route \(route) to \(name)", &steps, RTM.newroute, flags: [.create, .exclusive]
      ) { (m) throws(MessageError) in try route.encode(into: &m) }
    }
    try commit(&steps)
  }

  /// Queues a step. When there is no room behind those that wait, these are sent first.
  private func queue(
    _ step: String, _ steps: inout [String], _ type: MessageType, flags: MessageFlags = [],
    _ body: (inout MessageBuilder) throws(MessageError) -> Void
  ) throws(NetlinkError) {
    do throws(MessageError) {
      try socket.netlink.queue(type, flags: flags, body)
    } catch {
      guard error == .noSpace, !steps.isEmpty else {
        throw NetlinkError("\(step)\(suffix)", error)
      }
      try commit(&steps)
      return try queue(step, &steps, type, flags: flags, body)
    }
    steps.append(step)
  }

  /// Sends the steps that are queued.
  private func commit(_ steps: inout [String]) throws(NetlinkError) {
    let names = steps
    steps.removeAll()
    let refusals = try socket.netlink.commit { "\(names[$0])\(suffix)" }
    if let first = refusals.first { throw first.error }
  }
}
