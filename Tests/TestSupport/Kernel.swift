internal import CLinux
internal import Foundation
internal import Netlink
internal import NetworkNamespace
internal import RouteNetlink

/// What the running kernel, and the rights of this process, allow a test to do.
public enum Kernel {
  /// True when this process may make network namespaces.
  public static let mayMakeNamespaces: Bool = {
    do {
      _ = try NetworkNamespace.anonymous()
      return true
    } catch {
      return false
    }
  }()

  /// True when this process runs as root of the machine, and not only of a user namespace, where
  /// there is nobody else to become.
  public static let isRoot: Bool = {
    let map = try? String(contentsOfFile: "/proc/self/uid_map", encoding: .utf8)
    let isEverybody = map.map { $0.split(separator: " ").last == "4294967295\n" } ?? true
    return geteuid() == 0 && isEverybody
  }()

  /// True on QEMU's own processor, where it says nothing about cnet how long something takes.
  public static let isEmulated: Bool = {
    let processor = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
    return processor?.contains("QEMU Virtual CPU") ?? false
  }()

  /// True when the kernel has this kind of link, built in or as a module that it can load.
  ///
  /// It is asked to create one, in a namespace made for that. `EOPNOTSUPP` with these words means
  /// that nobody answers to the name; any other refusal (`EINVAL`: a parent is missing; `EOPNOTSUPP`
  /// of tun, which is made by an ioctl) comes from the kind itself.
  public static func has(kind: String) -> Bool {
    do throws(NetlinkError) {
      let namespace = try NetworkNamespace.anonymous()
      var socket = try namespace.openSocket(.route)
      try socket.acknowledge("probe \(kind)", RTM.newlink, flags: [.create, .exclusive]) {
        (m) throws(MessageError) in
        try m.put(header: LinkHeader())
        try m.put(IFLA.ifname, "probe0")
        try m.nest(IFLA.linkinfo) { (m) throws(MessageError) in
          try m.put(IFLA.Info.kind, unterminated: kind)
        }
      }
      return true
    } catch {
      return error.errno != .notSupported || error.message != "Unknown device type"
    }
  }
}
