// System calls and the raw pointers that they take.

internal import CLinux
internal import Netlink
internal import SystemCalls

/// The process that is the hook.
enum Process {
  /// Its environment. Later names hide earlier ones.
  static var environment: [String: String] {
    var result: [String: String] = [:]
    guard var entry = unsafe linux_environment() else { return result }
    while let text = unsafe entry.pointee {
      let pair = unsafe String(cString: text).split(
        separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if pair.count == 2 { result[String(pair[0])] = String(pair[1]) }
      unsafe entry += 1
    }
    return result
  }

  /// Reads a file to its end.
  static func read(_ path: String) throws(HookError) -> [UInt8] {
    try HookError.from { () throws(NetlinkError) in
      try NetlinkError.naming("read \(path)") { () throws(Errno) in try Files.read(path) }
    }
  }

  /// The same; nil when there is no such file.
  static func readIfThere(_ path: String) throws(HookError) -> [UInt8]? {
    try HookError.from { () throws(NetlinkError) in
      try NetlinkError.naming("read \(path)") { () throws(Errno) in
        do throws(Errno) {
          return try Files.read(path)
        } catch {
          guard error == .noSuchFileOrDirectory else { throw error }
          return nil
        }
      }
    }
  }

  /// Reads what is left of an open file.
  static func read(descriptor: Int32, _ what: String) throws(HookError) -> [UInt8] {
    guard isatty(descriptor) == 0 else {
      throw HookError("hook: \(what) is read from standard input, which is a terminal")
    }
    return try HookError.from { () throws(NetlinkError) in
      try NetlinkError.naming("read \(what)") { () throws(Errno) in try Files.read(descriptor) }
    }
  }

}

/// One line on standard error.
func complain(_ text: String) {
  let bytes = Array("\(text)\n".utf8)
  _ = unsafe bytes.withUnsafeBytes { unsafe write(2, $0.baseAddress, $0.count) }
}
