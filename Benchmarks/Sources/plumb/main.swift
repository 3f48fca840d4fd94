// cnet's library in a loop, for the driver. Usage:
//
//   plumb pairs COUNT PREFIX NETNS    the pairs PREFIX0, PREFIX1, …, peers cPREFIX0, … in NETNS, all up
//
// NETNS is a path. Prints the nanoseconds that the loop took.

import ContainerNetwork
import NetworkNamespace
import RouteNetlink

let arguments = CommandLine.arguments
guard arguments.count == 5, arguments[1] == "pairs", let count = Int(arguments[2]) else {
  fatalError("usage: plumb pairs COUNT PREFIX NETNS")
}
let plumber = try Plumber()
let namespace = NamespaceReference.path(arguments[4])
let start = ContinuousClock.now
for number in 0..<count {
  let name = "\(arguments[3])\(number)"
  var pair = VethPair(host: name, peer: "c\(name)")
  pair.namespace = namespace
  try plumber.add(pair)
}
let elapsed = (ContinuousClock.now - start).components
print(elapsed.seconds * 1_000_000_000 + elapsed.attoseconds / 1_000_000_000)
