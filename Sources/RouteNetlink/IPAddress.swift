internal import CLinux

/// An IPv4 or IPv6 address.
@frozen public enum IPAddress: Hashable, Sendable {
  /// As an integer in the machine's byte order: 10.0.0.1 is 0x0A000001.
  case v4(UInt32)
  /// The upper and the lower half as integers in the machine's byte order.
  case v6(UInt64, UInt64)

  /// Corresponds to `AF_INET` or `AF_INET6`.
  @inlinable public var family: UInt8 {
    switch self {
    case .v4: AddressFamily.inet
    case .v6: AddressFamily.inet6
    }
  }

  /// 32 or 128.
  @inlinable public var bitWidth: Int {
    switch self {
    case .v4: 32
    case .v6: 128
    }
  }

  /// True for 127.0.0.0/8 and ::1.
  public var isLoopback: Bool {
    switch self {
    case .v4(let value): value >> 24 == 127
    case .v6(let high, let low): high == 0 && low == 1
    }
  }

  /// True for 169.254.0.0/16 and fe80::/10.
  public var isLinkLocal: Bool {
    switch self {
    case .v4(let value): value >> 16 == 0xA9FE
    case .v6(let high, _): high >> 54 == 0xFE80 >> 6
    }
  }

  /// True for 224.0.0.0/4 and ff00::/8.
  public var isMulticast: Bool {
    switch self {
    case .v4(let value): value >> 28 == 0xE
    case .v6(let high, _): high >> 56 == 0xFF
    }
  }

  /// True for 0.0.0.0 and ::.
  public var isUnspecified: Bool { self == .v4(0) || self == .v6(0, 0) }

  /// The bytes in network order.
  public var bytes: [UInt8] {
    switch self {
    case .v4(let value): (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
    case .v6(let high, let low):
      (0..<8).map { UInt8(truncatingIfNeeded: high >> (56 - 8 * $0)) }
        + (0..<8).map { UInt8(truncatingIfNeeded: low >> (56 - 8 * $0)) }
    }
  }

  /// Reads four bytes (IPv4) or sixteen (IPv6) in network order.
  public init?(bytes: some Collection<UInt8>) {
    switch bytes.count {
    case 4: self = .v4(bytes.reduce(0) { $0 << 8 | UInt32($1) })
    case 16:
      self = .v6(
        bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) },
        bytes.dropFirst(8).reduce(0) { $0 << 8 | UInt64($1) })
    default: return nil
    }
  }
}

/// Address families. Corresponds to `AF_*`.
public enum AddressFamily {
  /// Corresponds to `AF_UNSPEC`.
  @inlinable public static var unspecified: UInt8 { 0 }
  /// Corresponds to `AF_INET`.
  @inlinable public static var inet: UInt8 { 2 }
  /// Corresponds to `AF_BRIDGE`.
  @inlinable public static var bridge: UInt8 { 7 }
  /// Corresponds to `AF_INET6`.
  @inlinable public static var inet6: UInt8 { 10 }
}

/// An address with the length of its network: `10.0.0.2/24`.
@frozen public struct IPPrefix: Hashable, Sendable {
  public var address: IPAddress
  /// Bits; at most the width of the address.
  public let length: Int

  /// Returns nil when the length does not fit the address.
  public init?(_ address: IPAddress, length: Int) {
    guard (0...address.bitWidth).contains(length) else { return nil }
    self.address = address
    self.length = length
  }

  /// The address with the bits behind the prefix zero.
  @inlinable @inline(__always) public var network: IPAddress {
    switch address {
    // In 64 bits, so that a shift of all 32, for a length of 0, leaves none of them.
    case .v4(let value):
      .v4(
        value
          & UInt32(truncatingIfNeeded: ~0 as UInt64 &<< UInt64(truncatingIfNeeded: 32 &- length)))
    case .v6(let high, let low): network(high, low)
    }
  }

  @usableFromInline func network(_ high: UInt64, _ low: UInt64) -> IPAddress {
    .v6(
      length == 0 ? 0 : high & ~0 << UInt64(max(64 - length, 0)),
      length <= 64 ? 0 : low & ~0 << UInt64(128 - length))
  }

  /// The address with the bits behind the prefix one, for IPv4 networks that have a broadcast
  /// address (/30 and shorter).
  public var broadcast: IPAddress? {
    guard case .v4(let value) = address, length <= 30 else { return nil }
    return .v4(value | (length == 0 ? ~0 : ~(~0 << (32 - UInt32(length)))))
  }

  /// Whether an address lies in the network.
  public func contains(_ other: IPAddress) -> Bool {
    guard other.family == address.family else { return false }
    return IPPrefix(other, length: length)?.network == network
  }
}

extension IPPrefix: CustomStringConvertible {
  public var description: String { "\(address)/\(length)" }

  /// Reads `10.0.0.2/24`; an address without a length means the address alone (/32, /128).
  public init?(_ text: some StringProtocol) {
    let text = String(text)
    guard let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")) else {
      guard let address = IPAddress(text) else { return nil }
      self.init(address, length: address.bitWidth)
      return
    }
    let digits = text[text.utf8.index(after: slash)...].utf8
    guard let address = IPAddress(String(text[..<slash])), (1...3).contains(digits.count) else {
      return nil
    }
    var length = 0
    for digit in digits {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
      length = 10 * length + Int(digit - UInt8(ascii: "0"))
    }
    self.init(address, length: length)
  }
}
