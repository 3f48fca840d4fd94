// cnet's library in a loop, for the driver. Usage:
//
//   plumb pairs COUNT PREFIX NETNS    the pairs PREFIX0, PREFIX1, …, peers cPREFIX0, … in NETNS, all up
//   plumb single COUNT PREFIX NETNS   the same, each pair by itself
//
// NETNS is a path. Prints the nanoseconds that the loop took.

import ContainerNetwork
import NetworkNamespace
import RouteNetlink

let arguments = CommandLine.arguments
guard arguments.count == 5, let count = Int(arguments[2]) else {
  fatalError("usage: plumb pairs|single COUNT PREFIX NETNS")
}
let plumber = try Plumber()
let namespace = NamespaceReference.path(arguments[4])
let start = ContinuousClock.now
let pairs = (0..<count).map { number in
  let name = "\(arguments[3])\(number)"
  var pair = VethPair(host: name, peer: "c\(name)")
  pair.namespace = namespace
  return pair
}
if arguments[1] == "pairs" {
  try plumber.add(pairs)
} else {
  for pair in pairs { try plumber.add(pair) }
}
let elapsed = (ContinuousClock.now - start).components
print(elapsed.seconds * 1_000_000_000 + elapsed.attoseconds / 1_000_000_000)
