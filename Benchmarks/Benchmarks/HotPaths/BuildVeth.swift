import CPeers
import Netlink
import RouteNetlink

/// A pair whose peer begins in another namespace, the host's end up.
func buildVeth() {
  var host = LinkSettings(name: "web0")
  host.up = true
  var peer = LinkSettings(name: "eth0")
  peer.namespace = 7
  let veth = Veth(peer: peer)
  compareBuilding("veth") { [host] buffer in
    try vethRequest(host, veth, into: &buffer)
  } libmnl: {
    mnl_build_veth($0, 7)
  } naive: {
    Naive.message(
      16,
      Naive.link(up: true) + Naive.text(3, "web0\0")
        + Naive.attribute(
          18,
          Naive.text(1, "veth")
            + Naive.attribute(
              2,
              Naive.attribute(
                1,
                Naive.link(up: false) + Naive.text(3, "eth0\0")
                  + Naive.attribute(28, Naive.integer(Int32(7)))))))
  }
}

/// As `RouteSocket.createLink` builds it. Not inlined, as the peer's function in C is not.
@inline(never)
private func vethRequest(
  _ host: borrowing LinkSettings, _ veth: borrowing Veth, into buffer: inout MessageBuffer
) throws(MessageError) {
  try buffer.append(RTM.newlink, flags: creating) { (m) throws(MessageError) in
    try host.encode(into: &m)
    try veth.encodeLinkInfo(into: &m)
  }
}
