internal import NetworkNamespace
internal import NetworkWorld
internal import RouteNetlink

// How a finding names what it is about, and the commands that mend it.

extension Scene {
  /// `eth0 in blue`; without the namespace where the commands will be run.
  func label(_ place: LinkPlace) -> String {
    let name = world[place]?.link.name ?? "link \(place.index)"
    return place.namespace == shell ? name : "\(name) in \(label(place.namespace))"
  }

  func label(_ identity: NamespaceIdentity) -> String {
    identity == shell ? "this namespace" : reference(identity)
  }

  func labels(_ places: [LinkPlace]) -> String { places.map(label).joined(separator: ", ") }

  func reference(_ identity: NamespaceIdentity) -> String {
    world[identity]?.reference ?? "\(identity)"
  }

  /// A command of our own that is run as seen from a namespace.
  func cnet(_ identity: NamespaceIdentity, _ words: String...) -> String { cnet(identity, words) }

  func cnet(_ identity: NamespaceIdentity, _ words: [String]) -> String {
    let place = identity == shell ? [] : ["-n", reference(identity)]
    return (["cnet"] + place + words).map(\.quotedForShell).joined(separator: " ")
  }

  /// One about links. Their names go behind the options where one could be taken for such: a
  /// container may choose them.
  func cnet(
    _ identity: NamespaceIdentity, _ verb: [String], links: [String], _ options: [String] = []
  ) -> String {
    let isPlain = !links.contains { $0.hasPrefix("-") }
    return cnet(identity, verb + (isPlain ? links + options : options + ["--"] + links))
  }

  /// The option that says by which link.
  func device(_ name: String) -> [String] {
    name.hasPrefix("-") ? ["--dev=\(name)"] : ["--dev", name]
  }

  /// Another program, run inside.
  func tool(_ identity: NamespaceIdentity, _ words: String...) -> String { tool(identity, words) }

  func tool(_ identity: NamespaceIdentity, _ words: [String]) -> String {
    let place = identity == shell ? [] : ["cnet", "netns", "exec", reference(identity)]
    return (place + words).map(\.quotedForShell).joined(separator: " ")
  }

  /// Sets a parameter below `/proc/sys/net/`.
  func set(_ identity: NamespaceIdentity, _ key: String, _ value: Int) -> String {
    // With slashes, since the name of a link may hold dots.
    tool(identity, "sysctl", "-qw", "net/\(key)=\(value)")
  }

  func name(_ place: LinkPlace) -> String { world[place]?.link.name ?? "" }

  /// Gives a link one address for another.
  func readdress(_ place: LinkPlace, from old: IPPrefix, to new: IPPrefix) -> String {
    let link = name(place)
    func change(_ verb: String, _ prefix: IPPrefix) -> String {
      cnet(place.namespace, ["address", verb, "\(prefix)"] + device(link))
    }
    // A second IPv4 address of one network goes with the first, and the routes with the last.
    if old.length == new.length, old.contains(new.address),
      old.address.family == AddressFamily.inet,
      let single = IPPrefix(new.address, length: new.address.bitWidth)
    {
      return [
        change("add", single), change("delete", old), change("add", new), change("delete", single),
      ].joined(separator: " && ")
    }
    return [change("add", new), change("delete", old)].joined(separator: " && ")
  }

  /// What brings a link's carrier, as far as links that are down keep it away.
  func raise(_ interface: World.Interface) -> String? {
    var commands: [String] = []
    for link in [interface, peer(interface), parent(interface)] {
      guard let link, !link.link.flags.contains(.up) else { continue }
      commands.append(
        cnet(link.place.namespace, ["link", "set"], links: [link.link.name], ["--up"]))
    }
    return commands.isEmpty ? nil : commands.joined(separator: " && ")
  }

  /// An address of the network that nobody has, as far as can be seen.
  func freeAddress(in prefix: IPPrefix) -> IPPrefix? {
    var taken: Set<IPAddress> = []
    for namespace in namespaces {
      taken.formUnion(namespace.interfaces.flatMap { $0.addresses.map(\.prefix.address) })
      taken.formUnion(routes(namespace.identity).compactMap(\.gateway))
    }
    // The first is most often a gateway's, which may be beyond what can be seen.
    for number in 2...UInt32(65_536) {
      guard let candidate = prefix.address(number) else { return nil }
      if !taken.contains(candidate) { return IPPrefix(candidate, length: prefix.length) }
    }
    return nil
  }
}

extension IPPrefix {
  /// The address with this number in the network; nil when it has none for a host.
  fileprivate func address(_ number: UInt32) -> IPAddress? {
    let result: IPAddress? =
      switch network {
      case .v4(let value): .v4(value &+ number)
      case .v6(let high, let low): .v6(high, low &+ UInt64(number))
      }
    guard let result, contains(result), result != broadcast else { return nil }
    return result
  }
}

extension String {
  /// One word for a shell, whatever it holds.
  var quotedForShell: String {
    let plain = utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: "-_./:,=@%+".utf8.contains(byte)
      }
    }
    if plain, !isEmpty { return self }
    return "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }
}
