internal import Netlink
public import RouteNetlink

/// A creation that the kernel refused, for the rules that explain why.
public struct Refused: Sendable {
  /// What was to be made.
  public var data: any LinkKind
  /// How it was to be made.
  public var settings: LinkSettings
  /// What it was to be made on.
  public var parent: Link?

  public init(_ data: any LinkKind, _ settings: LinkSettings, parent: Link?) {
    self.data = data
    self.settings = settings
    self.parent = parent
  }

  /// Its name for the kernel.
  public var kind: String { type(of: data).name }
  /// What was asked for, where that is a macvlan or macvtap.
  var macvlan: Macvlan? { Macvlan(either: data) }
}

extension Macvlan {
  /// What a macvlan and a macvtap have in common; nil for other kinds.
  init?(either data: (any LinkKind)?) {
    if let macvlan = data as? Macvlan {
      self = macvlan
    } else if let macvtap = data as? Macvtap {
      self = macvtap.macvlan
    } else {
      return nil
    }
  }
}

/// Looks at the state after a refusal: whether it breaks one rule of the kernel's, and what to change.
/// A new rule is one line in ``Plumber/refusalRules``.
typealias RefusalRule =
  @Sendable (_ error: NetlinkError, _ refused: Refused, _ siblings: [Link]) -> String?

extension Plumber {
  /// The first that applies gives the hint. Those that guess at what cannot be seen come last.
  static let refusalRules: [RefusalRule] = [
    kindIsUnknown, nameIsTaken, parentIsLoopback, parentIsNotEthernet, parentIsDown,
    parentIsPort, parentIsTakenByPassthru, parentHasSiblings, parentHasOtherKind,
    parentMayHaveSiblingsElsewhere, parentMayBeTakenElsewhere,
  ]

  /// The error with a hint, where a rule has one.
  func explain(_ error: NetlinkError, _ refused: Refused) -> NetlinkError {
    guard error.hint == nil else { return error }
    var explained = error
    let siblings = siblings(on: refused.parent)
    for rule in Self.refusalRules {
      if let hint = rule(error, refused, siblings) {
        explained.hint = hint
        break
      }
    }
    return explained
  }

  /// Who shares the parent and is in this namespace. Those in others cannot be seen from here. The
  /// "parent" of a pair's end is the other one.
  private func siblings(on parent: Link?) -> [Link] {
    guard let parent else { return [] }
    // A macvlan on a macvlan is put on that one's parent. See macvlan_common_newlink.
    let isStacked = Macvlan(either: parent.data) != nil && parent.parentNamespaceID == nil
    let lower = isStacked ? parent.parent ?? parent.index : parent.index
    // When this cannot be read there is only less to say.
    return ((try? home.socket.links()) ?? []).filter {
      $0.parent == lower && $0.parentNamespaceID == nil && !$0.isPairEnd
    }
  }
}
