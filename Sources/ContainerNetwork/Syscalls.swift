// Every system call of the module, and with them every raw pointer.

internal import CLinux
internal import Netlink
internal import RouteNetlink
internal import SystemCalls

/// The little of the file system that records and kernel parameters need.
enum FileSystem {
  /// Makes a directory that only we can use, unless it is there.
  static func makePrivateDirectory(_ path: String) throws(Errno) {
    if unsafe mkdir(path, 0o700) == 0 { return }
    let error = Errno.current
    guard error == .fileExists else { throw error }
  }

  /// Whether a path is a directory, and no link to one, that is ours and that nobody else may
  /// write to.
  static func isPrivateDirectory(_ path: String) throws(Errno) -> Bool {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else { throw .current }
    return status.st_mode & UInt32(S_IFMT) == UInt32(S_IFDIR) && status.st_uid == geteuid()
      && status.st_mode & 0o022 == 0
  }

  static func openLock(_ path: String) throws(Errno) -> Int32 {
    try Files.open(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0o600)
  }

  /// Waits for an exclusive `flock(2)` on a directory.
  static func lockDirectory(_ path: String) throws(Errno) -> Descriptor {
    let directory = try Descriptor(opening: path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
    try Files.lock(directory.number)
    return directory
  }

  static func isSameFile(_ descriptor: Int32, _ path: String) throws(Errno) -> Bool {
    var mine = stat()
    var there = stat()
    guard unsafe fstat(descriptor, &mine) == 0 else { throw .current }
    guard unsafe lstat(path, &there) == 0 else {
      let error = Errno.current
      guard error == .noSuchFileOrDirectory else { throw error }
      return false
    }
    return mine.st_ino == there.st_ino && mine.st_dev == there.st_dev
  }

  /// Writes a file under another name and renames it. Mode 0600.
  static func replace(_ path: String, by name: String, with bytes: [UInt8]) throws(Errno) {
    let file = try Files.openRegular(name, O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600)
    do throws(Errno) {
      try Files.write(bytes, to: file.number)
    } catch {
      try? Files.remove(name)
      throw error
    }
    guard unsafe rename(name, path) == 0 else {
      let error = Errno.current
      try? Files.remove(name)
      throw error
    }
  }

  /// A parameter's value, without the end of its line, as one `read(2)` has it: at most 255 bytes.
  ///
  /// - Throws: `EMSGSIZE` when it is longer.
  static func parameter(_ path: String) throws(Errno) -> String {
    let descriptor = try Files.open(path, O_RDONLY)
    defer { Files.close(descriptor) }
    return try unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) {
      (buffer) throws(Errno) in
      while true {
        let count = unsafe CLinux.read(descriptor, buffer.baseAddress, buffer.count)
        if count >= 0 {
          guard count < buffer.count else { throw .messageTooLong }
          let bytes = unsafe buffer[..<count]
          let line = unsafe bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes
          return unsafe String(decoding: line, as: UTF8.self)
        }
        let error = Errno.current
        guard error == .interrupted else { throw error }
      }
    }
  }

  /// Writes into a file that is there, such as one below `/proc/sys`.
  static func overwrite(_ path: String, with bytes: [UInt8]) throws(Errno) {
    let descriptor = try Files.open(path, O_WRONLY, 0)
    defer { Files.close(descriptor) }
    try Files.write(bytes, to: descriptor)
  }
}

/// Tun and tap devices. Corresponds to `linux/if_tun.h`.
enum TunDevice {
  static var path: String { "/dev/net/tun" }

  static func open() throws(Errno) -> Descriptor { try Descriptor(opening: path, O_RDWR) }

  /// Makes a device that persists, in the namespace of the calling thread.
  ///
  /// - Throws: `EBUSY` when the name is taken, `EPERM` without `CAP_NET_ADMIN`.
  static func create(_ name: String, _ tun: Tun, by device: borrowing Descriptor) throws(Errno) {
    var flags = tun.mode == .tap ? IFF_TAP : IFF_TUN
    if tun.packetInformation != true { flags |= IFF_NO_PI }
    if tun.vnetHeader == true { flags |= IFF_VNET_HDR }
    if tun.multiQueue == true { flags |= IFF_MULTI_QUEUE }
    func check(_ result: Int32) throws(Errno) { if result != 0 { throw .current } }
    try check(unsafe linux_tun_create(device.number, name, flags | IFF_TUN_EXCL))
    if let owner = tun.owner { try check(linux_tun_set_owner(device.number, owner)) }
    if let group = tun.group { try check(linux_tun_set_group(device.number, group)) }
    try check(linux_tun_persist(device.number))
  }
}

/// Sends Ethernet frames as they are. Corresponds to `packet(7)`.
enum PacketSocket {
  /// - Parameter index: of the link to send through.
  static func send(_ frame: [UInt8], index: Int32) throws(Errno) {
    let descriptor = socket(AF_PACKET, Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw .current }
    defer { _ = CLinux.close(descriptor) }
    let sent = unsafe frame.withUnsafeBytes {
      unsafe linux_send_frame(descriptor, $0.baseAddress, $0.count, index)
    }
    guard sent == frame.count else { throw .current }
  }
}

/// Holds back from the calling thread the signals by which users and supervisors end a process.
/// Corresponds to `pthread_sigmask(3)`.
struct HeldSignals {
  /// Those that were not held before.
  private let held: [Int32]

  init(_ signals: [Int32] = [SIGINT, SIGTERM, SIGHUP]) {
    var before = sigset_t()
    var set = Self.set(signals)
    unsafe pthread_sigmask(SIG_BLOCK, &set, &before)
    held = signals.filter { unsafe sigismember(&before, $0) == 0 }
  }

  /// Delivers what came meanwhile.
  func release() {
    var held = Self.set(held)
    unsafe pthread_sigmask(SIG_UNBLOCK, &held, nil)
  }

  /// Whether one came.
  var hasArrived: Bool {
    var pending = sigset_t()
    guard unsafe sigpending(&pending) == 0 else { return false }
    return held.contains { unsafe sigismember(&pending, $0) == 1 }
  }

  /// Waits until a descriptor can be read from, or a signal comes, which stays held.
  func wait(for descriptor: Int32, milliseconds: Int32) throws(Errno) {
    var held = Self.set(held)
    let signals = unsafe signalfd(-1, &held, O_CLOEXEC)
    guard signals >= 0 else { throw .current }
    defer { _ = CLinux.close(signals) }
    var entries = [descriptor, signals].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    guard unsafe poll(&entries, nfds_t(entries.count), milliseconds) < 0 else { return }
    let error = Errno.current
    guard error == .interrupted else { throw error }
  }

  private static func set(_ numbers: [Int32]) -> sigset_t {
    var set = sigset_t()
    unsafe sigemptyset(&set)
    for number in numbers { unsafe sigaddset(&set, number) }
    return set
  }
}
