internal import ArgumentParser
internal import NetworkNamespace
internal import NetworkWorld
internal import RouteNetlink

/// What `cnet watch --until` waits for, in any of the namespaces that are watched.
struct WatchCondition {
  /// As it was written.
  let text: String
  private var object: Object
  /// Waits until it is not there.
  private var isAbsent = false

  private enum Object {
    case link(String)
    /// `up`: it works. `down`: it does not.
    case linkState(String, isUp: Bool)
    case address(IPAddress)
    /// nil is a default route, whose family may be any.
    case route(IPPrefix?, family: UInt8?)
    case neighbor(IPAddress)
    case namespace(String)
  }

  /// For `@Option(transform:)`, which prints the reason.
  static func parse(_ text: String) throws -> WatchCondition {
    var words = text.split(separator: " ").map(String.init)
    let isAbsent = words.count == 3 && words[2] == "deleted"
    if isAbsent { words.removeLast() }
    guard let object = object(words) else {
      throw ValidationError(
        "a condition is written 'link NAME up', 'link NAME down', 'address IP', 'route DST', "
          + "'neighbor IP' or 'namespace NAME', or with deleted behind it")
    }
    return WatchCondition(text: text, object: object, isAbsent: isAbsent)
  }

  private static func object(_ words: [String]) -> Object? {
    guard words.count == 2 else {
      guard words.count == 3, words[0] == "link", words[2] == "up" || words[2] == "down" else {
        return nil
      }
      return .linkState(words[1], isUp: words[2] == "up")
    }
    switch words[0] {
    case "link": return .link(words[1])
    case "address": return IPAddress(words[1]).map { .address($0) }
    case "neighbor": return IPAddress(words[1]).map { .neighbor($0) }
    case "namespace": return .namespace(words[1])
    case "route" where words[1] == "default": return .route(nil, family: nil)
    case "route":
      guard let prefix = IPPrefix(words[1]) else { return nil }
      let network = prefix.length == 0 ? nil : IPPrefix(prefix.network, length: prefix.length)
      return .route(network, family: prefix.address.family)
    default: return nil
    }
  }

  /// Whether it takes all namespaces to tell.
  var isOfNamespaces: Bool { if case .namespace = object { true } else { false } }

  func holds(_ watcher: Watcher) -> Bool {
    watcher.watched.contains { isIn($0.state, $0.names) } != isAbsent
  }

  private func isIn(_ state: NamespaceState, _ names: [String]) -> Bool {
    switch object {
    case .link(let name): state.links.values.contains { $0.isCalled(name) }
    case .linkState(let name, let isUp):
      state.links.values.contains { $0.isCalled(name) && ($0.stateWord == "up") == isUp }
    case .address(let address): state.addresses.values.contains { $0.prefix.address == address }
    case .route(let destination, let family):
      state.routes.values.joined().contains {
        $0.destination == destination && $0.family == family ?? $0.family
      }
    case .neighbor(let address):
      state.neighbors.values.contains { $0.destination == address && $0.address != nil }
    case .namespace(let name): names.contains(name)
    }
  }
}

extension Link {
  fileprivate func isCalled(_ text: String) -> Bool {
    name == text || alternativeNames.contains(text)
  }
}
