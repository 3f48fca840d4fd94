internal import Netlink

/// The 64-bit counters of a link since it was made.
/// Corresponds to `struct rtnl_link_stats64` in `linux/if_link.h`.
public struct LinkStatistics: Hashable, Sendable {
  /// Corresponds to `rx_packets` and `tx_packets`.
  public var receivedPackets, sentPackets: UInt64
  /// Corresponds to `rx_bytes` and `tx_bytes`.
  public var receivedBytes, sentBytes: UInt64
  /// Corresponds to `rx_errors` and `tx_errors`.
  public var receiveErrors, sendErrors: UInt64
  /// Corresponds to `rx_dropped` and `tx_dropped`.
  public var receiveDropped, sendDropped: UInt64
  /// Multicast packets received.
  public var multicast: UInt64
  /// Corresponds to `collisions`.
  public var collisions: UInt64
  /// Corresponds to `rx_length_errors`, `rx_over_errors` and `rx_crc_errors`.
  public var receiveLengthErrors, receiveOverErrors, receiveCRCErrors: UInt64
  /// Corresponds to `rx_frame_errors`, `rx_fifo_errors` and `rx_missed_errors`.
  public var receiveFrameErrors, receiveFIFOErrors, receiveMissedErrors: UInt64
  /// Corresponds to `tx_aborted_errors`, `tx_carrier_errors` and `tx_fifo_errors`.
  public var sendAbortedErrors, sendCarrierErrors, sendFIFOErrors: UInt64
  /// Corresponds to `tx_heartbeat_errors` and `tx_window_errors`.
  public var sendHeartbeatErrors, sendWindowErrors: UInt64
  /// Corresponds to `rx_compressed` and `tx_compressed`.
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
