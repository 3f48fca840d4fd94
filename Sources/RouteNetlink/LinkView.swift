public import Netlink

/// What is asked of a link most often, read in one pass and without a copy.
public struct LinkView: ~Escapable {
  /// Corresponds to `struct ifinfomsg`.
  public let header: LinkHeader
  /// Without the closing NUL.
  public let name: RawSpan
  /// Bytes; 0 where the message has none.
  public let mtu: UInt32
  /// The lower link, or a veth's peer; 0 where the message has none.
  public let parent: Int32
  /// Corresponds to `IFLA_LINK_NETNSID`.
  public let parentNamespaceID: Int32?
  /// Corresponds to `IFLA_INFO_KIND`, empty where the message has none.
  public let kind: RawSpan

  /// - Throws: ``MessageError`` when the message is malformed.
  @inlinable @_lifetime(copy message)
  public init(_ message: MessageView) throws(MessageError) {
    header = try message.familyHeader(as: LinkHeader.self)
    var name = message.payload.extracting(first: 0)
    var kind = name
    var mtu: UInt32 = 0
    var parent: Int32 = 0
    var parentNamespaceID: Int32?
    var attributes = message.attributes(after: LinkHeader.size)
    while let attribute = try attributes.next() {
      switch attribute.rawType {
      case IFLA.ifname: name = attribute.stringBytes
      case IFLA.mtu: mtu = try attribute.integer()
      case IFLA.link: parent = try attribute.integer()
      case IFLA.linkNetNSID: parentNamespaceID = try attribute.integer()
      case IFLA.linkinfo, IFLA.linkinfo.nested:
        var info = attribute.attributes()
        while let item = try info.next() {
          if item.rawType == IFLA.Info.kind {
            kind = item.stringBytes
            break
          }
        }
      default: break
      }
    }
    self.name = name
    self.mtu = mtu
    self.parent = parent
    self.parentNamespaceID = parentNamespaceID
    self.kind = kind
  }
}
