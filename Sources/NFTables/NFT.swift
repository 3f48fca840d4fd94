internal import Netlink

// The little of nf_tables' netlink interface that is needed: linux/netfilter/nf_tables.h and
// nfnetlink.h. All its integers are in network byte order.

/// Messages of the subsystem. Corresponds to `NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_*`.
enum NFT {
  static let batchBegin = MessageType(16)
  static let batchEnd = MessageType(17)
  static let newTable = MessageType(10 << 8 | 0)
  static let deleteTable = MessageType(10 << 8 | 2)
  static let newChain = MessageType(10 << 8 | 3)
  static let getChain = MessageType(10 << 8 | 4)
  static let deleteChain = MessageType(10 << 8 | 5)
  static let newRule = MessageType(10 << 8 | 6)
  static let getRule = MessageType(10 << 8 | 7)
  static let deleteRule = MessageType(10 << 8 | 8)

  /// Refuse to delete what is not empty. Corresponds to `NLM_F_NONREC`.
  static let onlyEmpty = MessageFlags(rawValue: 0x100)

  /// Corresponds to `NFTA_TABLE_*`.
  enum Table {
    static let name = AttributeType(1)
  }

  /// Corresponds to `NFTA_CHAIN_*`.
  enum Chain {
    static let table = AttributeType(1)
    static let name = AttributeType(3)
    static let hook = AttributeType(4).nested
    static let policy = AttributeType(5)
    static let use = AttributeType(6)
    static let type = AttributeType(7)
  }

  /// Corresponds to `NFTA_HOOK_*`.
  enum Hook {
    static let number = AttributeType(1)
    static let priority = AttributeType(2)
  }

  /// Corresponds to `NFTA_RULE_*`.
  enum Rule {
    static let table = AttributeType(1)
    static let chain = AttributeType(2)
    static let handle = AttributeType(3)
    static let expressions = AttributeType(4).nested
    static let userData = AttributeType(7)
  }

  /// Corresponds to `NFTA_LIST_ELEM`, `NFTA_EXPR_*` and `NFTA_DATA_VALUE`.
  enum Expression {
    static let element = AttributeType(1).nested
    static let name = AttributeType(1)
    static let data = AttributeType(2).nested
    static let value = AttributeType(1)
  }
}

/// Corresponds to `struct nfgenmsg`.
struct NetfilterHeader: BitwiseCopyable {
  var family: UInt8
  var version: UInt8 = 0
  /// In network byte order. The subsystem in a batch's first and last message.
  var resource: UInt16 = 0

  static let size = 4
}

/// Expressions of a rule, as nft(8) lists them with `--debug netlink`. All work in register 1.
extension MessageBuilder {
  /// Loads bytes of the network header. Corresponds to `NFTA_PAYLOAD_*`.
  mutating func loadNetworkHeader(offset: Int, count: Int) throws(MessageError) {
    try expression("payload") { (m) throws(MessageError) in
      try m.put(AttributeType(1), bigEndian: UInt32(1))
      try m.put(AttributeType(2), bigEndian: UInt32(1))
      try m.put(AttributeType(3), bigEndian: UInt32(offset))
      try m.put(AttributeType(4), bigEndian: UInt32(count))
    }
  }

  /// Keeps the bits of a mask. Corresponds to `NFTA_BITWISE_*`.
  mutating func keepBits(_ mask: [UInt8]) throws(MessageError) {
    try expression("bitwise") { (m) throws(MessageError) in
      try m.put(AttributeType(1), bigEndian: UInt32(1))
      try m.put(AttributeType(2), bigEndian: UInt32(1))
      try m.put(AttributeType(3), bigEndian: UInt32(mask.count))
      try m.value(AttributeType(4), mask)
      try m.value(AttributeType(5), [UInt8](repeating: 0, count: mask.count))
    }
  }

  /// Goes on when the bytes are equal, or are not. Corresponds to `NFTA_CMP_*`.
  mutating func compare(equal: Bool, _ bytes: [UInt8]) throws(MessageError) {
    try expression("cmp") { (m) throws(MessageError) in
      try m.put(AttributeType(1), bigEndian: UInt32(1))
      try m.put(AttributeType(2), bigEndian: UInt32(equal ? 0 : 1))
      try m.value(AttributeType(3), bytes)
    }
  }

  mutating func masquerade() throws(MessageError) {
    try expression("masq") { (_) throws(MessageError) in }
  }

  private mutating func value(_ type: AttributeType, _ bytes: [UInt8]) throws(MessageError) {
    try nest(type.nested) { (m) throws(MessageError) in
      try m.put(NFT.Expression.value, bytes: bytes)
    }
  }

  private mutating func expression(
    _ name: String, _ data: (inout MessageBuilder) throws(MessageError) -> Void
  ) throws(MessageError) {
    try nest(NFT.Expression.element) { (m) throws(MessageError) in
      try m.put(NFT.Expression.name, name)
      try m.nest(NFT.Expression.data) { (m) throws(MessageError) in try data(&m) }
    }
  }
}
