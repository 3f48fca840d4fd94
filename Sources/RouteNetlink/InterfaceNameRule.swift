/// The rule for the names of interfaces.
public enum InterfaceNameRule {
  /// Why a text cannot be a name; nil when it can: not empty, not `.` or `..`, without `/`, `:` and
  /// white space, and but for an alternative one without `%`. Corresponds to `dev_valid_name` and
  /// `dev_get_valid_name` in `net/core/dev.c`.
  ///
  /// - Parameter limit: bytes; 15 for a name (`IFNAMSIZ - 1`), 127 for an alternative one
  ///   (`ALTIFNAMSIZ - 1`).
  public static func reasonAgainst(_ name: String, limit: Int = 15) -> String? {
    if name.isEmpty { return "a name cannot be empty" }
    if name.utf8.count > limit { return "a name has at most \(limit) bytes" }
    if name == "." || name == ".." { return "'\(name)' is not a name" }
    let isBad = { (byte: UInt8) in
      byte == UInt8(ascii: "/") || byte == UInt8(ascii: ":") || byte == UInt8(ascii: " ")
        || (9...13).contains(byte) || byte == 0
    }
    if name.utf8.contains(where: isBad) { return "a name holds no '/', ':' or white space" }
    // `x%d` would become x0, and nobody would find it by the name that was given.
    if limit < 16, name.utf8.contains(UInt8(ascii: "%")) {
      return "the kernel takes '%' for a pattern"
    }
    return nil
  }
}
