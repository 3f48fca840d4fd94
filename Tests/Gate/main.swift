// Does the work of one hot path again and again, for `Scripts/gate` to count what it costs:
//
//   gate CASE COUNT
//
// What one round costs is the difference between two counts, so that starting does not matter.

import ContainerNetwork
import NetworkNamespace
import Netlink
import RouteNetlink

let creating: MessageFlags = [.request, .ack, .create, .exclusive]

/// Builds a message into a buffer that is kept.
func build(
  _ count: Int, _ message: (inout MessageBuffer) throws(MessageError) -> Void
) throws(MessageError) {
  var buffer = MessageBuffer(capacity: 4096)
  for _ in 0..<count {
    buffer.removeAll()
    try message(&buffer)
  }
}

@inline(never)
func veth(_ host: borrowing LinkSettings, _ kind: borrowing Veth, into buffer: inout MessageBuffer)
  throws(MessageError)
{
  try buffer.append(RTM.newlink, flags: creating) { (m) throws(MessageError) in
    try host.encode(into: &m)
    try kind.encodeLinkInfo(into: &m)
  }
}

@inline(never)
func macvlan(_ kind: borrowing Macvlan, into buffer: inout MessageBuffer) throws(MessageError) {
  var settings = LinkSettings(name: "mac0")
  settings.mac = MACAddress(2, 0, 0, 0, 0, 1)
  settings.mtu = 1400
  settings.parent = 5
  try buffer.append(RTM.newlink, flags: creating) { (m) throws(MessageError) in
    try settings.encode(into: &m)
    try kind.encodeLinkInfo(into: &m)
  }
}

@inline(never)
func address(_ address: borrowing Address, into buffer: inout MessageBuffer) throws(MessageError) {
  try buffer.append(RTM.newaddr, flags: creating) { (m) throws(MessageError) in
    try address.encode(into: &m)
  }
}

@inline(never)
func route(_ route: borrowing Route, into buffer: inout MessageBuffer) throws(MessageError) {
  try buffer.append(RTM.newroute, flags: creating) { (m) throws(MessageError) in
    try route.encode(into: &m)
  }
}

/// What a dump holds of a link: more than is looked at.
func linkMessage(into buffer: inout MessageBuffer) throws(MessageError) {
  try buffer.append(RTM.newlink, flags: []) { (m) throws(MessageError) in
    try m.put(header: LinkHeader(hardwareType: 1, index: 7, flags: .up))
    try m.put(IFLA.ifname, "web0")
    for number in 40..<60 { try m.put(AttributeType(UInt16(number)), UInt32(number)) }
    try m.put(IFLA.mtu, UInt32(1500))
    try m.put(IFLA.link, UInt32(8))
    try m.nest(IFLA.linkinfo) { (m) throws(MessageError) in try m.put(IFLA.Info.kind, "veth") }
    try m.put(IFLA.linkNetNSID, UInt32(0))
  }
}

@inline(never)
func walk(_ bytes: RawSpan) throws(MessageError) -> UInt32 {
  var sum: UInt32 = 0
  var messages = Messages(bytes)
  while let message = try messages.next() {
    let link = try LinkView(message)
    sum &+= link.mtu &+ UInt32(link.name.byteCount) &+ UInt32(link.kind.byteCount)
  }
  return sum
}

let arguments = CommandLine.arguments
guard arguments.count == 3, let count = Int(arguments[2]) else {
  fatalError("usage: gate CASE COUNT")
}
switch arguments[1] {
case "veth":
  var host = LinkSettings(name: "web0")
  host.up = true
  var peer = LinkSettings(name: "eth0")
  peer.namespace = 7
  let kind = Veth(peer: peer)
  try build(count) { (buffer) throws(MessageError) in try veth(host, kind, into: &buffer) }
case "macvlan":
  let kind = Macvlan(mode: .bridge)
  try build(count) { (buffer) throws(MessageError) in try macvlan(kind, into: &buffer) }
case "address":
  guard let prefix = IPPrefix(.v4(0x0A00_0002), length: 24) else { fatalError("no prefix") }
  let own = Address(prefix, link: 9)
  try build(count) { (buffer) throws(MessageError) in try address(own, into: &buffer) }
case "route":
  guard let prefix = IPPrefix(.v4(0x0A01_0000), length: 16) else { fatalError("no prefix") }
  var way = Route(to: prefix, via: .v4(0x0A00_0001), link: 9)
  way.metric = 100
  try build(count) { [way] (buffer) throws(MessageError) in try route(way, into: &buffer) }
case "walk":
  var buffer = MessageBuffer()
  try linkMessage(into: &buffer)
  var sum: UInt32 = 0
  for _ in 0..<count { sum &+= try walk(buffer.bytes) }
  guard sum == UInt32(truncatingIfNeeded: count &* 1508) else { fatalError("walk: \(sum)") }
case "pair":
  let plumber = try Plumber()
  let peers = try NetworkNamespace.anonymous()
  for number in 0..<count {
    var pair = VethPair(host: "h\(number)", peer: "c\(number)")
    pair.namespace = .fileDescriptor(peers.fileDescriptor)
    try plumber.add(pair)
  }
default: fatalError("no case \(arguments[1])")
}
