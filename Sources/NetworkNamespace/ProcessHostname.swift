internal import CLinux
internal import Netlink
internal import SystemCalls

/// The names that processes have for their machine: a container's own, when it has a UTS namespace.
public enum ProcessHostname {
  /// Those of the processes whose UTS namespace is not the caller's. Without `CAP_SYS_ADMIN` there are
  /// none.
  ///
  /// The other UTS namespaces are entered one after another, on a thread that ends here.
  public static func read(of pids: [Int32]) -> [Int32: String] {
    guard let own = try? Syscall.identity(path: "/proc/thread-self/ns/uts") else { return [:] }
    var places: [NamespaceIdentity: [Int32]] = [:]
    for pid in pids {
      guard let place = try? Syscall.identity(path: "/proc/\(pid)/ns/uts"), place != own else {
        continue
      }
      places[place, default: []].append(pid)
    }
    guard !places.isEmpty else { return [:] }
    let asked = places
    let names = try? NetworkNamespace.onNewThread("read host names") { () throws(Errno) in
      var names: [Int32: String] = [:]
      for pids in asked.values {
        guard let first = pids.first,
          let file = try? Descriptor(opening: "/proc/\(first)/ns/uts", O_RDONLY),
          (try? Syscall.setHostNamespace(file.number)) != nil, let name = Syscall.hostname()
        else { continue }
        for pid in pids { names[pid] = name }
      }
      return names
    }
    return names ?? [:]
  }
}
