internal import SystemCalls

/// Names for the kernel's numbers, as `ip` has them: its defaults, and what the administrator wrote
/// into a file of `/etc/iproute2`.
struct NumberNames {
  private var names: [UInt32: String]

  /// Corresponds to `RT_TABLE_*`.
  static let routeTables = NumberNames(
    file: "rt_tables", [253: "default", 254: "main", 255: "local"])

  /// Corresponds to `RTPROT_*`.
  static let routeProtocols = NumberNames(
    file: "rt_protos",
    [
      0: "unspec", 1: "redirect", 2: "kernel", 3: "boot", 4: "static", 8: "gated", 9: "ra",
      10: "mrt", 11: "zebra", 12: "bird", 13: "dnrouted", 14: "xorp", 15: "ntk", 16: "dhcp",
      18: "keepalived", 42: "babel", 186: "bgp", 187: "isis", 188: "ospf", 189: "rip",
      192: "eigrp",
    ])

  /// Corresponds to `RT_SCOPE_*`.
  static let routeScopes = NumberNames(
    file: "rt_scopes", [0: "global", 200: "site", 253: "link", 254: "host", 255: "nowhere"])

  /// Corresponds to `IFLA_GROUP`.
  static let linkGroups = NumberNames(file: "group", [0: "default"])

  /// Corresponds to `RTA_FLOW`.
  static let routeRealms = NumberNames(file: "rt_realms", [0: "unknown"])

  /// Corresponds to the upper six bits of the TOS field.
  static let serviceFields = NumberNames(file: "rt_dsfield", [0: "0"])

  /// - Parameter file: in `/etc/iproute2`, or where distributions keep their own.
  init(file: String, _ defaults: [UInt32: String]) {
    let text =
      Files.text("/etc/iproute2/\(file)") ?? Files.text("/usr/share/iproute2/\(file)") ?? ""
    self.init(text, defaults)
  }

  /// - Parameter text: lines of a number (decimal, or hexadecimal with `0x`) and a name; `#` begins
  ///   a comment.
  init(_ text: String, _ defaults: [UInt32: String]) {
    names = defaults
    for line in text.split(separator: "\n") {
      let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
      guard words.count >= 2, let number = Self.number(words[0]) else { continue }
      names[number] = String(words[1])
    }
  }

  /// The name; the number in decimal where there is none.
  subscript(number: some FixedWidthInteger) -> String {
    name(of: UInt32(truncatingIfNeeded: number)) ?? "\(number)"
  }

  func name(of number: UInt32) -> String? { names[number] }

  /// What is written on the command line: a number or a name.
  func number(of text: String) -> UInt32? {
    Self.number(text[...]) ?? names.first { $0.value == text }?.key
  }

  private static func number(_ text: Substring) -> UInt32? {
    text.hasPrefix("0x") ? UInt32(text.dropFirst(2), radix: 16) : UInt32(text)
  }
}
