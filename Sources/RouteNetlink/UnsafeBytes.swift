// The raw pointers of the module: text to addresses and back, through the C library.

internal import CLinux

extension IPAddress: CustomStringConvertible, LosslessStringConvertible {
  /// Reads `10.0.0.1` or `fd00::1`.
  ///
  /// The corresponding C function is `inet_pton(3)`.
  public init?(_ text: String) {
    guard !text.utf8.contains(0) else { return nil }
    var four = in_addr()
    var sixteen = in6_addr()
    if unsafe inet_pton(AF_INET, text, &four) == 1 {
      self = .v4(UInt32(bigEndian: four.s_addr))
    } else if unsafe inet_pton(AF_INET6, text, &sixteen) == 1 {
      let bytes = unsafe withUnsafeBytes(of: &sixteen) { unsafe Array($0) }
      guard let address = IPAddress(bytes: bytes) else { return nil }
      self = address
    } else {
      return nil
    }
  }

  /// The usual text: dotted, or RFC 5952.
  ///
  /// The corresponding C function is `inet_ntop(3)`.
  public var description: String {
    let bytes = bytes
    let family = bytes.count == 4 ? AF_INET : AF_INET6
    return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) {
      text in
      guard let base = text.baseAddress,
        let result = unsafe inet_ntop(family, bytes, base, socklen_t(text.count))
      else { return "?" }
      return unsafe String(cString: result)
    }
  }
}
