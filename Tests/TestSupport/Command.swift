internal import Foundation

/// How a shell command ended.
public struct CommandResult: Sendable {
  /// The exit status; 128 and the number of the signal that ended it; -1 when it did not start.
  public var status: Int32
  /// What it wrote to its standard output.
  public var output: String

  /// Runs a shell command on the calling thread, in whose namespaces it finds itself.
  ///
  /// The corresponding C function is `popen(3)`.
  public init(running command: String) {
    guard let stream = unsafe popen(command, "re") else {
      self.init(status: -1, output: "")
      return
    }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 16 * 1024)
    while true {
      let count = unsafe fread(&piece, 1, piece.count, stream)
      guard count > 0 else { break }
      bytes += piece.prefix(count)
    }
    let status = unsafe pclose(stream)
    self.init(
      status: status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F,
      output: String(decoding: bytes, as: UTF8.self))
  }

  init(status: Int32, output: String) {
    self.status = status
    self.output = output
  }
}
