internal import Netlink

/// A link-layer address of any length: six bytes on Ethernet, four on an IPv4 tunnel.
public struct LinkAddress: Hashable, Sendable {
  /// In the order in which they go by the wire.
  public var bytes: [UInt8]

  public init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The address where it is one of 48 bits.
  public var mac: MACAddress? {
    guard bytes.count == 6 else { return nil }
    return MACAddress(bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5])
  }
}

extension LinkAddress: CustomStringConvertible {
  public var description: String { hexadecimalText(bytes, separator: ":") }
}
