internal import Netlink

// Payloads that several objects have in common.

extension AttributeView {
  /// One byte, 0 or not 0.
  func bool() throws(MessageError) -> Bool { try integer(as: UInt8.self) != 0 }
}

extension MessageBuilder {
  /// Writes one byte, 0 or 1.
  mutating func put(_ type: AttributeType, _ value: Bool) throws(MessageError) {
    try put(type, value ? 1 as UInt8 : 0)
  }
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
