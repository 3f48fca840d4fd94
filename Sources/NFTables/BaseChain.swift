public import Netlink

/// A chain that packets come to by themselves. Corresponds to an `NFT_MSG_NEWCHAIN` with
/// `NFTA_CHAIN_HOOK`.
public struct BaseChain: Hashable, Sendable {
  /// Corresponds to `NFPROTO_*`: 1 inet, 2 ipv4, 7 bridge, 10 ipv6.
  public var family: UInt8
  public var table = ""
  public var name = ""
  /// `filter`, `nat` or `route`. Corresponds to `NFTA_CHAIN_TYPE`.
  public var type = ""
  /// Corresponds to `NF_INET_*`: 1 input, 2 forward, 3 output, 4 postrouting.
  public var hook: UInt32?
  /// What becomes of a packet that no rule has decided upon. Corresponds to `NF_DROP`, which is 0, and
  /// `NF_ACCEPT`, 1.
  public var policy: UInt32?
  /// How many rules it has. Corresponds to `NFTA_CHAIN_USE`.
  public var rules: UInt32 = 0

  /// Reads an `NFT_MSG_NEWCHAIN`; nil when it is one that others jump to.
  ///
  /// - Throws: ``MessageError`` when the message is malformed.
  public init?(_ message: MessageView) throws(MessageError) {
    family = try message.familyHeader(as: NetfilterHeader.self).family
    var attributes = message.attributes(after: NetfilterHeader.size)
    while let attribute = try attributes.next() {
      switch attribute.type {
      case NFT.Chain.table: table = attribute.text
      case NFT.Chain.name: name = attribute.text
      case NFT.Chain.hook.masked:
        var inner = attribute.attributes()
        while let part = try inner.next() {
          if part.type == NFT.Hook.number { hook = try part.bigEndian() }
        }
      case NFT.Chain.type: type = attribute.text
      case NFT.Chain.policy: policy = try attribute.bigEndian()
      case NFT.Chain.use: rules = try attribute.bigEndian()
      default: break
      }
    }
    if hook == nil { return nil }
  }

  /// All base chains of a namespace, those of iptables-nft among them. Corresponds to a dump of
  /// `NFT_MSG_GETCHAIN`.
  ///
  /// - Parameter socket: a `NETLINK_NETFILTER` one.
  public static func all(_ socket: inout NetlinkSocket) throws(NetlinkError) -> [BaseChain] {
    try socket.dump("list chains", NFT.getChain) { (m) throws(MessageError) in
      try m.put(header: NetfilterHeader(family: 0))
    } decode: { (message) throws(MessageError) in
      try BaseChain(message)
    }
  }
}
