// Every system call of the module, and with them every raw pointer.

internal import CLinux
internal import Netlink
internal import SystemCalls

/// The value of an environment variable.
func environmentVariable(_ name: String) -> String? {
  guard let value = unsafe getenv(name) else { return nil }
  return unsafe String(cString: value)
}

extension Files {
  /// Makes a file that is there whole or not at all. Mode 0600.
  ///
  /// - Throws: `EEXIST` when it is there.
  static func create(_ path: String, _ bytes: [UInt8]) throws(Errno) {
    let directory = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    do throws(Errno) {
      // A file without a name, which gets its own when it is complete.
      let descriptor = try open(directory, O_RDWR | linux_O_TMPFILE(), 0o600)
      defer { close(descriptor) }
      try write(bytes, to: descriptor)
      guard unsafe linux_name_file(descriptor, path) == 0 else { throw .current }
    } catch {
      // File systems without such files, and /proc not there.
      let unknown: [Errno] = [
        .notSupported, Errno(rawValue: EISDIR), .noSuchFileOrDirectory, .invalidArgument,
      ]
      guard unknown.contains(error) else { throw error }
      let descriptor = try open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600)
      defer { close(descriptor) }
      do throws(Errno) {
        try write(bytes, to: descriptor)
      } catch {
        try? remove(path)
        throw error
      }
    }
  }

  static func overwrite(_ path: String, _ bytes: [UInt8]) throws(Errno) {
    let file = try openRegular(path, O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600)
    try write(bytes, to: file.number)
  }

  /// Makes a directory and those above it. Mode 0755.
  static func makeDirectories(_ path: String) throws(Errno) {
    if unsafe mkdir(path, 0o755) == 0 { return }
    let error = Errno.current
    if error == .fileExists { return }
    guard error == .noSuchFileOrDirectory, let slash = path.lastIndex(of: "/"),
      slash != path.startIndex
    else { throw error }
    try makeDirectories(String(path[..<slash]))
    guard unsafe mkdir(path, 0o755) == 0 || Errno.current == .fileExists else { throw .current }
  }

  static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

  /// The interfaces of a device: below `net`, or `virtioN/net`.
  static func networkDevices(below path: String) -> [String] {
    let parts = ((try? names(path)) ?? []).filter { $0.hasPrefix("virtio") }.sorted()
    for directory in [path] + parts.map({ "\(path)/\($0)" }) {
      let found = ((try? names("\(directory)/net")) ?? []).filter { !$0.hasPrefix(".") }
      if !found.isEmpty { return found.sorted() }
    }
    return []
  }

  static func isExecutable(_ path: String) -> Bool { unsafe access(path, X_OK) == 0 }

  /// Waits for an exclusive `flock(2)` on a file, which lasts until the descriptor is closed.
  static func openAndLock(_ path: String) throws(Errno) -> Descriptor {
    let file = try openRegular(path, O_RDONLY | O_CREAT, mode: 0o600)
    try lock(file.number)
    return file
  }
}

extension Program {
  /// Runs a plugin with our environment, but for `CNI_COMMAND`.
  static func run(_ path: String, command: String, input: [UInt8]) throws(Errno) -> Ended {
    guard unsafe setenv("CNI_COMMAND", command, 1) == 0 else { throw .current }
    return try run(path, input: input)
  }
}

enum Streams {
  static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// A reader that has gone is an error and not our end.
  static func ignoreBrokenPipes() { linux_ignore_broken_pipes() }
}
