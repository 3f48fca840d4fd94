// The system calls that several modules make, and the raw pointers that they take.

internal import CLinux
package import Netlink

/// A file descriptor that closes itself.
package struct Descriptor: ~Copyable, Sendable {
  package let number: Int32

  package init(owning number: Int32) { self.number = number }

  /// Opens with `O_CLOEXEC`.
  package init(opening path: String, _ flags: Int32, mode: UInt32 = 0) throws(Errno) {
    number = try Files.open(path, flags, mode)
  }

  /// A second descriptor for the same open file.
  package init(duplicating other: Int32) throws(Errno) {
    let result = linux_duplicate(other)
    guard result >= 0 else { throw .current }
    number = result
  }

  deinit { Files.close(number) }
}

/// Files and directories. A call that a signal interrupts is made again.
package enum Files {
  /// Opens with `O_CLOEXEC`. Whoever calls closes.
  package static func open(_ path: String, _ flags: Int32, _ mode: UInt32 = 0) throws(Errno)
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

  /// Opens a regular file. A FIFO in its place would be waited for, and a link leads who knows where.
  ///
  /// - Throws: for a link `ELOOP`, for what else is no regular file `EINVAL`, or what the kernel says.
  package static func openRegular(_ path: String, _ flags: Int32, mode: UInt32 = 0) throws(Errno)
    -> Descriptor
  {
    let file = try Descriptor(opening: path, flags | O_NOFOLLOW | O_NONBLOCK, mode: mode)
    var status = stat()
    guard unsafe fstat(file.number, &status) == 0 else { throw .current }
    guard status.st_mode & UInt32(S_IFMT) == UInt32(S_IFREG) else { throw .invalidArgument }
    return file
  }

  /// Whether an error of ``openRegular(_:_:mode:)`` says that something else is in the file's place: beside
  /// its own what the kernel says of directories, and of FIFOs and sockets without another end.
  package static func isIrregular(_ error: Errno) -> Bool {
    [ELOOP, EINVAL, EISDIR, ENXIO].contains(error.rawValue)
  }

  package static func close(_ descriptor: Int32) { _ = CLinux.close(descriptor) }

  /// A whole file.
  package static func read(_ path: String, limit: Int = 16 << 20) throws(Errno) -> [UInt8] {
    let file = try Descriptor(opening: path, O_RDONLY)
    return try read(file.number, limit: limit)
  }

  /// A whole regular file.
  ///
  /// - Throws: as ``openRegular(_:_:mode:)``, and `EMSGSIZE` when it is longer than `limit` bytes.
  package static func readRegular(_ path: String, limit: Int) throws(Errno) -> [UInt8] {
    let file = try openRegular(path, O_RDONLY)
    return try read(file.number, limit: limit)
  }

  /// What is left of an open file.
  ///
  /// - Throws: `EMSGSIZE` when that is more than `limit` bytes.
  package static func read(_ descriptor: Int32, limit: Int = 16 << 20) throws(Errno) -> [UInt8] {
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
      guard result.count <= limit else { throw .messageTooLong }
    }
  }

  /// A whole file as text; nil when it cannot be read.
  package static func text(_ path: String) -> String? {
    (try? read(path, limit: .max)).map { String(decoding: $0, as: UTF8.self) }
  }

  package static func write(_ bytes: [UInt8], to descriptor: Int32) throws(Errno) {
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

  package static func remove(_ path: String) throws(Errno) {
    guard unsafe unlink(path) == 0 else { throw .current }
  }

  /// Waits for an exclusive lock, which lasts until the descriptor is closed. Corresponds to
  /// `flock(2)`.
  package static func lock(_ descriptor: Int32) throws(Errno) {
    while linux_flock_exclusive(descriptor) != 0 {
      let error = Errno.current
      guard error == .interrupted else { throw error }
    }
  }

  /// Whether the same lock could be had within some time. Whoever may open a file may hold its lock for
  /// ever.
  package static func lock(_ descriptor: Int32, milliseconds: Int32) -> Bool {
    for _ in 0...milliseconds / 10 {
      if linux_flock_try(descriptor) == 0 { return true }
      _ = poll(nil, 0, 10)
    }
    return false
  }

  /// The names in a directory, without `.` and `..`.
  package static func names(_ path: String) throws(Errno) -> [String] {
    let descriptor = try open(path, O_RDONLY | O_DIRECTORY)
    guard let directory = unsafe fdopendir(descriptor) else {
      let error = Errno.current
      close(descriptor)
      throw error
    }
    defer { _ = unsafe closedir(directory) }
    var names: [String] = []
    while let entry = unsafe linux_next_entry(directory) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
        unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    // Half a list would pass for the whole.
    guard linux_errno() == 0 else { throw .current }
    return names
  }
}

/// Another program that is run to its end.
package enum Program {
  package struct Ended {
    /// 128 and the signal's number when it was killed.
    package var status: Int32
    package var output: [UInt8]
  }

  /// Runs a program with our environment and at most one argument. Its standard error is ours.
  ///
  /// - Throws: `EMSGSIZE` when it writes more than `limit` bytes.
  package static func run(
    _ path: String, _ argument: String? = nil, input: [UInt8], limit: Int = 16 << 20
  ) throws(Errno) -> Ended {
    // A file in memory: a pipe could fill while the program waits for us to read.
    let file = unsafe Descriptor(owning: linux_memory_file("input"))
    guard file.number >= 0 else { throw .current }
    try Files.write(input, to: file.number)
    guard lseek(file.number, 0, SEEK_SET) == 0 else { throw .current }
    var output: Int32 = -1
    let pid = unsafe linux_spawn(path, argument, file.number, &output)
    guard pid > 0 else { throw .current }
    let bytes: [UInt8]
    do throws(Errno) {
      defer { Files.close(output) }
      bytes = try Files.read(output, limit: limit)
    } catch {
      _ = linux_wait(pid)
      throw error
    }
    return Ended(status: linux_wait(pid), output: bytes)
  }
}
