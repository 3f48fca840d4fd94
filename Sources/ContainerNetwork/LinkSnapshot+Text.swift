internal import Netlink
internal import RouteNetlink

extension LinkSnapshot {
  /// The snapshot as texts: when it was taken, the parameters, and the messages that restore it, in
  /// hexadecimal.
  func texts() throws(NetlinkError) -> [String] {
    var texts = ["\(Self.takenWord)\(taken)"]
    texts += parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    func keep(_ type: MessageType, _ body: (inout MessageBuilder) throws(MessageError) -> Void)
      throws(NetlinkError)
    {
      var buffer = MessageBuffer(capacity: 4096)
      do throws(MessageError) {
        try buffer.append(type, flags: [], body)
      } catch {
        throw NetlinkError("note the settings of \(settings.name ?? "")", error)
      }
      texts.append(hexadecimalText(buffer.bytes.array))
    }
    try keep(RTM.newlink) { (m) throws(MessageError) in
      try settings.encode(into: &m)
      try port?.encodeLinkInfo(into: &m)
    }
    for name in alternativeNames {
      try keep(RTM.newlinkprop) { (m) throws(MessageError) in
        try m.put(header: LinkHeader())
        try m.put(IFLA.altIfname, name)
      }
    }
    for address in addresses {
      try keep(RTM.newaddr) { (m) throws(MessageError) in try address.encode(into: &m) }
    }
    for route in routes {
      try keep(RTM.newroute) { (m) throws(MessageError) in try route.encode(into: &m) }
    }
    return texts
  }

  private static var takenWord: String { "taken " }

  /// Reads ``texts()``; nil when it is damaged.
  init?(texts: [String]) {
    // Older records do not say when: what is left then counts from now.
    var taken = Self.now
    var settings: LinkSettings?
    var port: BridgePort?
    var names: [String] = []
    var addresses: [Address] = []
    var routes: [Route] = []
    var parameters: [String: String] = [:]
    for text in texts {
      if text.hasPrefix(Self.takenWord) {
        // So that no difference overflows.
        guard let seconds = Int64(text.dropFirst(Self.takenWord.count)),
          (-1 << 40...1 << 40).contains(seconds)
        else { return nil }
        taken = seconds
        continue
      }
      if let (key, value) = text.assignment {
        parameters[key] = value
        continue
      }
      guard let bytes = [UInt8](hexadecimal: text) else { return nil }
      do throws(MessageError) {
        var messages = Messages(bytes)
        while let message = try messages.next() {
          switch message.type {
          case RTM.newlink:
            settings = try LinkSettings(message)
            port = try Link(message).port as? BridgePort
          case RTM.newlinkprop:
            var attributes = message.attributes(after: LinkHeader.size)
            while let name = try attributes.next() { names.append(try name.string()) }
          case RTM.newaddr: if let address = try Address(message) { addresses.append(address) }
          case RTM.newroute: if let route = try Route(message) { routes.append(route) }
          default: break
          }
        }
      } catch {
        return nil
      }
    }
    guard let settings else { return nil }
    self.settings = settings
    self.port = port
    alternativeNames = names
    self.addresses = addresses
    self.routes = routes
    self.taken = taken
    self.parameters = parameters
  }
}
