internal import Netlink

/// The header of a pcap file: its byte order and what the packets are. See pcap-savefile(5).
struct PcapFormat {
  var isBigEndian: Bool
  var isNextGeneration = false

  /// nil when the bytes are no pcap file.
  init?(_ bytes: [UInt8]) {
    switch Array(bytes.prefix(4)) {
    // Microseconds and nanoseconds.
    case [0xD4, 0xC3, 0xB2, 0xA1], [0x4D, 0x3C, 0xB2, 0xA1]: isBigEndian = false
    case [0xA1, 0xB2, 0xC3, 0xD4], [0xA1, 0xB2, 0x3C, 0x4D]: isBigEndian = true
    case [0x0A, 0x0D, 0x0D, 0x0A]:
      isBigEndian = false
      isNextGeneration = true
    default: return nil
    }
  }

  func integer(_ bytes: [UInt8], at offset: Int) -> Int? {
    guard offset >= 0, offset + 4 <= bytes.count else { return nil }
    let four =
      isBigEndian ? Array(bytes[offset..<offset + 4]) : bytes[offset..<offset + 4].reversed()
    return four.reduce(0) { $0 << 8 | Int($1) }
  }
}

extension Capture {
  /// Corresponds to `LINKTYPE_NETLINK`: what an nlmon device sees, behind a header of 16 bytes.
  private static var linkType: Int { 253 }

  mutating func readPcap(_ bytes: [UInt8], _ format: PcapFormat) throws(NetlinkError) {
    guard !format.isNextGeneration else {
      throw Self.failure(
        "this is a pcapng file",
        hint: "make a pcap file of it: tcpdump -r FILE -w OTHER, or editcap -F pcap FILE OTHER")
    }
    // The upper bits say how packets end.
    guard let type = format.integer(bytes, at: 20).map({ $0 & 0xFFF_FFFF }) else {
      throw Self.failure("the pcap file ends inside its header")
    }
    guard type == Self.linkType else {
      throw Self.failure(
        "the pcap file has packets of link type \(type), not of netlink (\(Self.linkType))",
        hint: "record on a device of kind nlmon: ip link add nlmon0 type nlmon")
    }
    var offset = 24
    while offset < bytes.count {
      guard let length = format.integer(bytes, at: offset + 8),
        let whole = format.integer(bytes, at: offset + 12), length >= 16,
        length <= bytes.count - offset - 16
      else {
        remarks.append("the file is malformed at offset \(offset)")
        return
      }
      let packet = bytes[offset + 16..<offset + 16 + length]
      offset += 16 + length
      if whole > length {
        remarks.append(
          "\(counted(whole - length, "byte")) of a packet not recorded: see tcpdump -s")
      }
      let start = packet.startIndex
      // struct sockaddr_ll as tcpdump writes it, all in network byte order.
      var datagram = Datagram(bytes: Array(packet.dropFirst(16)))
      datagram.family = UInt16(packet[start + 14]) << 8 | UInt16(packet[start + 15])
      datagram.direction = Self.direction(datagram.bytes.span.raw)
      datagrams.append(datagram)
    }
  }
  /// Which way a message went is not recorded: dev_queue_xmit_nit() calls all of them outgoing. But the
  /// kernel reads none without `NLM_F_REQUEST`, and but for its questions to an ARP daemon sends none
  /// with it.

  private static func direction(_ bytes: RawSpan) -> Direction {
    var messages = Messages(bytes)
    guard let first = try? messages.next() else { return .unknown }
    return first.header.flags.contains(.request) ? .toKernel : .fromKernel
  }
}
