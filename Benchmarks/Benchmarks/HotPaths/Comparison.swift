import Benchmark
import CPeers

/// One way of doing the work that is compared. The first of a comparison is cnet's.
struct Side: @unchecked Sendable {
  var name: String
  /// Does the work this many times and returns something that depends on it.
  var work: (Int) -> UInt64
}

/// Measures all sides inside every sample, so that what disturbs one disturbs the others, each
/// time in another order.
///
/// A sample gives, for each side, picoseconds for one operation and its allocations in a thousand
/// operations; and for every other side, cnet's time in thousandths of that side's.
func compare(_ name: String, operations: Int, _ sides: [Side]) {
  func time(_ side: Side) -> BenchmarkMetric { .custom("\(side.name) ps") }
  func allocations(_ side: Side) -> BenchmarkMetric { .custom("\(side.name) allocations") }
  func ratio(to side: Side) -> BenchmarkMetric { .custom("of \(side.name)") }

  let metrics =
    sides.map(time) + sides.map(allocations) + sides.dropFirst().map(ratio)
  Benchmark(
    name,
    configuration: .init(
      metrics: metrics, units: Dictionary(uniqueKeysWithValues: metrics.map { ($0, .count) }),
      warmupIterations: 5, maxDuration: .seconds(1), maxIterations: 1_000)
  ) { benchmark in
    var nanoseconds = [Double](repeating: 0, count: sides.count)
    for turn in sides.indices {
      let number = (turn + benchmark.currentIteration) % sides.count
      let side = sides[number]
      let allocated = allocation_count()
      let start = ContinuousClock.now
      blackHole(side.work(operations))
      let elapsed = (ContinuousClock.now - start).components
      let allocatedNow = allocation_count()
      nanoseconds[number] =
        Double(elapsed.seconds) * 1e9 + Double(elapsed.attoseconds) / 1e9
      benchmark.measurement(time(side), Int(nanoseconds[number] * 1_000 / Double(operations)))
      benchmark.measurement(
        allocations(side), Int(allocatedNow - allocated) * 1_000 / operations)
    }
    for (number, side) in sides.enumerated().dropFirst() {
      benchmark.measurement(ratio(to: side), Int(nanoseconds[0] / nanoseconds[number] * 1_000))
    }
  }
}

/// Ends the run when the sides did not do the same.
func requireSame<Value>(_ name: String, _ values: [Value], by same: (Value, Value) -> Bool) {
  for value in values.dropFirst() where !same(values[0], value) {
    fatalError("\(name): the sides differ: \(values[0]) and \(value)")
  }
}
