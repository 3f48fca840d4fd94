internal import Netlink
public import RouteNetlink

/// A creation that the kernel refused, for the rules that explain why.
public struct Refused: Sendable {
  public var kind: String
  public var settings: LinkSettings
  public var parent: Link?

  public init(kind: String, settings: LinkSettings, parent: Link?) {
    self.kind = kind
    self.settings = settings
    self.parent = parent
  }
}

/// Looks at the state after a refusal: whether it breaks one rule of the kernel's, and what to change.
/// A new rule is one file and one line in ``Plumber/refusalRules``.
typealias RefusalRule =
  @Sendable (_ error: NetlinkError, _ refused: Refused, _ siblings: [Link]) -> String?

extension Plumber {
  static let refusalRules: [RefusalRule] = [
    nameIsTaken, parentIsBridgePort, parentIsTakenByPassthru, parentHasSiblings,
    parentHasOtherKind, parentIsLoopback,
  ]

  /// The error with a hint, where a rule has one.
  func explain(_ error: NetlinkError, _ refused: Refused) -> NetlinkError {
    guard error.hint == nil else { return error }
    var explained = error
    // Whoever shares the parent (a veth's "parent" is its peer, in a namespace of its own numbers);
    // when that cannot be read there is only less to say.
    let all = (try? home.socket.links()) ?? []
    let siblings = all.filter { link in
      refused.parent != nil && link.parent == refused.parent?.index
        && link.parentNamespaceID == nil && link.kind != Veth.name
    }
    for rule in Self.refusalRules {
      if let hint = rule(error, refused, siblings) {
        explained.hint = hint
        break
      }
    }
    return explained
  }
}
