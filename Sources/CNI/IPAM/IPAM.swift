internal import AttachmentConfiguration
internal import ContainerNetwork
internal import Netlink

/// Who gives containers their addresses.
protocol IPAM: Sendable {
  /// Reserves addresses. What fails half done leaves nothing behind.
  func add() throws(NetlinkError) -> CNIResult
  /// Gives back what the container has; nothing at all is no error.
  func delete() throws(NetlinkError)
  /// Whether the container still has what `result` says.
  func check(_ result: CNIResult) throws(NetlinkError)
  /// Gives back what belongs to none of the network's valid attachments.
  func collect() throws(NetlinkError)
  /// Whether there is something to give.
  func status() throws(NetlinkError)
  /// For the record: how to give back without the configuration. See ``HostLocal/init(note:)``.
  var note: String? { get }
}

extension Network {
  /// The network's address management; nil where there is none.
  ///
  /// - Throws: ``CNIError`` with code 2, 4 or 7.
  func addressManagement(_ call: Call) throws(CNIError) -> (any IPAM)? {
    guard let ipam else { return nil }
    switch ipamType {
    case "": return nil
    case "host-local": return try HostLocal(ipam, self, call)
    case "static": return try Static(ipam, self, call)
    default: return try Delegate(ipamType, self, call)
    }
  }

  /// Reads `routes` of the `ipam` object.
  func routes(_ fields: inout Fields) throws(CNIError) -> [CNIResult.Route] {
    try CNIError.reading { () throws(ConfigurationError) in
      var routes: [CNIResult.Route] = []
      for var entry in try fields.objects("routes") {
        routes.append(try CNIResult.Route(&entry))
      }
      return routes
    }
  }
}
