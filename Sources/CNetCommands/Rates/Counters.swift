internal import ContainerNetwork
internal import Netlink
internal import NetworkNamespace
internal import NetworkWorld
internal import RouteNetlink

/// Looks at the counters of links now and then. Between two looks no namespace is held open, which
/// would keep it alive.
struct Counters {
  private let wanted: [RatedLink]
  private let plumber: Plumber
  private var last: [Key: Sample] = [:]
  /// Those that were not there the last time.
  private(set) var gone: [String] = []

  private struct Key: Hashable {
    var namespace: NamespaceReference?
    /// A link that has the name of one before begins anew.
    var index: Int32
  }

  private struct Sample {
    var time: Int64
    var counters: LinkStatistics
    var name: String
  }

  /// A link's traffic a second, since the last look.
  struct Rate {
    var namespace: String
    var index: Int32
    var name: String
    var seconds: Double
    var receivedBytes, receivedPackets, receiveErrors, receiveDropped: UInt64
    var sentBytes, sentPackets, sendErrors, sendDropped: UInt64
  }

  init(_ links: [RatedLink], _ plumber: Plumber) {
    wanted = links
    self.plumber = plumber
  }

  var isEmpty: Bool { last.isEmpty }

  /// - Throws: ``NetlinkError`` when one of them is not there.
  mutating func begin() throws(NetlinkError) {
    last = [:]
    if wanted.isEmpty {
      last = try samples(of: nil, nil)
    } else {
      for link in wanted {
        last.merge(try samples(of: link.namespace, link.name)) { $1 }
      }
    }
  }

  /// What went through since the last look.
  mutating func rates() throws(NetlinkError) -> [Rate] {
    var now: [Key: Sample] = [:]
    if wanted.isEmpty {
      now = try samples(of: nil, nil)
    } else {
      for link in Set(wanted) {
        do throws(NetlinkError) {
          now.merge(try samples(of: link.namespace, link.name)) { $1 }
        } catch {
          let absent: [Errno] = [.noSuchDevice, .noSuchFileOrDirectory, .noSuchProcess]
          guard absent.contains(error.errno) else { throw error }
        }
      }
    }
    gone = last.filter { now[$0.key] == nil }.map { label($0.key, $0.value.name) }.sorted()
    defer { last = now }
    return now.compactMap { key, sample in
      last[key].map { rate(key, from: $0, to: sample) }
    }.sorted { ($0.namespace, $0.index) < ($1.namespace, $1.index) }
  }

  private func label(_ key: Key, _ name: String) -> String {
    key.namespace.map { "\($0)/\(name)" } ?? name
  }

  private func samples(of reference: NamespaceReference?, _ name: String?) throws(NetlinkError)
    -> [Key: Sample]
  {
    guard let reference else { return try samples(&plumber.home.socket, nil, name) }
    let namespace = try reference.open()
    var socket = RouteSocket(try namespace.openSocket(.route, schema: .route))
    socket.netlink.observe(plumber.observe?(reference.description))
    return try samples(&socket, reference, name)
  }

  private func link(
    _ name: String, _ socket: inout RouteSocket, _ reference: NamespaceReference?
  ) throws(NetlinkError) -> Link {
    do throws(NetlinkError) {
      return try socket.link(.name(name), statistics: true)
    } catch {
      guard error.errno == .noSuchDevice else { throw error }
      let place = reference.map { " in \($0)" } ?? plumber.home.suffix
      throw NetlinkError(
        "count \(name)", .noSuchDevice, message: "there is no link \(name)\(place)")
    }
  }

  private func samples(
    _ socket: inout RouteSocket, _ reference: NamespaceReference?, _ name: String?
  ) throws(NetlinkError) -> [Key: Sample] {
    let links =
      if let name { [try link(name, &socket, reference)] } else {
        try socket.links(statistics: true)
      }
    let time = MonotonicTime.now
    var samples: [Key: Sample] = [:]
    for link in links {
      guard let counters = link.statistics else { continue }
      samples[Key(namespace: reference, index: link.index)] = Sample(
        time: time, counters: counters, name: link.name)
    }
    return samples
  }

  private func rate(_ key: Key, from old: Sample, to new: Sample) -> Rate {
    let seconds = max(Double(new.time - old.time) / 1e9, 1e-9)
    func perSecond(_ counter: KeyPath<LinkStatistics, UInt64>) -> UInt64 {
      // A counter that was set back counts from nothing.
      let (before, after) = (old.counters[keyPath: counter], new.counters[keyPath: counter])
      return UInt64((Double(after >= before ? after - before : after) / seconds).rounded())
    }
    return Rate(
      namespace: key.namespace?.description ?? "", index: key.index, name: new.name,
      seconds: seconds,
      receivedBytes: perSecond(\.receivedBytes), receivedPackets: perSecond(\.receivedPackets),
      receiveErrors: perSecond(\.receiveErrors), receiveDropped: perSecond(\.receiveDropped),
      sentBytes: perSecond(\.sentBytes), sentPackets: perSecond(\.sentPackets),
      sendErrors: perSecond(\.sendErrors), sendDropped: perSecond(\.sendDropped))
  }
}
