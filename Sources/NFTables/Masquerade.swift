public import Netlink
public import RouteNetlink

/// Masquerading of single addresses by nf_tables: packets that leave their network get the
/// address of the link that they leave by.
///
/// The rules are in the chain `postrouting` of the tables `ip cnet` and `ip6 cnet`, which come with the
/// first rule and go with the last. Each carries its owner's mark as its comment.
public struct Masquerade: ~Copyable {
  private var socket: NetlinkSocket

  static let table = "cnet"
  static let chain = "postrouting"

  /// - Parameter socket: a `NETLINK_NETFILTER` one of the namespace that forwards.
  public init(_ socket: consuming NetlinkSocket) { self.socket = socket }

  /// Adds a rule for each address: what it sends to others than its network and multicast groups is
  /// masqueraded. All or nothing, and the tables with them.
  ///
  /// - Parameter mark: at most 126 bytes; see ``marks()``.
  public mutating func add(_ prefixes: [IPPrefix], mark: String) throws(NetlinkError) {
    for family in [AddressFamily.inet, AddressFamily.inet6] {
      let ours = prefixes.filter { $0.address.family == family }
      guard !ours.isEmpty else { continue }
      try transaction(family, "masquerade \(ours.map(\.description).joined(separator: ", "))") {
        (socket) throws(MessageError) in
        try socket.queue(NFT.newTable, flags: .create) { (m) throws(MessageError) in
          try m.put(header: NetfilterHeader(family: family))
          try m.put(NFT.Table.name, Self.table)
        }
        try socket.queue(NFT.newChain, flags: .create) { (m) throws(MessageError) in
          try m.put(header: NetfilterHeader(family: family))
          try m.put(NFT.Chain.table, Self.table)
          try m.put(NFT.Chain.name, Self.chain)
          try m.nest(NFT.Chain.hook) { (m) throws(MessageError) in
            // NF_INET_POST_ROUTING, NF_IP_PRI_NAT_SRC
            try m.put(NFT.Hook.number, bigEndian: UInt32(4))
            try m.put(NFT.Hook.priority, bigEndian: UInt32(100))
          }
          try m.put(NFT.Chain.type, "nat")
        }
        for prefix in ours {
          try socket.queue(NFT.newRule, flags: [.create, .append]) { (m) throws(MessageError) in
            try m.put(header: NetfilterHeader(family: family))
            try m.put(NFT.Rule.table, Self.table)
            try m.put(NFT.Rule.chain, Self.chain)
            try m.nest(NFT.Rule.expressions) { (m) throws(MessageError) in
              try Self.encode(prefix, into: &m)
            }
            try m.put(NFT.Rule.userData, bytes: Self.comment(mark))
          }
        }
      }
    }
  }

  /// Deletes the rules whose mark `isGone` says so of, and the tables that are empty then. What somebody
  /// else takes away meanwhile is gone as well.
  public mutating func remove(_ isGone: (_ mark: String) -> Bool) throws(NetlinkError) {
    for family in [AddressFamily.inet, AddressFamily.inet6] {
      while true {
        let all = try rules(family)
        let gone = all.filter { !$0.mark.isEmpty && isGone($0.mark) }
        if gone.isEmpty { break }
        if gone.count == all.count, try delete(gone, family, withTable: true) { break }
        // When one of them has gone meanwhile, the others are looked for again.
        guard try delete(gone, family, withTable: false) else { continue }
        // Another process may have taken away the others.
        _ = try delete([], family, withTable: true)
        break
      }
    }
  }

  /// The table goes with its last rule at once: nobody would look for an empty one.
  ///
  /// - Returns: False when others use the table, or another process was quicker. Nothing was done then.
  private mutating func delete(_ gone: [TaggedRule], _ family: UInt8, withTable: Bool)
    throws(NetlinkError) -> Bool
  {
    do throws(NetlinkError) {
      try transaction(family, "delete masquerading rules") { (socket) throws(MessageError) in
        for rule in gone {
          try socket.queue(NFT.deleteRule) { (m) throws(MessageError) in
            try m.put(header: NetfilterHeader(family: family))
            try m.put(NFT.Rule.table, Self.table)
            try m.put(NFT.Rule.chain, Self.chain)
            try m.put(NFT.Rule.handle, bigEndian: rule.handle)
          }
        }
        guard withTable else { return }
        try socket.queue(NFT.deleteChain, flags: NFT.onlyEmpty) { (m) throws(MessageError) in
          try m.put(header: NetfilterHeader(family: family))
          try m.put(NFT.Chain.table, Self.table)
          try m.put(NFT.Chain.name, Self.chain)
        }
        try socket.queue(NFT.deleteTable, flags: NFT.onlyEmpty) { (m) throws(MessageError) in
          try m.put(header: NetfilterHeader(family: family))
          try m.put(NFT.Table.name, Self.table)
        }
      }
      return true
    } catch {
      guard error.errno == .noSuchFileOrDirectory || (withTable && error.errno == .busy) else {
        throw error
      }
      return false
    }
  }

