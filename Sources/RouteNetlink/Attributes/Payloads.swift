internal import Netlink

// Payloads that several objects have in common.

extension AttributeView {
  /// One byte, 0 or not 0.
  func bool() throws(MessageError) -> Bool { try integer(as: UInt8.self) != 0 }

  /// Four bytes of IPv4 or sixteen of IPv6, in network byte order.
  func ipAddress() throws(MessageError) -> IPAddress {
    switch payload.byteCount {
    case 4: return .v4(try bigEndian())
    case 16:
      let halves = try structure(as: AddressHalves.self)
      return .v6(UInt64(bigEndian: halves.high), UInt64(bigEndian: halves.low))
    default: throw .wrongLength(type, payload.byteCount)
    }
  }
}

extension MessageBuilder {
  /// Writes one byte, 0 or 1.
  mutating func put(_ type: AttributeType, _ value: Bool) throws(MessageError) {
    try put(type, value ? 1 as UInt8 : 0)
  }

  /// Writes an address in network byte order.
  mutating func put(_ type: AttributeType, ip address: IPAddress) throws(MessageError) {
    switch address {
    case .v4(let value): try put(type, bigEndian: value)
    case .v6(let high, let low):
      try put(type, structure: AddressHalves(high: high.bigEndian, low: low.bigEndian))
    }
  }
}

/// An IPv6 address as it lies in memory. Corresponds to `struct in6_addr`.
private struct AddressHalves: BitwiseCopyable {
  var high: UInt64
  var low: UInt64
}

/// Bits, and which of them are meant. Corresponds to `struct ifla_vlan_flags` and
/// `struct br_boolopt_multi`.
struct FlagsWithMask: BitwiseCopyable {
  var flags: UInt32
  var mask: UInt32

  static func schema(_ name: String) -> HeaderSchema {
    HeaderSchema(name, [("flags", 4), ("mask", 4)])
  }
}
