internal import AttachmentConfiguration
internal import ContainerNetwork
internal import NFTables
internal import Netlink
internal import NetworkNamespace
internal import RouteNetlink

/// One call of one type of plugin.
struct Work<Plugin: InterfacePlugin> {
  let call: Call
  let network: Network
  let ipam: (any IPAM)?
  let store: AttachmentStore
  let plumber: Plumber

  init(_ call: Call, _ network: Network, _ store: AttachmentStore) throws(CNIError) {
    self.call = call
    self.network = network
    self.store = store
    ipam = try network.addressManagement(call)
    plumber = try CNIError.working { () throws(NetlinkError) in try Plumber() }
  }

  /// Does what is asked for; the bytes are for standard output.
  ///
  /// - Parameter report: writes a result; what was done is undone when that fails.
  func run(_ report: ([UInt8]) throws(NetlinkError) -> Void) throws(CNIError) {
    switch call.command {
    case .add: try add(report)
    case .delete: try delete()
    case .check: try check()
    case .garbageCollect: try collect()
    case .status: try status()
    case .version: break
    }
  }

  /// Reads the type's own keys; those that nobody knows are refused.
  func plugin() throws(CNIError) -> Plugin {
    var fields = network.own
    let plugin = try Plugin(&fields, network, call)
    try fields.refuseRest()
    guard Plugin.masquerades || !network.masquerades else {
      throw CNIError.unsupported("ipMasq", .bool(true))
    }
    try network.checkRuntime(["ips", "mac", "ipRanges", "deviceID"])
    return plugin
  }

  /// Two networks may both have a container of one ID.
  func owner(container: String, interface: String) -> AttachmentOwner {
    AttachmentOwner(container: "\(network.name)/\(container)", interface: interface)
  }

  var owner: AttachmentOwner { owner(container: call.containerID, interface: call.interface) }

  var site: Site { Site(plumber: plumber, call: call, network: network) }

  /// Refuses our own namespace, and one that is not there.
  func checkNamespace() throws(CNIError) {
    let target: Plumber.Connection
    do throws(NetlinkError) {
      target = try plumber.connect(to: .path(call.namespace))
    } catch {
      switch error.errno {
      case .noSuchFileOrDirectory, .noSuchProcess:
        throw CNIError(
          .unknownContainer, "there is no namespace \(call.namespace)", error.description)
      // The variable is right, and the plugin may not go there.
      case .notPermitted, .permissionDenied:
        throw CNIError(.refused, "CNI_NETNS: \(error)", error.hint ?? "")
      default:
        throw CNIError(.invalidEnvironment, "CNI_NETNS: \(error)", error.hint ?? "")
      }
    }
    guard target !== plumber.home else {
      throw CNIError(
        .invalidNamespace, "CNI_NETNS is the namespace that the plugin runs in", call.namespace)
    }
  }

  /// Gives back what belongs to an attachment besides its links.
  func release(_ record: AttachmentRecord) throws(NetlinkError) {
    try CNI.release(record, plumber)
  }
}

/// How a record says that there are masquerading rules.
let masqueradeNote = "masquerade"

extension AttachmentOwner {
  /// The comment of its rules.
  var ruleMark: String { mark(limit: 126) }
}

extension Plumber {
  /// nf_tables at home.
  func masquerade() throws(NetlinkError) -> Masquerade { try home.masquerade() }
}

extension Plumber.Connection {
  /// nf_tables there.
  func masquerade() throws(NetlinkError) -> Masquerade {
    Masquerade(try namespace.openSocket(.netfilter))
  }
}
