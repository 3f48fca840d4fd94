@testable import CNetCommands
import Netlink

extension Case {
  /// The lines of `cnet batch` up to the first that is no command, none of which is run: what is against that is
  /// said in one line without control characters, and plain words say what the argument parser makes of them.
  static let batch = Case("batch", seeds: "batch") { bytes in
    lines.put(bytes)
    var reader = BatchReader(descriptor: lines.descriptor)
    var last = 0
    do {
      while let step = try reader.next() {
        expect(step.line > last, "line \(step.line) after line \(last)")
        last = step.line
      }
    } catch let problem as BatchProblem {
      expect(problem.line > last, "line \(problem.line) after line \(last)")
      let text = "\(problem.error)".asOneLine
      expectPrintable(text)
      expect(text.utf8.count <= 10_000 + 10 * bytes.count, "\(text.utf8.count) bytes of error")
    }

    // One line only, for what the parser costs.
    let first = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    guard let words = try? ShellWords.split(first), let plain = CNet.plainCommand(words)
    else { return }
    let parsed = mustSucceed("parse \(words)") { try BatchReader.parsed(words) }
    expect("\(plain)" == "\(parsed)", "\(words) are read as \(plain) and parsed as \(parsed)")
  }

  private static let lines = MemoryFile()
}
