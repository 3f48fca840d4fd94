import CPeers
import Netlink
import RouteNetlink

/// Compares three builders of one message, after a look at whether they build the same bytes.
///
/// - Parameters:
///   - cnet: builds the message into a buffer that is kept.
///   - libmnl: the same in C.
///   - naive: returns the message as an array.
func compareBuilding(
  _ name: String, cnet: @escaping (inout MessageBuffer) throws -> Void,
  libmnl: @escaping (UnsafeMutableRawPointer) -> Int, naive: @escaping () -> [UInt8]
) {
  var buffer = MessageBuffer(capacity: 4096)
  let memory = UnsafeMutableRawPointer.allocate(byteCount: 4096, alignment: 16)
  // libmnl leaves padding as it was.
  memory.initializeMemory(as: UInt8.self, repeating: 0, count: 4096)
  do {
    try cnet(&buffer)
  } catch {
    fatalError("\(name): \(error)")
  }
  let peer = UnsafeRawBufferPointer(start: memory, count: libmnl(memory))
  requireSame(name, [buffer.bytes.array, Array(peer), naive()]) {
    // NLA_F_NESTED, which libmnl always sets and the kernel does not ask for.
    $0.elementsEqual($1) { $0 | 0x80 == $1 | 0x80 }
  }

  compare(
    "build \(name)", operations: 1_000,
    [
      Side(name: "cnet") { count in
        var buffer = MessageBuffer(capacity: 4096)
        var sum: UInt64 = 0
        for _ in 0..<count {
          buffer.removeAll()
          try? cnet(&buffer)
          sum &+= UInt64(buffer.count)
        }
        return sum
      },
      Side(name: "libmnl") { count in
        var sum: UInt64 = 0
        for _ in 0..<count { sum &+= UInt64(libmnl(memory)) }
        return sum
      },
      Side(name: "naive") { count in
        var sum: UInt64 = 0
        for _ in 0..<count { sum &+= UInt64(naive().count) }
        return sum
      },
    ])
}

let creating: MessageFlags = [.request, .ack, .create, .exclusive]
