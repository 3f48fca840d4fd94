import Benchmark

// One file a hot path. Each compares cnet's library with its peers on the same work.
let benchmarks: @Sendable () -> Void = {
  buildVeth()
  buildMacvlan()
  buildAddress()
  buildRoute()
  walkLinks()
}
