import CLinux

/// How long it goes on: so many cycles, or `60s`.
enum Extent: CustomStringConvertible {
  case cycles(Int)
  case seconds(Int64)

  init?(_ text: String) {
    if text.hasSuffix("s"), let seconds = Int64(text.dropLast()) {
      self = .seconds(seconds)
    } else if let cycles = Int(text) {
      self = .cycles(cycles)
    } else {
      return nil
    }
  }

  var description: String {
    switch self {
    case .cycles(let all): "\(all) cycles"
    case .seconds(let limit): "\(limit) seconds"
    }
  }

  /// So many cycles are done between two looks at what is left.
  func piece(_ processes: Int) -> Int {
    switch self {
    case .cycles(let all): min(1000, max(processes, all / 4))
    case .seconds: 5 * processes
    }
  }

  /// Cycles of this piece, in all; 0 at the end.
  func next(_ piece: Int, behind done: Int, since began: Int64) -> Int {
    switch self {
    case .cycles(let all): min(piece, all - done)
    case .seconds(let limit): (linux_monotonic_time() - began) / 1_000_000_000 < limit ? piece : 0
    }
  }

  /// How much more processor time the last cycles may take than the first. A short run is one of many
  /// programs that the machine runs.
  var allowedGrowth: Double {
    switch self {
    case .cycles: 1.5
    case .seconds: 3
    }
  }
}
