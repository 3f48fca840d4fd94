// Every system call of the module, and with them every raw pointer.

internal import CLinux
internal import Netlink

enum Syscall {
  /// The contents of a small file; nil when it cannot be read.
  static func contents(_ path: String) -> String? {
    let descriptor = unsafe linux_open(path, O_RDONLY, 0)
    guard descriptor >= 0 else { return nil }
    defer { _ = close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 16 * 1024)
    let count = unsafe read(descriptor, &bytes, bytes.count)
    return count >= 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
  }
}
