internal import CLinux
public import Netlink
internal import SystemCalls

// Named namespaces are files in /run/netns that a namespace is bind-mounted on, in a mount that is
// shared, so that other mount namespaces see them come and go. See ip-netns(8).

extension NetworkNamespace {
  /// Where the names are, as for `ip netns`.
  public static var directory: String { "/run/netns" }

  /// Whether a namespace can have this name: one that stays in the directory.
  public static func isName(_ name: String) -> Bool {
    !name.isEmpty && name != "." && name != ".." && name.utf8.count <= 255
      && !name.utf8.contains(where: { $0 == UInt8(ascii: "/") || $0 == 0 })
  }

  /// The file that stands for a name.
  ///
  /// - Throws: ``NetlinkError`` with `EINVAL` when the name is empty, too long, `.`, `..`, or
  ///   holds a slash or NUL.
  static func path(named name: String, _ operation: @autoclosure () -> String)
    throws(NetlinkError) -> String
  {
    guard isName(name) else {
      throw NetlinkError(operation(), .invalidArgument, message: "not a name for a namespace")
    }
    return "\(directory)/\(name)"
  }

  /// Makes a namespace with a name, which holds it until ``delete(named:)`` or
  /// `ip netns delete`. All or nothing.
  ///
  /// - Throws: ``NetlinkError``, `EEXIST` when the name is taken, `EPERM` without
  ///   `CAP_SYS_ADMIN`.
  public static func create(named name: String) throws(NetlinkError) -> NetworkNamespace {
    let operation = "create namespace \(name)"
    let path = try path(named: name, operation)
    let descriptor = try onNewThread(operation, in: "the mount namespace") { () throws(Errno) in
      try shareDirectory()
      _ = try Descriptor(opening: path, O_RDONLY | O_CREAT | O_EXCL)
      do throws(Errno) {
        try Syscall.unshareNetwork()
        let descriptor = try Descriptor(opening: "/proc/thread-self/ns/net", O_RDONLY)
        try Syscall.bindMount("/proc/thread-self/ns/net", path)
        return descriptor
      } catch {
        try? Files.remove(path)
        throw error
      }
    }
    do throws(NetlinkError) {
      return try NetworkNamespace(descriptor, operation)
    } catch {
      try? delete(named: name)
      throw error
    }
  }

  /// Gives a namespace that is open a name more. All or nothing.
  ///
  /// - Throws: ``NetlinkError``, `EEXIST` when the name is taken.
  public borrowing func pin(named name: String) throws(NetlinkError) {
    let operation = "name a namespace \(name)"
    let path = try Self.path(named: name, operation)
    let number = fileDescriptor
    let isRefused = try NetlinkError.naming(
      operation, needing: .systemAdministration, in: "the mount namespace"
    ) { () throws(Errno) in
      try Self.shareDirectory()
      _ = try Descriptor(opening: path, O_RDONLY | O_CREAT | O_EXCL)
      do throws(Errno) {
        try Syscall.bindMount("/proc/thread-self/fd/\(number)", path)
      } catch {
        if error == .invalidArgument { return true }
        try? Files.remove(path)
        throw error
      }
      return false
    }
    guard isRefused else { return }
    // Newer kernels do not mount what was opened by a name that has since been taken away.
    do throws(NetlinkError) {
      try run { () throws(NetlinkError) in
        try NetlinkError.naming(operation) { () throws(Errno) in
          try Syscall.bindMount("/proc/thread-self/ns/net", path)
        }
      }
    } catch {
      try? Files.remove(path)
      throw error
    }
  }

  /// Takes the name away. The namespace itself goes when nothing else holds it.
  ///
  /// - Throws: ``NetlinkError``, `ENOENT` when there is no such name.
  public static func delete(named name: String) throws(NetlinkError) {
    let operation = "delete namespace \(name)"
    let path = try path(named: name, operation)
    try NetlinkError.naming(operation, needing: .systemAdministration, in: "the mount namespace") {
      () throws(Errno) in
      do throws(Errno) {
        try Syscall.unmount(path)
      } catch {
        // EINVAL: the file is there, but nothing is mounted on it. It goes all the same, and so
        // does a symbolic link, but not what it points to.
        guard error == .invalidArgument else { throw error }
      }
      try Files.remove(path)
    }
  }

  /// The names, in alphabetical order.
  public static func names() throws(NetlinkError) -> [String] {
    try NetlinkError.naming("list namespaces") { () throws(Errno) in
      do throws(Errno) {
        return try Files.names(directory).sorted()
      } catch {
        guard error == .noSuchFileOrDirectory else { throw error }
        return []
      }
    }
  }

  /// Makes the directory a mount that is shared with other mount namespaces.
  private static func shareDirectory() throws(Errno) {
    do throws(Errno) {
      try Syscall.makeDirectory(directory, mode: 0o755)
    } catch {
      guard error == .fileExists else { throw error }
    }
    let shared = UInt(MS_SHARED | MS_REC)
    do throws(Errno) {
      try Syscall.changePropagation(directory, shared)
    } catch {
      // EINVAL: it is not a mount of its own yet.
      guard error == .invalidArgument else { throw error }
      // One at a time, with ip(8): a second mount would hide the names below the first.
      let lock = try Descriptor(opening: directory, O_RDONLY | O_DIRECTORY)
      _ = Files.lock(lock.number, milliseconds: 1000)
      do throws(Errno) {
        return try Syscall.changePropagation(directory, shared)
      } catch {
        guard error == .invalidArgument else { throw error }
      }
      try Syscall.bindMount(directory, directory)
      try Syscall.changePropagation(directory, shared)
    }
  }
}
