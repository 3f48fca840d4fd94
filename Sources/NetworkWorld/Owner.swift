public import ContainerNetwork
internal import Netlink
internal import NetworkNamespace
internal import SystemCalls

/// Whose a namespace is.
public enum Owner: Hashable, Sendable {
  /// A container, by its ID, from the control group of its processes.
  case container(String)
  /// The host name that its processes have for themselves.
  case hostname(String)
  /// What was attached there, from the `ifalias` of a link.
  case attachment(AttachmentOwner)
}

extension Owner {
  /// The container that a control group belongs to; nil when it is none's.
  ///
  /// - Parameter path: of `/proc/PID/cgroup`, as runtimes name them:
  ///   `/system.slice/docker-<id>.scope`, `/kubepods/…/<id>`, `/libpod_parent/libpod-<id>`,
  ///   `/lxc.payload.<name>`, `/machine.slice/machine-<name>.scope`.
  public static func container(controlGroup path: Substring) -> String? {
    // The innermost says most, and what is inside a container is its own affair.
    for part in path.split(separator: "/").reversed() {
      var part = part
      if part.hasSuffix(".scope") { part = part.dropLast(6) }
      for word in part.split(separator: "-").reversed() + [part] where isLongID(word) {
        return String(word)
      }
      for prefix in ["lxc.payload.", "machine-", "crun-", "runc-", "libpod-"] {
        if part.hasPrefix(prefix), part.utf8.count > prefix.utf8.count {
          return String(part.dropFirst(prefix.count))
        }
      }
    }
    return nil
  }

  /// 32 or more hexadecimal digits. What is as long and has dashes, as a pod's UID, is none.
  private static func isLongID(_ word: Substring) -> Bool {
    (32...64).contains(word.utf8.count)
      && word.utf8.allSatisfy { byte in
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
          || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
      }
  }
}

/// Finds owners by looking at processes.
struct OwnerCensus {
  private let containers: [Int32: String]
  private let hostnames: [Int32: String]

  init(_ pids: [Int32]) {
    hostnames = ProcessHostname.read(of: pids)
    // The container that we are in ourselves tells nothing apart.
    let own = Self.container("self")
    containers = Dictionary(
      pids.compactMap { pid in
        guard let id = Self.container("\(pid)"), id != own else { return nil }
        return (pid, id)
      }, uniquingKeysWith: { $1 })
  }

  private static func container(_ process: String) -> String? {
    guard let text = Files.text("/proc/\(process)/cgroup") else { return nil }
    for line in text.split(separator: "\n") {
      // hierarchy-ID:controllers:path
      guard let path = line.split(separator: ":", maxSplits: 2).last else { continue }
      if let id = Owner.container(controlGroup: path) { return id }
    }
    return nil
  }

  func owners(_ pids: [Int32]) -> [Owner] {
    var found: [Owner] = []
    for owner in pids.compactMap({ containers[$0] }).map(Owner.container)
      + pids.compactMap({ hostnames[$0] }).map(Owner.hostname)
    where !found.contains(owner) {
      found.append(owner)
    }
    return found
  }
}

extension World.Namespace {
  /// Whose interface it is when its alias says so: that of a pair is written at the host's end.
  mutating func add(_ owner: AttachmentOwner) {
    if !owners.contains(.attachment(owner)) { owners.append(.attachment(owner)) }
  }
}
