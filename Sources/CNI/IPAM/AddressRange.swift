internal import AttachmentConfiguration
internal import RouteNetlink

/// Addresses of one network that host-local may give, from the first to the last.
struct AddressRange: Hashable, Sendable {
  var network: IPPrefix
  var first: IPAddress
  var last: IPAddress
  var gateway: IPAddress

  /// Reads `{"subnet": "10.1.0.0/16", "rangeStart": …, "rangeEnd": …, "gateway": …}`.
  ///
  /// - Throws: ``ConfigurationError``; nil when there is no subnet.
  init?(_ fields: inout Fields) throws(ConfigurationError) {
    let place = fields.place
    func refuse(_ why: String) -> ConfigurationError { ConfigurationError("\(place): \(why)") }
    let subnet = try fields.value("subnet", "a network", IPPrefix.init(cidr:))
    let gateway = try fields.address("gateway")
    let start = try fields.address("rangeStart")
    let end = try fields.address("rangeEnd")
    guard let network = subnet else {
      guard gateway == nil, start == nil, end == nil else { throw refuse("there is no subnet") }
      return nil
    }
    guard network.length <= network.address.bitWidth - 2 else {
      throw refuse("the network \(network) is too small to give addresses from")
    }
    guard network.address == network.network else {
      throw refuse("\(network) is an address in the network \(network.network)/\(network.length)")
    }
    if let gateway, gateway.family != network.address.family {
      throw refuse("gateway \(gateway) and \(network) are not both IPv4 or both IPv6")
    }
    self.network = network
    self.gateway = gateway ?? network.network.next
    first = start ?? network.network.next
    last = end ?? network.lastForHosts
    for (key, address) in [("rangeStart", first), ("rangeEnd", last)]
    where !network.contains(address) {
      throw refuse("\(key) \(address) is not in \(network)")
    }
    guard first <= last else { throw refuse("rangeStart \(first) is behind rangeEnd \(last)") }
  }

  func contains(_ address: IPAddress) -> Bool {
    network.contains(address) && first <= address && address <= last
  }

  func overlaps(_ other: AddressRange) -> Bool {
    network.address.family == other.network.address.family && first <= other.last
      && other.first <= last
  }
}

/// Ranges that one address is taken from, whichever has one.
struct RangeSet: Hashable, Sendable {
  var ranges: [AddressRange]

  func range(of address: IPAddress) -> AddressRange? { ranges.first { $0.contains(address) } }

  /// Every address once, beginning behind `start`; from the first when that is in no range.
  /// Gateways are left out.
  func candidates(behind start: IPAddress?) -> some Sequence<(IPAddress, AddressRange)> {
    var index = start.flatMap { s in ranges.firstIndex { $0.contains(s) } } ?? 0
    var current = start.flatMap { range(of: $0) == nil ? nil : $0 }
    // The one that the round ends behind.
    let end = current
    var isFirst = true
    return sequence(state: ()) { _ -> (IPAddress, AddressRange)? in
      while true {
        if let end, current == end, !isFirst { return nil }
        if let address = current {
          if address == ranges[index].last {
            index = (index + 1) % ranges.count
            if end == nil, index == 0 { return nil }
            current = ranges[index].first
          } else {
            current = address.next
          }
        } else {
          current = ranges[index].first
        }
        isFirst = false
        guard let address = current else { return nil }
        if address != ranges[index].gateway { return (address, ranges[index]) }
      }
    }
  }
}

extension RangeSet: CustomStringConvertible {
  var description: String {
    ranges.map { "\($0.first) to \($0.last)" }.joined(separator: ", ")
  }
}

extension IPAddress {
  /// The address behind; the last one's is the first.
  var next: IPAddress {
    switch self {
    case .v4(let value): .v4(value &+ 1)
    case .v6(let high, let low): .v6(low == .max ? high &+ 1 : high, low &+ 1)
    }
  }

  static func <= (a: IPAddress, b: IPAddress) -> Bool {
    switch (a, b) {
    case (.v4(let a), .v4(let b)): a <= b
    case (.v6(let a, let c), .v6(let b, let d)): (a, c) <= (b, d)
    default: false
    }
  }
}

extension IPPrefix {
  /// The last address; in IPv4 the one before the broadcast address.
  fileprivate var lastForHosts: IPAddress {
    switch network {
    case .v4(let value): .v4((value | ~(~0 << (32 - UInt32(length)))) - 1)
    case .v6(let high, let low):
      .v6(
        length >= 64 ? high : high | ~(~0 << UInt64(64 - length)),
        length <= 64 ? .max : low | ~(~0 << UInt64(128 - length)))
    }
  }
}
