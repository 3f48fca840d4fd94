internal import Netlink

/// The 64-bit counters of a link since it was made.
/// Corresponds to `struct rtnl_link_stats64` in `linux/if_link.h`.
public struct LinkStatistics: Hashable, Sendable {
  public var receivedPackets, sentPackets: UInt64
  public var receivedBytes, sentBytes: UInt64
  public var receiveErrors, sendErrors: UInt64
  public var receiveDropped, sendDropped: UInt64
  /// Multicast packets received.
  public var multicast: UInt64
  public var collisions: UInt64
  public var receiveLengthErrors, receiveOverErrors, receiveCRCErrors: UInt64
  public var receiveFrameErrors, receiveFIFOErrors, receiveMissedErrors: UInt64
  public var sendAbortedErrors, sendCarrierErrors, sendFIFOErrors: UInt64
  public var sendHeartbeatErrors, sendWindowErrors: UInt64
  public var receivedCompressed, sentCompressed: UInt64
  /// Packets for a protocol that nobody listens to. 0 before Linux 4.6.
  public var receiveNoHandler: UInt64

  /// Reads `IFLA_STATS64`, whose end newer kernels extend.
  init(_ attribute: AttributeView) throws(MessageError) {
    let payload = attribute.payload
    guard payload.byteCount >= 23 * 8 else {
      throw .wrongLength(attribute.type, payload.byteCount)
    }
    func field(_ number: Int) -> UInt64 { payload.integer(at: number * 8) ?? 0 }
    receivedPackets = field(0)
    sentPackets = field(1)
    receivedBytes = field(2)
    sentBytes = field(3)
    receiveErrors = field(4)
    sendErrors = field(5)
    receiveDropped = field(6)
    sendDropped = field(7)
    multicast = field(8)
    collisions = field(9)
    receiveLengthErrors = field(10)
    receiveOverErrors = field(11)
    receiveCRCErrors = field(12)
    receiveFrameErrors = field(13)
    receiveFIFOErrors = field(14)
    receiveMissedErrors = field(15)
    sendAbortedErrors = field(16)
    sendCarrierErrors = field(17)
    sendFIFOErrors = field(18)
    sendHeartbeatErrors = field(19)
    sendWindowErrors = field(20)
    receivedCompressed = field(21)
    sentCompressed = field(22)
    receiveNoHandler = field(23)
  }
}
