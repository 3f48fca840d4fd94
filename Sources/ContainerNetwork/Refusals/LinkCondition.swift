internal import Netlink

/// What the state of a link forbids, said in one way to everybody: the hints of refusals and those who
/// look for faults.
public enum LinkCondition: Hashable, Sendable {
  case loopback(String)
  case parentIsDown(String)
  /// A port of something that takes all that it receives.
  case port(String, masterKind: String, master: String)
  case passthru(parent: String, holder: String)
  /// The MTU of what is on it is above its own.
  case parentMTU(String, limit: UInt32)

  /// A clause without a full stop.
  public var text: String {
    switch self {
    case .loopback(let name): "\(name) is the loopback"
    case .parentIsDown(let name): "its parent \(name) is down"
    case .port(let name, let kind, let master):
      "\(name) is a port of a \(kind) (\(master)), which takes all that it receives"
    case .passthru(let parent, let holder):
      // What is made on a macvlan, the kernel puts on that one's parent.
      "\(holder) has \(holder == parent ? "its parent" : parent) to itself (mode passthru)"
    case .parentMTU(let name, let limit): "the \(limit) of its parent \(name)"
    }
  }

  /// What to do about it, for somebody who wants to make something of a kind.
  func advice(kind: String) -> String {
    switch self {
    case .loopback: "choose an Ethernet parent"
    case .parentIsDown(let name): "set it up first: cnet link set \(name) --up"
    case .port(let name, let masterKind, _):
      "make the \(kind) on the \(masterKind) instead, or take \(name) out of it"
    case .passthru: "delete it, or choose another parent"
    case .parentMTU(let name, let limit):
      "raise the MTU of \(name), or ask for \(limit) at most"
    }
  }

  func hint(kind: String) -> String { "\(text); \(advice(kind: kind))" }

  /// The refusal of an MTU that is above the parent's.
  func refusal(_ operation: String, mtu: UInt32) -> NetlinkError {
    NetlinkError(
      operation, .invalidArgument, message: "the MTU \(mtu) is above \(text)",
      hint: advice(kind: ""))
  }
}
