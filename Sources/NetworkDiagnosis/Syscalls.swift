// Every system call of the module, and with them every raw pointer.

internal import CLinux
internal import Netlink

enum Syscall {
  static func sleep(milliseconds: Int32) { _ = poll(nil, 0, milliseconds) }

  /// How many BPF programs decide on what an end of a netkit pair sends, in the calling thread's
  /// namespace; nil where that may not be asked.
  ///
  /// - Parameter primary: the index of the pair's primary end, which holds the programs of both.
  static func netkitPrograms(primary: Int32, isPeer: Bool) -> Int? {
    let count = linux_netkit_programs(primary, isPeer ? 1 : 0)
    return count < 0 ? nil : Int(count)
  }

  /// What came back of an echo request.
  enum Echo: Sendable {
    case answered
    case silence
    /// The kernel, or a router, said that it does not go.
    case refused(Errno)
  }

  /// Sends an ICMP or ICMPv6 echo request from the calling thread's namespace and waits for the answer.
  static func echo(family: UInt8, address: [UInt8], milliseconds: Int32) throws(Errno) -> Echo {
    let descriptor = unsafe linux_echo_socket(Int32(family), address)
    guard descriptor >= 0 else {
      let error = Errno.current
      if error == .notPermitted || error == .permissionDenied { throw error }
      return .refused(error)
    }
    defer { _ = close(descriptor) }
    let isIPv4 = family == UInt8(AF_INET)
    let identifier = UInt16.random(in: .min ... .max)
    let request = message(type: isIPv4 ? 8 : 128, identifier)
    guard unsafe send(descriptor, request, request.count, 0) == request.count else {
      return .refused(.current)
    }
    let start = linux_monotonic_time()
    var buffer = [UInt8](repeating: 0, count: 2048)
    while true {
      var waited = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let left = Int64(milliseconds) - (linux_monotonic_time() - start) / 1_000_000
      guard left > 0, unsafe poll(&waited, 1, Int32(left)) > 0 else { return .silence }
      let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
      if count < 0 {
        if Errno.current == .interrupted { continue }
        return .refused(.current)
      }
      // IPv4 comes with its header.
      let skip = isIPv4 ? Int(buffer[0] & 0xF) * 4 : 0
      guard count >= skip + 8, buffer[skip] == (isIPv4 ? 0 : 129),
        UInt16(buffer[skip + 4]) << 8 | UInt16(buffer[skip + 5]) == identifier
      else { continue }
      return .answered
    }
  }

  /// The checksum of ICMPv6 is the kernel's affair.
  private static func message(type: UInt8, _ identifier: UInt16) -> [UInt8] {
    let number = UInt32(type) << 8 + UInt32(identifier) + 1
    let folded = (number & 0xFFFF) + (number >> 16)
    let sum = ~UInt16(truncatingIfNeeded: (folded & 0xFFFF) + (folded >> 16))
    return [
      type, 0, UInt8(sum >> 8), UInt8(sum & 0xFF), UInt8(identifier >> 8),
      UInt8(identifier & 0xFF), 0, 1,
    ]
  }
}
