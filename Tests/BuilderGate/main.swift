// Holds the message builder to its promise: a veth request costs at most 0.4 times what libmnl's
// functions take for the same bytes, and allocates nothing. Exits with 1 when it does not.

import CBuilderGate
import CLinux
import Netlink
import RouteNetlink

let limit = 0.4

struct Contest {
  var name: String
  var ours: (inout MessageBuffer) throws(MessageError) -> Void
  var theirs: () -> Int
}

/// As `RouteSocket.createLink` does. Not inlined, as libmnl's functions are not.
@inline(never)
func vethRequest(
  _ settings: borrowing LinkSettings, _ kind: borrowing Veth, into buffer: inout MessageBuffer
) throws(MessageError) {
  try buffer.append(RTM.newlink, flags: [.request, .ack, .create, .exclusive]) {
    (m) throws(MessageError) in
    try settings.encode(into: &m)
    try kind.encodeLinkInfo(into: &m)
  }
}

/// Nanoseconds for one of `rounds` runs of `work`.
func nanoseconds(_ rounds: Int, _ work: () -> Void) -> Double {
  let start = ContinuousClock.now
  for _ in 0..<rounds { work() }
  let elapsed = (ContinuousClock.now - start).components
  return (Double(elapsed.seconds) * 1e9 + Double(elapsed.attoseconds) / 1e9) / Double(rounds)
}

/// Runs both in turn, many times, and compares the quickest of each: what disturbs a run only makes
/// it slower.
func judge(_ contest: Contest) throws -> Bool {
  var buffer = MessageBuffer(capacity: 4096)
  try contest.ours(&buffer)
  mnl_clear()
  let theirs = (0..<contest.theirs()).map { mnl_built_byte($0) }
  // libmnl sets NLA_F_NESTED on every nest; the kernel does not ask for it.
  let isSame = buffer.bytes.array.elementsEqual(theirs) { $0 | 0x80 == $1 | 0x80 }

  var (ours, libmnl) = (Double.infinity, Double.infinity)
  var allocations: UInt64 = 0
  for _ in 0..<400 {
    let before = allocation_count()
    ours = min(
      ours,
      nanoseconds(1000) {
        buffer.removeAll()
        try? contest.ours(&buffer)
      })
    allocations += allocation_count() - before
    libmnl = min(libmnl, nanoseconds(1000) { _ = contest.theirs() })
  }
  func rounded(_ value: Double) -> Double { Double(Int(value * 100 + 0.5)) / 100 }
  let isKept = isSame && allocations == 0 && ours <= limit * libmnl
  print(
    "gate: \(isKept ? "passed" : "failed"): \(contest.name): \(rounded(ours)) ns,"
      + " libmnl \(rounded(libmnl)) ns, ratio \(rounded(ours / libmnl)) of at most \(limit),"
      + " \(allocations) allocations" + (isSame ? "" : ", different bytes"))
  return isKept
}

var host = LinkSettings(name: "web0")
host.up = true
var peer = LinkSettings(name: "eth0")
peer.namespace = 7
let plain = (host: host, veth: Veth(peer: peer))

host.mac = MACAddress(2, 0, 0, 0, 0, 1)
host.mtu = 1400
host.transmitQueues = 1
host.receiveQueues = 1
peer.mac = MACAddress(2, 0, 0, 0, 0, 2)
peer.mtu = 1400
peer.transmitQueues = 1
peer.receiveQueues = 1
let full = (host: host, veth: Veth(peer: peer))

let contests = [
  Contest(name: "veth") { (buffer) throws(MessageError) in
    try vethRequest(plain.host, plain.veth, into: &buffer)
  } theirs: {
    mnl_build_veth(7)
  },
  Contest(name: "veth with MACs, MTUs and queues") { (buffer) throws(MessageError) in
    try vethRequest(full.host, full.veth, into: &buffer)
  } theirs: {
    mnl_build_full_veth(7)
  },
]
var isKept = true
for contest in contests where try !judge(contest) { isKept = false }
exit(isKept ? 0 : 1)
