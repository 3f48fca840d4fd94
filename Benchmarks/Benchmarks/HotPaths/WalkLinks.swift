import CPeers
import Netlink
import RouteNetlink

/// Name, index, MTU, kind and peer of every link in a dump of the namespace that the
/// benchmark runs in. The driver sees to it that there are 4,000.
func walkLinks() {
  let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 32 << 20, alignment: 16)
  let dump = UnsafeRawBufferPointer(
    rebasing: memory[..<capture_links(memory.baseAddress, memory.count)])
  requireSame("walk", [walk(dump), mnl_walk_links(dump.baseAddress, dump.count)], by: ==)

  compare(
    "walk links", operations: 1,
    [
      Side(name: "cnet") { count in
        (0..<count).reduce(0) { sum, _ in sum &+ walk(dump) }
      },
      Side(name: "libmnl") { count in
        (0..<count).reduce(0) { sum, _ in sum &+ mnl_walk_links(dump.baseAddress, dump.count) }
      },
    ])
}

@inline(never)
private func walk(_ dump: UnsafeRawBufferPointer) -> UInt64 {
  var sum: UInt64 = 0
  var messages = Messages(dump.bytes)
  do {
    while let message = try messages.next() {
      guard message.type == RTM.newlink else { continue }
      let link = try LinkView(message)
      sum &+= UInt64(truncatingIfNeeded: link.header.index)
      sum &+= fold(link.name) &+ fold(link.kind)
      sum &+= UInt64(link.mtu) &+ UInt64(UInt32(bitPattern: link.parent))
    }
  } catch {
    fatalError("walk: \(error)")
  }
  return sum
}

private func fold(_ text: RawSpan) -> UInt64 {
  UInt64(text.byteCount) &+ UInt64(text.integer(at: 0, as: UInt8.self) ?? 0)
}
