import Foundation
import Netlink
import RouteNetlink
import TestSupport
import Testing

// What a test needs from the machine. Where it is missing, the runner says "skipped" and why.

extension Trait where Self == ConditionTrait {
  /// Needs the right to make network namespaces.
  static var makesNamespaces: Self {
    .enabled(
      if: Kernel.mayMakeNamespaces,
      "needs CAP_SYS_ADMIN: run as root, or inside `unshare --user --map-root-user --net`")
  }

  /// Needs a kind of link.
  static func kernelHas<Kind: LinkKind>(_ kind: Kind.Type) -> Self {
    .enabled(if: Kernel.has(kind: Kind.name), "the running kernel has no link kind \(Kind.name)")
  }
}

extension Trait where Self == ConditionTrait {
  /// Needs user namespaces for everybody.
  static var nobodyMayRun: Self {
    .enabled(
      if: Sandbox.nobodyMayRun,
      "users without rights cannot make user namespaces here, or not reach the built cnet")
  }
}

extension Trait where Self == ConditionTrait {
  /// Needs what a shell cannot do: threads, packet sockets.
  static var hasPython: Self {
    .enabled(if: Runtimes.missing(["python3"]).isEmpty, "needs python3")
  }

  /// Needs the device that tun and tap devices are made with.
  static var tunsCanBeMade: Self {
    .enabled(
      if: FileManager.default.isWritableFile(atPath: "/dev/net/tun"), "needs /dev/net/tun")
  }
}