  /// The marks of all rules, with repetitions.
  public mutating func marks() throws(NetlinkError) -> [String] {
    let all = try rules(AddressFamily.inet) + rules(AddressFamily.inet6)
    return all.map(\.mark).filter { !$0.isEmpty }
  }

  private static func encode(_ prefix: IPPrefix, into m: inout MessageBuilder)
    throws(MessageError)
  {
    let isIPv4 = prefix.address.family == AddressFamily.inet
    let size = prefix.address.bitWidth / 8
    let (source, destination) = isIPv4 ? (12, 16) : (8, 24)
    try m.loadNetworkHeader(offset: source, count: size)
    try m.compare(equal: true, prefix.address.bytes)
    // Its own network, and multicast groups: 224.0.0.0/4, ff00::/8.
    let multicast = IPPrefix(isIPv4 ? .v4(0xE000_0000) : .v6(0xFF << 56, 0), length: isIPv4 ? 4 : 8)
    for excluded in [prefix, multicast].compactMap({ $0 }) {
      try m.loadNetworkHeader(offset: destination, count: size)
      try m.keepBits(excluded.mask)
      try m.compare(equal: false, excluded.network.bytes)
    }
    try m.masquerade()
  }

  struct TaggedRule {
    var handle: UInt64 = 0
    /// Empty where the rule is somebody else's.
    var mark = ""

    /// Reads an `NFT_MSG_NEWRULE`; nil when it is in another table.
    init?(_ message: MessageView) throws(MessageError) {
      var table = ""
      var attributes = message.attributes(after: NetfilterHeader.size)
      while let attribute = try attributes.next() {
        switch attribute.type {
        case NFT.Rule.table: table = try attribute.string()
        case NFT.Rule.handle: handle = try attribute.bigEndian()
        case NFT.Rule.userData: mark = Masquerade.mark(attribute.payload.array) ?? ""
        default: break
        }
      }
      if table != Masquerade.table { return nil }
    }
  }

  private mutating func rules(_ family: UInt8) throws(NetlinkError) -> [TaggedRule] {
    try socket.dump("list nf_tables rules", NFT.getRule) { (m) throws(MessageError) in
      try m.put(header: NetfilterHeader(family: family))
      try m.put(NFT.Rule.table, Self.table)
      try m.put(NFT.Rule.chain, Self.chain)
    } decode: { (message) throws(MessageError) in
      message.type == NFT.newRule ? try TaggedRule(message) : nil
    }
  }

  private mutating func transaction(
    _ family: UInt8, _ operation: String,
    _ body: (inout NetlinkSocket) throws(MessageError) -> Void
  ) throws(NetlinkError) {
    socket.beginBatch()
    do throws(MessageError) {
      try queueFrame(NFT.batchBegin)
      try body(&socket)
      try queueFrame(NFT.batchEnd)
    } catch {
      throw NetlinkError(operation, error)
    }
    try socket.commitTransaction { _ in operation }
  }

  private mutating func queueFrame(_ type: MessageType) throws(MessageError) {
    try socket.queue(type) { (m) throws(MessageError) in
      // NFNL_SUBSYS_NFTABLES
      try m.put(header: NetfilterHeader(family: 0, resource: UInt16(10).bigEndian))
    }
  }

  // A comment as nft(8) writes and shows it: type NFTNL_UDATA_RULE_COMMENT, length, text and NUL.

  static func comment(_ text: String) -> [UInt8] {
    let bytes = Array(text.utf8.prefix(126)) + [0]
    return [0, UInt8(bytes.count)] + bytes
  }

  static func mark(_ userData: [UInt8]) -> String? {
    guard userData.count > 3, userData[0] == 0, userData[1] > 0,
      Int(userData[1]) <= userData.count - 2
    else { return nil }
    return String(validating: userData[2..<(1 + Int(userData[1]))], as: UTF8.self)
  }
}

extension IPPrefix {
  /// The mask's bytes.
  fileprivate var mask: [UInt8] {
    (0..<address.bitWidth / 8).map { index in
      let bits = min(max(length - 8 * index, 0), 8)
      return UInt8(truncatingIfNeeded: 0xFF << (8 - bits))
    }
  }
}
