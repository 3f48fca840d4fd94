// System calls and the raw pointers that they take.

internal import CLinux
internal import Netlink

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
      try NetlinkError.naming("read \(path)") { () throws(Errno) in try contents(path) }
    }
  }

  /// The same; nil when there is no such file.
  static func readIfThere(_ path: String) throws(HookError) -> [UInt8]? {
    try HookError.from { () throws(NetlinkError) in
      try NetlinkError.naming("read \(path)") { () throws(Errno) in
        do throws(Errno) {
          return try contents(path)
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
      try NetlinkError.naming("read \(what)") { () throws(Errno) in try contents(descriptor) }
    }
  }

  private static func contents(_ path: String) throws(Errno) -> [UInt8] {
    guard !path.utf8.contains(0) else { throw .invalidArgument }
    let descriptor = unsafe linux_open(path, O_RDONLY, 0)
    guard descriptor >= 0 else { throw .current }
    defer { _ = close(descriptor) }
    return try contents(descriptor)
  }

  private static func contents(_ descriptor: Int32) throws(Errno) -> [UInt8] {
    var result: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 16 * 1024)
    while true {
      let count = unsafe piece.withUnsafeMutableBytes {
        unsafe CLinux.read(descriptor, $0.baseAddress, $0.count)
      }
      if count == 0 { return result }
      if count < 0 {
        let error = Errno.current
        if error == .interrupted { continue }
        throw error
      }
      result += piece[..<count]
      guard result.count <= 16 << 20 else { throw .messageTooLong }
    }
  }
}

/// One line on standard error.
func complain(_ text: String) {
  let bytes = Array("\(text)\n".utf8)
  _ = unsafe bytes.withUnsafeBytes { unsafe write(2, $0.baseAddress, $0.count) }
}
