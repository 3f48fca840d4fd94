// System calls and the raw pointers that they take.

internal import CLinux
internal import Netlink
internal import SystemCalls

/// The first of the process's arguments that is not UTF-8, where Swift has put U+FFFD for that.
func garbledArgument(_ arguments: [String]) -> String? {
  // Nearly always there is none, and nothing more to do.
  let suspects = arguments.filter { $0.unicodeScalars.contains("\u{FFFD}") }
  guard !suspects.isEmpty else { return nil }
  let real = unsafe UnsafeBufferPointer(
    start: CommandLine.unsafeArgv, count: Int(CommandLine.argc)
  ).compactMap { unsafe $0.flatMap { unsafe String(validatingCString: $0) } }
  return suspects.first { !real.contains($0) }
}

/// Writes all bytes; false when that cannot be.
func writeAll(_ bytes: RawSpan, to descriptor: Int32) -> Bool {
  var done = 0
  while done < bytes.byteCount {
    let written = unsafe bytes.extracting(droppingFirst: done).withUnsafeBytes {
      unsafe write(descriptor, $0.baseAddress, $0.count)
    }
    if written > 0 {
      done += written
    } else if linux_errno() != EINTR {
      return false
    }
  }
  return true
}

func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
  writeAll(bytes.span.raw, to: descriptor)
}

func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

/// Whether an environment variable is there and not empty.
func isSet(_ name: String) -> Bool {
  guard let value = unsafe getenv(name) else { return false }
  return unsafe value.pointee != 0
}

/// Up to 64 KiB; empty at the end.
func readSome(_ descriptor: Int32) throws(Errno) -> [UInt8] {
  var bytes = [UInt8](repeating: 0, count: 64 * 1024)
  while true {
    let count = unsafe bytes.withUnsafeMutableBytes {
      unsafe read(descriptor, $0.baseAddress, $0.count)
    }
    if count >= 0 {
      bytes.removeLast(bytes.count - count)
      return bytes
    }
    let error = Errno.current
    guard error == .interrupted else { throw error }
  }
}

/// Whether a read would not wait.
func isReadable(_ descriptor: Int32) -> Bool {
  var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
  return unsafe poll(&entry, 1, 0) > 0
}

/// Opens a file to read from.
func openForReading(_ path: String) throws(Errno) -> Int32 { try Files.open(path, O_RDONLY) }

/// A time of day.
struct Timestamp {
  private var microseconds: Int64

  static var now: Timestamp { Timestamp(microseconds: linux_wall_time()) }

  /// For people: `05:07:09.123`, where the machine is.
  var text: String { format("%H:%M:%S", isUTC: false) + "." + fraction.prefix(3) }

  /// As RFC 3339 has it: `2026-11-22T05:07:09.123456Z`.
  var iso: String { format("%Y-%m-%dT%H:%M:%S", isUTC: true) + ".\(fraction)Z" }

  private var fraction: String { String("\(1_000_000 + microseconds % 1_000_000)".dropFirst()) }

  private func format(_ format: String, isUTC: Bool) -> String {
    var bytes = [CChar](repeating: 0, count: 64)
    let count = unsafe linux_format_time(
      microseconds / 1_000_000, isUTC ? 1 : 0, format, &bytes, bytes.count)
    return String(decoding: bytes.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

/// The number of a user. Corresponds to `getpwnam(3)`.
func userID(named name: String) -> UInt32? { unsafe getpwnam(name)?.pointee.pw_uid }

/// The number of a group. Corresponds to `getgrnam(3)`.
func groupID(named name: String) -> UInt32? { unsafe getgrnam(name)?.pointee.gr_gid }
