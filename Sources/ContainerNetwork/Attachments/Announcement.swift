internal import Netlink
internal import NetworkNamespace
internal import RouteNetlink

extension AttachmentWork {
  /// Tells the neighbours on a shared segment where the addresses are now: a gratuitous ARP, an
  /// unsolicited neighbour advertisement each. Who had them cached goes on sending to the old MAC
  /// otherwise.
  func announce() throws(NetlinkError) {
    guard let link = ready, attachment.isOnSharedSegment else { return }
    let addresses = addresses
    guard !addresses.isEmpty else { return }
    guard let mac = link.address?.mac, !link.flags.contains(.noARP) else { return }
    if attachment.takesItsMACAgain, (try? askKernel(link, mac, addresses)) != nil { return }
    try send(link, mac, addresses)
  }

  /// The kernel announces the addresses of a link whose MAC is set, if the link is to notify; it
  /// then does so whenever the link comes up again, too.
  ///
  /// Corresponds to `NETDEV_CHANGEADDR`, `arp_notify` and `ndisc_notify`.
  private func askKernel(_ link: Link, _ mac: MACAddress, _ addresses: [IPAddress])
    throws(NetlinkError)
  {
    // What the description says of them holds.
    func isLeftToUs(_ key: String) -> Bool {
      !attachment.sysctls.keys.contains { Sysctl.path($0) == Sysctl.path(key) }
    }
    let operation = "announce the addresses of \(link.name)"
    let v6 = "net/ipv6/conf/\(link.name)/ndisc_notify"
    if addresses.contains(where: { $0.family == AddressFamily.inet6 }), isLeftToUs(v6) {
      try Sysctl.ensure([v6], "1", in: target)
    }
    if addresses.contains(where: { $0.family == AddressFamily.inet }),
      isLeftToUs("net/ipv4/conf/\(link.name)/arp_notify")
    {
      // A request of its own, since within one the kernel sets the MAC first.
      try target.socket.announceByARP(link: link.index, operation)
    }
    var same = LinkSettings(index: link.index)
    same.mac = mac
    try target.socket.changeLink(same, operation)
  }

  /// Closing a packet socket waits for a grace period of the kernel's, 10 ms and more: only for links
  /// whose MAC is not ours to set.
  private func send(_ link: Link, _ mac: MACAddress, _ addresses: [IPAddress])
    throws(NetlinkError)
  {
    let (name, index) = (link.name, link.index)
    try target.namespace.run { () throws(NetlinkError) in
      try NetlinkError.naming("announce the addresses of \(name)") { () throws(Errno) in
        for address in addresses {
          do throws(Errno) {
            try PacketSocket.send(Announcement.frame(address, mac), index: index)
          } catch {
            // Without a carrier nobody listens; without CAP_NET_RAW it is the others' loss.
            guard [.networkDown, .notPermitted].contains(error) else { throw error }
          }
        }
      }
    }
  }
}

extension Attachment {
  /// Whether others than the host are on the link.
  fileprivate var isOnSharedSegment: Bool {
    switch kind {
    case .veth(let end): end.bridge != nil
    case .macvlan, .macvtap, .ipvlan, .device: true
    }
  }

  /// Whether setting the MAC that the link has is allowed and means nothing else. A device's driver may
  /// refuse it while the device is up; an ipvlan has its parent's, and so has a passthru macvlan.
  fileprivate var takesItsMACAgain: Bool {
    switch kind {
    case .veth: true
    case .macvlan(_, let kind): kind.mode != .passthru
    case .macvtap(_, let kind): kind.mode != .passthru
    case .ipvlan, .device: false
    }
  }
}

/// Ethernet frames that say who has an address.
enum Announcement {
  static func frame(_ address: IPAddress, _ mac: MACAddress) -> [UInt8] {
    switch address {
    case .v4: gratuitousARP(address.bytes, mac.bytes)
    case .v6: neighborAdvertisement(address.bytes, mac.bytes)
    }
  }

  /// RFC 5227, section 3: a request by and for the address.
  private static func gratuitousARP(_ ip: [UInt8], _ mac: [UInt8]) -> [UInt8] {
    let broadcast = [UInt8](repeating: 0xFF, count: 6)
    let header: [UInt8] = [0x08, 0x06]
    let arp: [UInt8] = [0, 1, 8, 0, 6, 4, 0, 1]
    return broadcast + mac + header + arp + mac + ip + [UInt8](repeating: 0, count: 6) + ip
  }

  /// RFC 4861, section 7.2.6: to all nodes, with the override flag and the target's MAC.
  private static func neighborAdvertisement(_ ip: [UInt8], _ mac: [UInt8]) -> [UInt8] {
    let everyone: [UInt8] = [0xFF, 0x02] + [UInt8](repeating: 0, count: 13) + [1]
    var icmp: [UInt8] = [136, 0, 0, 0, 0x20, 0, 0, 0] + ip + [2, 1] + mac
    let length = UInt8(icmp.count)
    let pseudo = ip + everyone + [0, 0, 0, length, 0, 0, 0, 58]
    let sum = checksum(pseudo + icmp)
    icmp[2] = UInt8(sum >> 8)
    icmp[3] = UInt8(sum & 0xFF)
    let header: [UInt8] = [0x60, 0, 0, 0, 0, length, 58, 255] + ip + everyone
    return [0x33, 0x33, 0, 0, 0, 1] + mac + [0x86, 0xDD] + header + icmp
  }

  /// RFC 1071.
  static func checksum(_ bytes: [UInt8]) -> UInt16 {
    var sum: UInt32 = 0
    for index in stride(from: 0, to: bytes.count, by: 2) {
      let low = index + 1 < bytes.count ? bytes[index + 1] : 0
      sum += UInt32(bytes[index]) << 8 | UInt32(low)
    }
    while sum > 0xFFFF { sum = sum & 0xFFFF + sum >> 16 }
    return ~UInt16(sum)
  }
}

extension MACAddress {
  fileprivate var bytes: [UInt8] { [b0, b1, b2, b3, b4, b5] }
}
