internal import Netlink
internal import SystemCalls

/// The program that lays out and draws graphs. See dot(1).
enum Graphviz {
  /// - Returns: the picture, as SVG.
  /// - Throws: ``NetlinkError``, `ENOENT` when it is not installed.
  static func draw(_ graph: String) throws(NetlinkError) -> [UInt8] {
    let operation = "draw an SVG"
    let ended: Program.Ended
    do throws(Errno) {
      ended = try Program.run("dot", "-Tsvg", input: Array(graph.utf8), limit: .max)
    } catch {
      guard error == .noSuchFileOrDirectory else { throw NetlinkError(operation, error) }
      throw NetlinkError(
        operation, error, message: "Graphviz is not installed: there is no dot on the PATH",
        hint: "install graphviz, or take --format dot or mermaid and draw it elsewhere")
    }
    guard ended.status == 0 else {
      throw NetlinkError(
        operation, .inputOutput, message: "dot ended with status \(ended.status)")
    }
    return ended.output
  }
}
