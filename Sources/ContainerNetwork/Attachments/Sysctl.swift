internal import CLinux
internal import Netlink
internal import NetworkNamespace
internal import SystemCalls

/// Kernel parameters of a network namespace. Those below `/proc/sys/net` are the namespace's of the
/// thread that opens them.
enum Sysctl {
  /// The file of `net.ipv4.ip_forward`; with slashes in place of dots where a part holds dots itself
  /// (`net/ipv4/conf/eth0.1/rp_filter`). nil when it is none of a network namespace's.
  static func path(_ key: String) -> String? {
    // By bytes, as the kernel reads it: what is a character more may be a slash and something.
    let (dot, slash) = (UInt8(ascii: "."), UInt8(ascii: "/"))
    var path = Array(key.utf8)
    if !path.contains(slash) { path = path.map { $0 == dot ? slash : $0 } }
    let parts = path.split(separator: slash, omittingEmptySubsequences: false)
    guard parts.count >= 3, parts[0].elementsEqual("net".utf8),
      parts.allSatisfy({ !$0.isEmpty && !$0.elementsEqual([dot]) && !$0.elementsEqual([dot, dot]) })
    else { return nil }
    return "/proc/sys/" + String(decoding: path, as: UTF8.self)
  }

  /// Whether a parameter is a link's own, and there only as long as the link.
  static func isOf(_ key: String, link: String) -> Bool {
    path(key)?.contains("/\(link)/") ?? false
  }

  static func values(of keys: [String], in connection: Plumber.Connection)
    throws(NetlinkError) -> [String: String]
  {
    try connection.namespace.run { () throws(NetlinkError) in
      var values: [String: String] = [:]
      for key in keys {
        values[key] = try NetlinkError.naming("read \(key)") { () throws(Errno) in
          guard let path = path(key) else { throw .invalidArgument }
          let bytes = try Files.readRegular(path, limit: 64 * 1024)
          return String(
            decoding: bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes[...],
            as: UTF8.self)
        }
      }
      return values
    }
  }

  /// All parameters in a directory that can be read, such as `net/ipv6/conf/eth0`, by their names in
  /// there; none when it is not there.
  static func values(below directory: String, in connection: Plumber.Connection)
    throws(NetlinkError) -> [String: String]
  {
    try connection.namespace.run { () throws(NetlinkError) in try values(below: directory) }
  }

  /// A link's parameters that are not as those of a new one (`default`), by their names without the link's:
  /// `net/ipv4/conf/rp_filter`.
  static func own(of link: String, in connection: Plumber.Connection) throws(NetlinkError)
    -> [String: String]
  {
    try connection.namespace.run { () throws(NetlinkError) in
      var own: [String: String] = [:]
      for directory in ["net/ipv4/conf", "net/ipv6/conf", "net/ipv4/neigh", "net/ipv6/neigh"] {
        let new = try values(below: "\(directory)/default")
        for (name, value) in try values(below: "\(directory)/\(link)") where new[name] != value {
          own["\(directory)/\(name)"] = value
        }
      }
      return own
    }
  }

  /// Those of the calling thread's namespace.
  private static func values(below directory: String) throws(NetlinkError) -> [String: String] {
    try NetlinkError.naming("read \(directory)") { () throws(Errno) in
      guard let path = path(directory) else { throw .invalidArgument }
      let names: [String]
      do throws(Errno) {
        names = try Files.names(path)
      } catch {
        guard error == .noSuchFileOrDirectory else { throw error }
        return [:]
      }
      var values: [String: String] = [:]
      for name in names {
        do throws(Errno) {
          values[name] = try FileSystem.parameter("\(path)/\(name)")
        } catch {
          // EIO is what a stable_secret says that nobody has set; others are not for everybody.
          guard [.inputOutput, .permissionDenied, .notPermitted].contains(error) else {
            throw error
          }
        }
      }
      return values
    }
  }

  /// Gives a link back its parameters, as far as they differ.
  ///
  /// - Parameter values: as ``own(of:in:)`` returns them.
  /// - Returns: What the kernel refused, while the rest was done.
  static func restore(
    _ values: [String: String], of link: String, in connection: Plumber.Connection
  ) throws(NetlinkError) -> [NetlinkError] {
    guard !values.isEmpty else { return [] }
    return try connection.namespace.run { () throws(NetlinkError) in
      var refused: [NetlinkError] = []
      // Backwards: a stable_secret changes addr_gen_mode.
      for (key, value) in values.sorted(by: { $0.key > $1.key }) {
        guard let slash = key.lastIndex(of: "/") else { continue }
        let key = "\(key[..<slash])/\(link)\(key[slash...])"
        guard let path = path(key) else { continue }
        do throws(Errno) {
          if (try? FileSystem.parameter(path)) != value {
            try FileSystem.overwrite(path, with: Array(value.utf8))
          }
        } catch {
          refused.append(NetlinkError("set \(key) to \(value)", error))
        }
      }
      return refused
    }
  }

  /// Switches IPv6 on where it is off.
  ///
  /// - Returns: The parameters that were changed, with what they were.
  @discardableResult
  static func enableIPv6(of links: [String], in connection: Plumber.Connection)
    throws(NetlinkError) -> [String: String]
  {
    try ensure(links.map { "net/ipv6/conf/\($0)/disable_ipv6" }, "0", in: connection)
  }

  /// Writes a value where another is.
  ///
  /// - Returns: The parameters that were changed, with what they were.
  @discardableResult
  static func ensure(_ keys: [String], _ value: String, in connection: Plumber.Connection)
    throws(NetlinkError) -> [String: String]
  {
    try connection.namespace.run { () throws(NetlinkError) in
      var before: [String: String] = [:]
      for key in keys {
        try NetlinkError.naming("set \(key) to \(value)") { () throws(Errno) in
          guard let path = path(key) else { throw .invalidArgument }
          let old = try FileSystem.parameter(path)
          guard old != value else { return }
          try FileSystem.overwrite(path, with: Array(value.utf8))
          before[key] = old
        }
      }
      return before
    }
  }

  static func apply(_ values: [String: String], in connection: Plumber.Connection)
    throws(NetlinkError)
  {
    guard !values.isEmpty else { return }
    let settings = values.sorted { $0.key < $1.key }
    try connection.namespace.run { () throws(NetlinkError) in
      for (key, value) in settings {
        try NetlinkError.naming("set \(key) to \(value)") { () throws(Errno) in
          guard let path = path(key) else { throw .invalidArgument }
          try FileSystem.overwrite(path, with: Array(value.utf8))
        }
      }
    }
  }
}
