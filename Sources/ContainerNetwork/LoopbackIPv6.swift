public import Netlink
public import NetworkNamespace

extension Plumber {
  /// Switches IPv6 on on `lo` where it is off (`disable_ipv6`), so that a namespace can reach its own
  /// addresses. A failure switches it off again.
  public func enableLoopbackIPv6(in reference: NamespaceReference) throws(NetlinkError) {
    guard !isDryRun else { return }
    let target = try connect(to: reference)
    let before = try Sysctl.enableIPv6(of: ["lo"], in: target)
    guard !before.isEmpty else { return }
    onFailure("switch IPv6 off on lo\(target.suffix)") { () throws(NetlinkError) in
      try Sysctl.apply(before, in: target)
    }
  }
}
