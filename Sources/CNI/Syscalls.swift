// Every system call of the module, and with them every raw pointer.

internal import CLinux
internal import Netlink

/// The value of an environment variable.
func environmentVariable(_ name: String) -> String? {
  guard let value = unsafe getenv(name) else { return nil }
  return unsafe String(cString: value)
}

enum Files {
  /// A whole file, of 16 MiB at most.
  static func read(_ path: String) throws(Errno) -> [UInt8] {
    let descriptor = try open(path, O_RDONLY)
    defer { _ = close(descriptor) }
    return try readAll(descriptor)
  }

  static func readAll(_ descriptor: Int32) throws(Errno) -> [UInt8] {
    var result: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 16 * 1024)
    while true {
      let count = unsafe piece.withUnsafeMutableBytes {
        unsafe CLinux.read(descriptor, $0.baseAddress, $0.count)
      }
      if count == 0 { return result }
      if count < 0 {
        let error = Errno.current
        if error == .interrupted { continue }
        throw error
      }
      result += piece[..<count]
      guard result.count <= 16 << 20 else { throw .messageTooLong }
    }
  }

  static func write(_ bytes: [UInt8], to descriptor: Int32) throws(Errno) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe CLinux.write(descriptor, $0.baseAddress, $0.count)
      }
      if count >= 0 {
        rest.removeFirst(count)
      } else {
        let error = Errno.current
        guard error == .interrupted else { throw error }
      }
    }
  }

  /// Makes a file that is there whole or not at all. Mode 0600.
  ///
  /// - Throws: `EEXIST` when it is there.
  static func create(_ path: String, _ bytes: [UInt8]) throws(Errno) {
    let directory = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    do throws(Errno) {
      // A file without a name, which gets its own when it is complete.
      let descriptor = try open(directory, O_RDWR | linux_O_TMPFILE(), 0o600)
      defer { _ = close(descriptor) }
      try write(bytes, to: descriptor)
      guard unsafe linux_name_file(descriptor, path) == 0 else { throw .current }
    } catch {
      // File systems without such files, and /proc not there.
      let unknown: [Errno] = [
        .notSupported, Errno(rawValue: EISDIR), .noSuchFileOrDirectory, .invalidArgument,
      ]
      guard unknown.contains(error) else { throw error }
      let descriptor = try open(path, O_RDWR | O_CREAT | O_EXCL, 0o600)
      defer { _ = close(descriptor) }
      do throws(Errno) {
        try write(bytes, to: descriptor)
      } catch {
        try? remove(path)
        throw error
      }
    }
  }

  static func overwrite(_ path: String, _ bytes: [UInt8]) throws(Errno) {
    let descriptor = try open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    defer { _ = close(descriptor) }
    try write(bytes, to: descriptor)
  }

  static func remove(_ path: String) throws(Errno) {
    guard unsafe unlink(path) == 0 else { throw .current }
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

  static func names(_ path: String) throws(Errno) -> [String] {
    guard let directory = unsafe opendir(path) else { throw .current }
    defer { _ = unsafe closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
      names.append(
        unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
          unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) {
            unsafe String(cString: $0)
          }
        })
    }
    return names
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
  static func openAndLock(_ path: String) throws(Errno) -> Int32 {
    let descriptor = try open(path, O_RDONLY | O_CREAT, 0o600)
    while linux_flock_exclusive(descriptor) != 0 {
      let error = Errno.current
      guard error == .interrupted else {
        closeDescriptor(descriptor)
        throw error
      }
    }
    return descriptor
  }

  static func closeDescriptor(_ descriptor: Int32) { _ = close(descriptor) }

  private static func open(_ path: String, _ flags: Int32, _ mode: UInt32 = 0) throws(Errno)
    -> Int32
  {
    guard !path.utf8.contains(0) else { throw .invalidArgument }
    while true {
      let descriptor = unsafe linux_open(path, flags, mode)
      if descriptor >= 0 { return descriptor }
      let error = Errno.current
      guard error == .interrupted else { throw error }
    }
  }
}

enum Process {
  struct Ended {
    /// 128 and the signal's number when it was killed.
    var status: Int32
    var output: [UInt8]
  }

  /// Runs a plugin with our environment, but for `CNI_COMMAND`, and waits for its end. Its standard
  /// error is ours.
  static func run(_ path: String, command: String, input: [UInt8]) throws(Errno) -> Ended {
    // A file in memory: a pipe could fill while the plugin waits for us to read.
    let file = unsafe linux_memory_file("configuration")
    guard file >= 0 else { throw .current }
    defer { _ = close(file) }
    try Files.write(input, to: file)
    guard lseek(file, 0, SEEK_SET) == 0 else { throw .current }
    var output: Int32 = -1
    guard unsafe setenv("CNI_COMMAND", command, 1) == 0 else { throw .current }
    let pid = unsafe linux_spawn(path, nil, file, &output)
    guard pid > 0 else { throw .current }
    let bytes: [UInt8]
    do throws(Errno) {
      defer { _ = close(output) }
      bytes = try Files.readAll(output)
    } catch {
      _ = linux_wait(pid)
      throw error
    }
    return Ended(status: linux_wait(pid), output: bytes)
  }
}

enum Streams {
  static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// A reader that has gone is an error and not our end.
  static func ignoreBrokenPipes() { linux_ignore_broken_pipes() }
}
