internal import CLinux

/// The names that the administrator gave to link groups, as `ip` reads them.
struct GroupNames {
  private var names: [UInt32: String] = [0: "default"]

  /// Reads `/etc/iproute2/group`, or what the package brings in its place.
  static let system = GroupNames(
    readTextFile("/etc/iproute2/group") ?? readTextFile("/usr/share/iproute2/group") ?? "")

  /// - Parameter text: lines of a number (decimal, or hexadecimal with `0x`) and a name; `#` begins
  ///   a comment.
  init(_ text: String) {
    for line in text.split(separator: "\n") {
      let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
      guard words.count >= 2, let number = Self.number(words[0]) else { continue }
      names[number] = String(words[1])
    }
  }

  subscript(number: UInt32) -> String? { names[number] }

  /// A group as it is written on the command line: its number or its name.
  func number(of text: String) -> UInt32? {
    Self.number(text[...]) ?? names.first { $0.value == text }?.key
  }

  private static func number(_ text: Substring) -> UInt32? {
    text.hasPrefix("0x") ? UInt32(text.dropFirst(2), radix: 16) : UInt32(text)
  }
}
