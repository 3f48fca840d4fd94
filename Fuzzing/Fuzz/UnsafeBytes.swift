// The raw pointers of the fuzz cases: libFuzzer's, and those of files and sockets in memory.

import CLibFuzzer
import CLinux
import ContainerNetwork
import Netlink

/// The case that the first argument names.
private let chosen: Case = {
  let name = CommandLine.arguments.dropFirst().first ?? ""
  guard let known = Case.all.first(where: { $0.name == name }) else {
    fatalError("there is no case \(name)")
  }
  return known
}()

/// Hands the process to libFuzzer, which does not see the case's name.
func runDriver() {
  var count = CommandLine.argc - 1
  var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? =
    unsafe CommandLine.unsafeArgv + 1
  _ = chosen
  _ = unsafe LLVMFuzzerRunDriver(&count, &arguments) { data, size in
    try? chosen.run(unsafe Array(UnsafeBufferPointer(start: data, count: size)))
    return 0
  }
}

/// What is written to a descriptor, to look at, or is to be read from one.
struct MemoryFile {
  let descriptor: Int32

  init() { descriptor = unsafe linux_memory_file("fuzz") }

  /// Makes these bytes the whole of it, from the beginning of which is read.
  func put(_ bytes: [UInt8]) {
    let count = unsafe pwrite(descriptor, bytes, bytes.count, 0)
    expect(count == bytes.count, "the memory file cannot be written")
    _ = ftruncate(descriptor, bytes.count)
    _ = lseek(descriptor, 0, SEEK_SET)
  }

  /// What was written since the last time.
  func take() -> [UInt8] {
    let size = Int(lseek(descriptor, 0, SEEK_CUR))
    var bytes = [UInt8](repeating: 0, count: max(size, 0))
    let count = unsafe bytes.withUnsafeMutableBytes {
      unsafe pread(descriptor, $0.baseAddress, $0.count, 0)
    }
    expect(count == size, "the memory file cannot be read")
    _ = lseek(descriptor, 0, SEEK_SET)
    return bytes
  }
}

/// The other end of a netlink socket, which has answered beforehand.
final class ScriptedPeer {
  private let descriptor: Int32
  /// Whoever speaks over it owns it.
  let client: Int32

  init(_ datagrams: [[UInt8]]) {
    var pair: [Int32] = [0, 0]
    let made = unsafe socketpair(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0, &pair)
    expect(made == 0, "there are no sockets")
    descriptor = pair[0]
    client = pair[1]
    // Whoever waits for more fails with EAGAIN.
    var wait = timeval(tv_sec: 0, tv_usec: 1)
    _ = unsafe setsockopt(
      client, SOL_SOCKET, SO_RCVTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
    for datagram in datagrams {
      _ = unsafe send(descriptor, datagram, datagram.count, Int32(MSG_DONTWAIT))
    }
  }

  deinit { _ = close(descriptor) }
}

/// A connection that gets no answers: names of links that are not in a dump are asked for in vain.
nonisolated(unsafe) let silentConnection: Plumber.Connection = mustSucceed("open a socket") {
  try Plumber(observe: { _ in Silence() }).home
}

private struct Silence: ExchangeObserver {
  func shouldSend(_ messages: RawSpan, schema: ProtocolSchema?) -> Bool { false }
  func didReceive(_ messages: RawSpan, schema: ProtocolSchema?) {}
}
