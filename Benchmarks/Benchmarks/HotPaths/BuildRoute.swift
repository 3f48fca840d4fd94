import CPeers
import Netlink
import RouteNetlink

/// 10.1.0.0/16 through 10.0.0.1 with a metric.
func buildRoute() {
  guard let destination = IPPrefix(.v4(0x0A01_0000), length: 16) else { return }
  var route = Route(to: destination, via: .v4(0x0A00_0001), link: 9)
  route.metric = 100
  compareBuilding("route") { [route] buffer in
    try routeRequest(route, into: &buffer)
  } libmnl: {
    mnl_build_route($0, 9)
  } naive: {
    Naive.message(
      24,
      [2, 16, 0, 0, 254, 3, 0, 1] + Naive.integer(UInt32(0)) + Naive.attribute(1, [10, 1, 0, 0])
        + Naive.attribute(5, [10, 0, 0, 1]) + Naive.attribute(4, Naive.integer(UInt32(9)))
        + Naive.attribute(6, Naive.integer(UInt32(100))))
  }
}

@inline(never)
private func routeRequest(_ route: borrowing Route, into buffer: inout MessageBuffer)
  throws(MessageError)
{
  try buffer.append(RTM.newroute, flags: creating) { (m) throws(MessageError) in
    try route.encode(into: &m)
  }
}
