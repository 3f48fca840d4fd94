internal import AttachmentConfiguration
internal import ContainerNetwork
internal import Netlink
internal import RouteNetlink

/// Gives addresses out of ranges, and keeps on disk who has which: `host-local`.
struct HostLocal: IPAM {
  private let network: String
  private let owner: AttachmentOwner
  private let store: ReservationStore
  private let sets: [RangeSet]
  /// Addresses that are asked for, each in a range of its own.
  private let requested: [IPAddress]
  private let routes: [CNIResult.Route]
  private let resolverFile: String?
  private let valid: [AttachmentOwner]

  /// - Throws: ``CNIError`` with code 2 or 7.
  init(_ ipam: JSONValue, _ network: Network, _ call: Call) throws(CNIError) {
    self.network = network.name
    owner = AttachmentOwner(container: call.containerID, interface: call.interface)
    valid = network.valid ?? []
    var fields = try CNIError.reading { () throws(ConfigurationError) in try Fields(ipam, "ipam") }
    _ = fields.take("type")
    store = ReservationStore(
      directory: try CNIError.reading { () throws(ConfigurationError) in
        let root = try fields.string("dataDir") ?? ""
        return (root.isEmpty ? "/var/lib/cni/networks" : root) + "/" + network.name
      })
    guard call.command == .add || call.command == .status else {
      // To give back, nothing else need be right.
      sets = []
      requested = []
      routes = []
      resolverFile = nil
      return
    }
    resolverFile = try CNIError.reading { () throws(ConfigurationError) in
      try fields.string("resolvConf").flatMap { $0.isEmpty ? nil : $0 }
    }
    routes = try network.routes(&fields)
    sets = try CNIError.reading { () throws(ConfigurationError) in
      var sets: [RangeSet] = []
      var runtime = network.runtime
      if let ranges = runtime.take("ipRanges") {
        sets += try Self.sets(ranges, "runtimeConfig.ipRanges")
      }
      if let range = try AddressRange(&fields) { sets.append(RangeSet(ranges: [range])) }
      if let ranges = fields.take("ranges") { sets += try Self.sets(ranges, "ipam.ranges") }
      return sets
    }
    try fields.refuseRest()
    guard !sets.isEmpty else {
      throw CNIError(.invalidConfiguration, "ipam has neither a subnet nor ranges")
    }
    for (index, set) in sets.enumerated() {
      for other in sets[..<index]
      where set.ranges.contains(where: { range in other.ranges.contains { $0.overlaps(range) } }) {
        throw CNIError(.invalidConfiguration, "ranges overlap: \(other) and \(set)")
      }
    }
    let families = sets.map { $0.ranges[0].network.address.family }
    guard network.version >= .withInterfaces || Set(families).count == families.count else {
      throw CNIError(
        .invalidConfiguration, "the CNI version \(network.version) has one address a family")
    }
    requested = try Self.requested(network)
  }

  /// `[[{"subnet": …}, …], …]`
  private static func sets(_ value: JSONValue, _ place: String) throws(ConfigurationError)
    -> [RangeSet]
  {
    guard let entries = value.array else {
      throw ConfigurationError("\(place) is \(value.typeName), not an array of arrays of ranges")
    }
    var sets: [RangeSet] = []
    for (index, entry) in entries.enumerated() {
      var ranges: [AddressRange] = []
      for (number, item) in (entry.array ?? []).enumerated() {
        var fields = try Fields(item, "\(place)[\(index)][\(number)]")
        let here = fields.place
        guard let range = try AddressRange(&fields) else {
          throw ConfigurationError("\(here).subnet is missing")
        }
        try fields.end()
        if let first = ranges.first,
          first.network.address.family != range.network.address.family
        {
          throw ConfigurationError("\(place)[\(index)] mixes IPv4 and IPv6")
        }
        if ranges.contains(where: { $0.overlaps(range) }) {
          throw ConfigurationError("\(here) overlaps another range")
        }
        ranges.append(range)
      }
      guard !ranges.isEmpty else {
        throw ConfigurationError("\(place)[\(index)] is not an array of ranges")
      }
      sets.append(RangeSet(ranges: ranges))
    }
    return sets
  }

