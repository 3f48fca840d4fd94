import CPeers
import Netlink
import RouteNetlink

/// 10.0.0.2/24 for a link.
func buildAddress() {
  guard let prefix = IPPrefix(.v4(0x0A00_0002), length: 24) else { return }
  let address = Address(prefix, link: 9)
  compareBuilding("address") { buffer in
    try addressRequest(address, into: &buffer)
  } libmnl: {
    mnl_build_address($0, 9)
  } naive: {
    Naive.message(
      20,
      [2, 24, 0, 0] + Naive.integer(UInt32(9)) + Naive.attribute(2, [10, 0, 0, 2])
        + Naive.attribute(1, [10, 0, 0, 2]) + Naive.attribute(4, [10, 0, 0, 255]))
  }
}

@inline(never)
private func addressRequest(_ address: borrowing Address, into buffer: inout MessageBuffer)
  throws(MessageError)
{
  try buffer.append(RTM.newaddr, flags: creating) { (m) throws(MessageError) in
    try address.encode(into: &m)
  }
}
