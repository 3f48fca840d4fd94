// System calls and the raw pointers that they take.

internal import CLinux
internal import Netlink

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
func openForReading(_ path: String) throws(Errno) -> Int32 {
  guard !path.utf8.contains(0) else { throw .invalidArgument }
  let descriptor = unsafe linux_open(path, O_RDONLY, 0)
  guard descriptor >= 0 else { throw .current }
  return descriptor
}

func closeDescriptor(_ descriptor: Int32) { _ = close(descriptor) }

/// The contents of a small file; nil when it cannot be read.
func readTextFile(_ path: String) -> String? {
  do throws(Errno) {
    let descriptor = try openForReading(path)
    defer { closeDescriptor(descriptor) }
    var text: [UInt8] = []
    while case let piece = try readSome(descriptor), !piece.isEmpty { text += piece }
    return String(decoding: text, as: UTF8.self)
  } catch {
    return nil
  }
}
