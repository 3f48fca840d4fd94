// Every system call of the module, and with them every raw pointer.

internal import CLinux
internal import Netlink
internal import SystemCalls

enum Syscall {
  static func identity(descriptor: Int32) throws(Errno) -> NamespaceIdentity {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw .current }
    return NamespaceIdentity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
  }

  /// Corresponds to `NS_GET_NSTYPE` of `ioctl_ns(2)`.
  static func isNetworkNamespace(_ descriptor: Int32) throws(Errno) -> Bool {
    let type = linux_ns_type(descriptor)
    if type >= 0 { return type == LINUX_CLONE_NEWNET }
    let error = Errno.current
    // What is no namespace does not know the ioctl.
    let unknown: [Errno] = [.notATypewriter, .invalidArgument, .notSupported]
    if unknown.contains(error) { return false }
    throw error
  }

  static func setNetworkNamespace(_ descriptor: Int32) throws(Errno) {
    guard linux_setns(descriptor, LINUX_CLONE_NEWNET) == 0 else { throw .current }
  }

  static func setHostNamespace(_ descriptor: Int32) throws(Errno) {
    guard linux_setns(descriptor, LINUX_CLONE_NEWUTS) == 0 else { throw .current }
  }

  /// Corresponds to `gethostname(2)`.
  static func hostname() -> String? {
    var bytes = [CChar](repeating: 0, count: 256)
    guard unsafe gethostname(&bytes, bytes.count - 1) == 0 else { return nil }
    let name = bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return String(decoding: name, as: UTF8.self)
  }

  static func unshareNetwork() throws(Errno) {
    guard linux_unshare(LINUX_CLONE_NEWNET) == 0 else { throw .current }
  }

  /// Corresponds to `unshare(CLONE_NEWNS)`: a mount namespace of the process's own.
  static func unshareMounts() throws(Errno) {
    guard linux_unshare(LINUX_CLONE_NEWNS) == 0 else { throw .current }
  }

  static func identity(path: String) throws(Errno) -> NamespaceIdentity {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { throw .current }
    return NamespaceIdentity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
  }

  /// Whether a path is a FIFO, a socket or a device: a namespace is a regular file.
  static func isDeviceOrPipe(_ path: String) throws(Errno) -> Bool {
    guard !path.utf8.contains(0) else { throw .invalidArgument }
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { throw .current }
    let kind = status.st_mode & UInt32(S_IFMT)
    return kind != UInt32(S_IFREG) && kind != UInt32(S_IFDIR)
  }

  static var processID: Int32 { getpid() }

  /// Corresponds to `st_nlink`; 0 when the file is not there.
  static func linkCount(_ path: String) -> Int {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return 0 }
    return Int(status.st_nlink)
  }

  /// Corresponds to `makedev(3)`.
  static func device(_ major: UInt32, _ minor: UInt32) -> UInt64 {
    UInt64(linux_device(major, minor))
  }

  /// The symbolic links in a directory, with their targets, as long as those fit 255 bytes.
  static func links(inDirectory path: String) throws(Errno) -> [(name: String, target: String)] {
    guard let directory = unsafe opendir(path) else { throw .current }
    defer { _ = unsafe closedir(directory) }
    let descriptor = unsafe dirfd(directory)
    var target = [CChar](repeating: 0, count: 256)
    var links: [(name: String, target: String)] = []
    while let entry = unsafe linux_next_entry(directory) {
      unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
        unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) { name in
          let count = unsafe readlinkat(descriptor, name, &target, target.count)
          guard count > 0, count < target.count else { return }
          let bytes = target.prefix(count).map { UInt8(bitPattern: $0) }
          unsafe links.append((String(cString: name), String(decoding: bytes, as: UTF8.self)))
        }
      }
    }
    guard linux_errno() == 0 else { throw .current }
    return links
  }

  /// With what is mounted below it.
  static func bindMount(_ source: String, _ target: String) throws(Errno) {
    guard unsafe mount(source, target, "none", UInt(MS_BIND | MS_REC), nil) == 0 else {
      throw .current
    }
  }

  /// Corresponds to `mount(2)` with no source but flags, such as `MS_SHARED | MS_REC`.
  static func changePropagation(_ target: String, _ flags: UInt) throws(Errno) {
    guard unsafe mount("", target, "none", flags, nil) == 0 else { throw .current }
  }

  /// Takes a mount away at once, and follows no symbolic link.
  static func unmount(_ target: String) throws(Errno) {
    guard unsafe umount2(target, Int32(MNT_DETACH) | Int32(UMOUNT_NOFOLLOW)) == 0 else {
      throw .current
    }
  }

  /// Mounts a file system of the kernel's own.
  static func mountFileSystem(_ type: String, _ source: String, _ target: String, _ flags: UInt)
    throws(Errno)
  {
    guard unsafe mount(source, target, type, flags, nil) == 0 else { throw .current }
  }

  /// Corresponds to `ST_RDONLY` of `statvfs(3)`; false when that cannot be told.
  static func isReadOnly(_ path: String) -> Bool {
    var status = statvfs()
    guard unsafe statvfs(path, &status) == 0 else { return false }
    return status.f_flag & UInt(ST_RDONLY) != 0
  }

  /// Corresponds to `execvp(3)`: looks for the program along `PATH`. Returns only when that fails.
  static func execute(_ words: [String]) -> Errno {
    guard !words.contains(where: { $0.utf8.contains(0) }) else { return .invalidArgument }
    var arguments: [UnsafeMutablePointer<CChar>?] = unsafe words.map { unsafe strdup($0) } + [nil]
    _ = unsafe linux_execute(&arguments)
    let error = Errno.current
    unsafe arguments.forEach { unsafe free($0) }
    return error
  }

  static func makeDirectory(_ path: String, mode: UInt32) throws(Errno) {
    guard unsafe mkdir(path, mode) == 0 else { throw .current }
  }

  static func openProcess(_ pid: Int32) throws(Errno) -> Descriptor {
    let number = linux_pidfd_open(pid)
    guard number >= 0 else { throw .current }
    return Descriptor(owning: number)
  }

  static func networkNamespace(ofProcess process: borrowing Descriptor) throws(Errno) -> Descriptor
  {
    let number = linux_pidfd_get_netns(process.number)
    guard number >= 0 else { throw .current }
    return Descriptor(owning: number)
  }

  /// Signal 0: whether the process still is there, without touching it.
  static func isAlive(_ process: borrowing Descriptor) -> Bool {
    linux_pidfd_alive(process.number) == 0
  }

  /// Runs `body` to its end on a new thread, which is gone afterwards.
  static func onNewThread(_ body: @escaping @Sendable () -> Void) throws(Errno) {
    final class Work: Sendable {
      let body: @Sendable () -> Void
      init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    let work = unsafe Unmanaged.passRetained(Work(body))
    var thread = pthread_t()
    let error = unsafe pthread_create(
      &thread, nil,
      { argument in
        guard let argument = unsafe argument else { return nil }
        unsafe Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body()
        return nil
      }, work.toOpaque())
    guard error == 0 else {
      unsafe work.release()
      throw Errno(rawValue: error)
    }
    pthread_join(thread, nil)
  }
}
