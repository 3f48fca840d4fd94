// Every system call of the module, and with them every raw pointer.

internal import CLinux
internal import Netlink

/// Nanoseconds of a clock that nobody sets. Corresponds to `CLOCK_MONOTONIC`.
public enum MonotonicTime {
  /// The time.
  public static var now: Int64 { linux_monotonic_time() }

  /// Waits until it is so late, or a signal comes.
  public static func sleep(until time: Int64) {
    let left = time - now
    if left > 0 { _ = poll(nil, 0, Int32(clamping: (left + 999_999) / 1_000_000)) }
  }
}

/// Waits until one of two descriptors can be read, or the time is over.
///
/// - Parameter milliseconds: negative waits for ever.
func poll(_ first: Int32, _ second: Int32?, _ milliseconds: Int32) {
  var entries = [first, second].compactMap(\.self).map {
    pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
  }
  _ = unsafe poll(&entries, nfds_t(entries.count), milliseconds)
}

/// Tells when a file in a directory comes or goes. Corresponds to `inotify(7)`.
final class DirectoryWatch: Sendable {
  let descriptor: Int32

  /// nil when it cannot be watched: it is looked at now and then all the same.
  init?(_ path: String) {
    descriptor = inotify_init1(Int32(IN_CLOEXEC | IN_NONBLOCK))
    guard descriptor >= 0 else { return nil }
    let events = UInt32(IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO)
    if unsafe inotify_add_watch(descriptor, path, events) < 0 {
      _ = close(descriptor)
      return nil
    }
  }

  deinit { _ = close(descriptor) }

  /// Whether something came since the last time.
  func hasChanged() -> Bool {
    var bytes = [UInt8](repeating: 0, count: 4096)
    var hasChanged = false
    while unsafe read(descriptor, &bytes, bytes.count) > 0 { hasChanged = true }
    return hasChanged
  }
}