  /// The addresses of `CNI_ARGS`, `args.cni` and `runtimeConfig`, all of them.
  private static func requested(_ network: Network) throws(CNIError) -> [IPAddress] {
    var texts = network.arguments.addresses
    for var source in [network.conventional, network.runtime] {
      texts += try CNIError.reading { () throws(ConfigurationError) in try source.texts("ips") }
    }
    var addresses: [IPAddress] = []
    for text in texts {
      // A length may be there, and is that of the range in any case.
      guard let address = IPPrefix(text)?.address else {
        throw CNIError(.invalidConfiguration, "not an address to ask for: \(text)")
      }
      if !addresses.contains(address) { addresses.append(address) }
    }
    return addresses
  }

  func add() throws(NetlinkError) -> CNIResult {
    var result = CNIResult(routes: routes)
    if let resolverFile { result.dns = try ResolverFile.read(resolverFile) }
    try store.locked(creating: true) { () throws(NetlinkError) in
      let held = try store.addresses(of: owner)
      do throws(NetlinkError) {
        var rest = requested
        for (number, set) in sets.enumerated() {
          if let other = held.first(where: { set.range(of: $0) != nil }) {
            throw NetlinkError(
              "reserve an address in \(network)", .fileExists,
              message: "the container has \(other) already")
          }
          let wanted = rest.firstIndex { set.range(of: $0) != nil }.map { rest.remove(at: $0) }
          result.addresses.append(try reserve(set, number, wanted))
        }
        if let left = rest.first {
          throw NetlinkError(
            "reserve \(left) in \(network)", .addressNotAvailable, message: "it is in no range")
        }
      } catch {
        for ip in result.addresses { try store.release(ip.address.address) }
        throw error
      }
    }
    return result
  }

  private func reserve(_ set: RangeSet, _ number: Int, _ wanted: IPAddress?) throws(NetlinkError)
    -> CNIResult.IP
  {
    if let wanted, let range = set.range(of: wanted) {
      guard wanted != range.gateway else {
        throw NetlinkError(
          "reserve \(wanted) in \(network)", .addressNotAvailable, message: "it is the gateway's")
      }
      guard !store.isTaken(wanted), try store.reserve(wanted, owner, range: number) else {
        throw NetlinkError(
          "reserve \(wanted) in \(network)", .addressNotAvailable, message: "it is taken")
      }
      return CNIResult.IP(wanted, range)
    }
    for (address, range) in set.candidates(behind: try store.last(range: number))
    where !store.isTaken(address) {
      if try store.reserve(address, owner, range: number) { return CNIResult.IP(address, range) }
    }
    throw NetlinkError(
      "reserve an address in \(network)", .addressNotAvailable, message: "none is free in \(set)")
  }

  func delete() throws(NetlinkError) { try Self.release(store, owner) }

  private static func release(_ store: ReservationStore, _ owner: AttachmentOwner)
    throws(NetlinkError)
  {
    try store.locked(creating: false) { () throws(NetlinkError) in
      try store.release { $0 == owner || ($0.interface.isEmpty && $0.container == owner.container) }
    }
  }

  func check(_ result: CNIResult) throws(NetlinkError) {
    var held: [IPAddress] = []
    try store.locked(creating: false) { () throws(NetlinkError) in
      held = try store.addresses(of: owner)
    }
    guard !held.isEmpty else {
      throw NetlinkError(
        "check the addresses of \(network)", .addressNotAvailable,
        message: "none is reserved for \(owner.container)")
    }
  }

  func collect() throws(NetlinkError) {
    try store.locked(creating: false) { () throws(NetlinkError) in
      try store.release { owner in
        owner.interface.isEmpty
          ? !valid.contains { $0.container == owner.container } : !valid.contains(owner)
      }
    }
  }

  func status() throws(NetlinkError) {
    for set in sets
    where !set.candidates(behind: nil).contains(where: { !store.isTaken($0.0) }) {
      throw NetlinkError(
        "look for an address in \(network)", .addressNotAvailable, message: "none is free in \(set)"
      )
    }
  }

  private static let notePrefix = "host-local "

  var note: String? { Self.notePrefix + store.directory }

  /// Gives back what a record says was reserved.
  static func release(note: String, _ owner: AttachmentOwner) throws(NetlinkError) {
    guard note.hasPrefix(notePrefix) else { return }
    try release(ReservationStore(directory: String(note.dropFirst(notePrefix.count))), owner)
  }
}

extension CNIResult.IP {
  fileprivate init(_ address: IPAddress, _ range: AddressRange) {
    self.address = range.network
    self.address.address = address
    gateway = range.gateway
  }
}
