internal import CLinux
public import Netlink
internal import SystemCalls

// A process that turns into another program changes its own namespaces for good. Nothing else in
// the library moves the calling thread.

extension NetworkNamespace {
  /// Where files are that stand in for those of `/etc` in a named namespace. See ip-netns(8).
  public static var configurationDirectory: String { "/etc/netns" }

  /// Moves the calling thread into the namespace for good, and makes what describes the network fit:
  /// in a mount namespace of its own, `/sys` is that of the namespace, and the files of
  /// `/etc/netns/NAME` lie over those of `/etc`. As `ip netns exec` does it.
  ///
  /// Only for a process that then becomes another program, and by its only thread: others stay
  /// where they are.
  ///
  /// - Parameter name: the namespace's name, for `/etc/netns/NAME`; nil when it has none.
  /// - Returns: what could not be laid over `/etc`, in one line each. The rest is done.
  /// - Throws: ``NetlinkError``, `EPERM` without `CAP_SYS_ADMIN`. Some of it may be done then.
  public borrowing func enterProcess(name: String? = nil) throws(NetlinkError) -> [String] {
    let descriptor = fileDescriptor
    try NetlinkError.naming(
      "enter namespace \(identity)", needing: .systemAdministration, in: "the network namespace"
    ) { () throws(Errno) in
      try Syscall.setNetworkNamespace(descriptor)
    }
    try NetlinkError.naming(
      "make a mount namespace", needing: .systemAdministration, in: "this process"
    ) { () throws(Errno) in
      try Syscall.unshareMounts()
      // What is mounted here stays here.
      try Syscall.changePropagation("/", UInt(MS_SLAVE | MS_REC))
    }
    try NetlinkError.naming("mount /sys of the namespace") { () throws(Errno) in
      var flags: UInt = 0
      do throws(Errno) {
        try Syscall.unmount("/sys")
      } catch {
        // Nothing was mounted there, or it is locked in a user namespace: the new one goes on top,
        // where a writable one may not hide one that is read-only.
        if Syscall.isReadOnly("/sys") { flags = UInt(MS_RDONLY) }
      }
      try Syscall.mountFileSystem("sysfs", name ?? "sysfs", "/sys", flags)
    }
    guard let name else { return [] }
    return Self.overlayConfiguration(name)
  }

  private static func overlayConfiguration(_ name: String) -> [String] {
    let directory = "\(configurationDirectory)/\(name)"
    guard isName(name), let files = try? Files.names(directory) else { return [] }
    var failures: [String] = []
    for file in files.sorted() {
      do throws(Errno) {
        try Syscall.bindMount("\(directory)/\(file)", "/etc/\(file)")
      } catch {
        failures.append("put \(directory)/\(file) over /etc/\(file): \(error)")
      }
    }
    return failures
  }

  /// Turns the process into another program, which is looked for along `PATH`.
  ///
  /// - Parameter command: the program, and its arguments as they are.
  /// - Returns: never when it works.
  /// - Throws: ``NetlinkError`` with the error of `execve(2)`: `ENOENT` when there is no such
  ///   program.
  public static func execute(_ command: [String]) throws(NetlinkError) -> Never {
    guard let program = command.first else {
      throw NetlinkError("run a program", .invalidArgument, message: "which one is not said")
    }
    throw NetlinkError("run \(program)", Syscall.execute(command))
  }
}
