// Runtime PARENT COMMAND [ARGUMENT…]
//
// Runs a command in a network namespace of its own, with two ways out of it: eth0, a veth pair to
// the namespace that this is run from, and lan0, a macvlan on PARENT. All of it goes with the
// command. This is what a container runtime does for its containers.

import ContainerNetwork
import Glibc
import Netlink
import NetworkNamespace
import RouteNetlink

func run(_ command: [String], parent: String) throws(NetlinkError) -> Int32 {
  let namespace = try NetworkNamespace.anonymous()
  let inside = NamespaceReference.fileDescriptor(namespace.fileDescriptor)
  let plumber = try Plumber()

  var loopback = LinkSettings(index: 1)
  loopback.up = true
  try plumber.connect(to: inside).socket.changeLink(loopback, "set lo up")

  var pair = VethPair(host: "host0", peer: "eth0")
  pair.namespace = inside
  pair.hostConfiguration.addresses = prefixes("10.88.0.1/24")
  pair.peerConfiguration.addresses = prefixes("10.88.0.2/24")
  pair.peerConfiguration.gateways = prefixes("10.88.0.1/32").map(\.address)
  try plumber.add(pair)

  var lan = NewLink("lan0", Macvlan(mode: .bridge), parent: parent)
  lan.namespace = inside
  lan.configuration.addresses = prefixes("192.0.2.88/24")
  try plumber.add(lan)

  // A child starts in the namespace of the thread that starts it.
  let child = try namespace.run { () throws(NetlinkError) in try start(command) }
  return wait(for: child)
}

func prefixes(_ texts: String...) -> [IPPrefix] { texts.compactMap { IPPrefix($0) } }

let arguments = Array(CommandLine.arguments.dropFirst())
guard let parent = arguments.first, arguments.count > 1 else {
  print("usage: Runtime PARENT COMMAND [ARGUMENT…]")
  exit(64)
}
do throws(NetlinkError) {
  exit(try run(Array(arguments.dropFirst()), parent: parent))
} catch {
  print(error)
  exit(1)
}
