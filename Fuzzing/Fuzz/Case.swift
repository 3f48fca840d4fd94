/// One thing that reads bytes from outside, and what must hold whatever these are.
///
/// A new case is one file in `Cases/` and one line in ``all``.
struct Case: Sendable {
  let name: String
  /// The folder in `Fuzzing/seeds` that it begins with. Cases that read the same share one.
  let seeds: String
  /// Throws when the bytes are refused, which is as good as any other end but a crash.
  let run: @Sendable ([UInt8]) throws -> Void

  init(_ name: String, seeds: String, _ run: @escaping @Sendable ([UInt8]) throws -> Void) {
    self.name = name
    self.seeds = seeds
    self.run = run
  }

  static let all: [Case] = [
    .views, .decoders, .kinds, .acknowledgements, .socket, .lists, .decode, .json, .cni, .oci,
    .attachments, .words, .batch, .records, .processes,
  ]
}

/// Crashes, as a trap in what is tried would, when something does not hold.
func expect(
  _ holds: @autoclosure () throws -> Bool, _ what: @autoclosure () -> String,
  file: StaticString = #file, line: UInt = #line
) rethrows {
  guard try !holds() else { return }
  fatalError(what(), file: file, line: line)
}

/// The value of what cannot fail.
func mustSucceed<Value: ~Copyable>(
  _ what: String, file: StaticString = #file, line: UInt = #line, _ body: () throws -> Value
) -> Value {
  do {
    return try body()
  } catch {
    fatalError("\(what): \(error)", file: file, line: line)
  }
}
