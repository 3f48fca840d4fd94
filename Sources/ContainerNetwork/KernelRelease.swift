internal import SystemCalls

/// The release of the running kernel, for what cannot be found out by trying.
enum KernelRelease {
  /// Where it cannot be read, the kernel counts as an old one.
  static func isBefore(_ major: Int, _ minor: Int) -> Bool {
    guard let text = try? Files.read("/proc/sys/kernel/osrelease") else { return true }
    return isBefore(major, minor, String(decoding: text, as: UTF8.self))
  }

  /// - Parameter release: such as `5.10.0-46-cloud-amd64`.
  static func isBefore(_ major: Int, _ minor: Int, _ release: String) -> Bool {
    let numbers = release.split(separator: ".", maxSplits: 2).prefix(2).map { part in
      Int(part.prefix { $0.isASCII && $0.isNumber }) ?? 0
    }
    return numbers.lexicographicallyPrecedes([major, minor])
  }
}
