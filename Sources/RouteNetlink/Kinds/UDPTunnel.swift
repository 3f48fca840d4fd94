internal import Netlink

/// What VXLAN and Geneve have in common.
public enum UDPTunnel {
  /// The don't-fragment bit of outer IPv4 packets. Corresponds to `VXLAN_DF_*` and `GENEVE_DF_*`.
  public enum DontFragment: UInt8, CaseIterable, Sendable {
    case unset, set, inherit
  }

  /// UDP ports, the last one included. Corresponds to `struct ifla_vxlan_port_range` and
  /// `struct ifla_geneve_port_range`, in network byte order.
  public struct PortRange: Hashable, Sendable {
    public var first, last: UInt16

    public init(_ first: UInt16, _ last: UInt16) {
      self.first = first
      self.last = last
    }
  }
}

extension MessageBuilder {
  mutating func put(_ type: AttributeType, _ ports: UDPTunnel.PortRange) throws(MessageError) {
    try put(type, bigEndian: UInt32(ports.first) << 16 | UInt32(ports.last))
  }
}

extension AttributeView {
  func portRange() throws(MessageError) -> UDPTunnel.PortRange {
    let both: UInt32 = try bigEndian()
    return UDPTunnel.PortRange(
      UInt16(truncatingIfNeeded: both >> 16), UInt16(truncatingIfNeeded: both))
  }
}
