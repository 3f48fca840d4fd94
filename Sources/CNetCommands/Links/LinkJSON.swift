internal import ContainerNetwork
internal import Netlink
internal import RouteNetlink

/// Prints links as `ip -j -d link show` does: the same keys in the same order, nested the same way,
/// with values of the same types.
///
/// It reads the kernel's messages where they lie, so a link costs no allocation.
struct LinkJSON {
  var resolver: LinkNameResolver
  /// For `address list`, by the index of their link: they are printed as `ip -j -d addr show` does,
  /// which leaves out two keys.
  private var addresses: [Int32: [Address]]?

  init(_ names: LinkNames, _ connection: Plumber.Connection) {
    resolver = LinkNameResolver(names, connection)
  }

  /// Prints all of a dump as an array.
  static func print(
    _ dump: borrowing LinkDump, _ connection: Plumber.Connection,
    addresses: [Int32: [Address]]? = nil, to output: Output
  ) throws(NetlinkError) {
    var json = JSONWriter(output)
    try write(dump, connection, addresses: addresses, to: &json)
    json.finish()
  }

  /// The same as a value inside others.
  static func write(
    _ dump: borrowing LinkDump, _ connection: Plumber.Connection,
    addresses: [Int32: [Address]]? = nil, to json: inout JSONWriter
  ) throws(NetlinkError) {
    var printer = LinkJSON(dump.names, connection)
    printer.addresses = addresses
    do throws(MessageError) {
      json.beginArray()
      var messages = dump.messages.messages
      while let message = try messages.next() {
        if try dump.filter.passes(message) { try printer.write(message, to: &json) }
      }
      json.endArray()
    } catch {
      throw NetlinkError("print links", error)
    }
  }

  mutating func write(_ message: MessageView, to json: inout JSONWriter) throws(MessageError) {
    let header = try message.familyHeader(as: LinkHeader.self)
    let link = try AttributeTable(message.attributes(after: LinkHeader.size))
    json.beginObject()
    json.field("ifindex", header.index)
    let lowerIsDown = try writeParent(link, to: &json)
    json.text("ifname", link[IFLA.ifname])
    writeFlags(header.flags, lowerIsDown: lowerIsDown, to: &json)
    try json.unsigned("mtu", link[IFLA.mtu])
    json.text("qdisc", link[IFLA.qdisc])
    if let master = link[IFLA.master] {
      json.field("master", text: resolver.entry(try master.integer()).entry.name)
    }
    try writeStates(link, to: &json)
    if let group = link[IFLA.group] {
      let number: UInt32 = try group.integer()
      if number == 0 {
        json.field("group", "default")
      } else {
        let name = NumberNames.linkGroups.name(of: number)
        json.field("group", text: name ?? "\(Int32(bitPattern: number))")
      }
    }
    if let length = link[IFLA.txqlen], try length.unsigned() != 0 {
      try json.unsigned("txqlen", length)
    }
    writeAddresses(header, link, to: &json)
    if let id = link[IFLA.linkNetNSID] {
      json.field("link_netnsid", try id.integer(as: Int32.self))
    }
    try json.flag("proto_down", link[IFLA.protoDown])
    try json.unsigned("promiscuity", link[IFLA.promiscuity])
    try json.unsigned("allmulti", link[IFLA.allmulti])
    try json.unsigned("min_mtu", link[IFLA.minMTU])
    try json.unsigned("max_mtu", link[IFLA.maxMTU])
    if let info = link[IFLA.linkinfo] { try writeLinkInfo(info, to: &json) }
    if let families = link[IFLA.afSpec], addresses == nil { try writeFamilies(families, to: &json) }
    try json.unsigned("num_tx_queues", link[IFLA.numTXQueues])
    try json.unsigned("num_rx_queues", link[IFLA.numRXQueues])
    try json.unsigned("gso_max_size", link[IFLA.gsoMaxSize])
    try json.unsigned("gso_max_segs", link[IFLA.gsoMaxSegs])
    try json.unsigned("tso_max_size", link[IFLA.tsoMaxSize])
    try json.unsigned("tso_max_segs", link[IFLA.tsoMaxSegs])
    try json.unsigned("gro_max_size", link[IFLA.groMaxSize])
    json.text("phys_port_name", link[IFLA.physPortName])
    json.hexadecimalBytes("phys_port_id", link[IFLA.physPortID], separator: nil)
    json.hexadecimalBytes("phys_switch_id", link[IFLA.physSwitchID], separator: nil)
    json.text("parentbus", link[IFLA.parentDevBusName])
    json.text("parentdev", link[IFLA.parentDevName])
    json.text("ifalias", link[IFLA.ifalias])
    if let properties = link[IFLA.propList] {
      json.begin(array: "altnames")
      var list = properties.attributes()
      while let property = try list.next() {
        if property.type == IFLA.altIfname { json.value(text: property.stringBytes) }
      }
      json.endArray()
    }
    if let addresses {
      json.begin(array: "addr_info")
      for address in addresses[header.index] ?? [] { json.value(address) }
      json.endArray()
    }
    json.endObject()
  }

  /// Returns whether the lower link is known to be down.
  private mutating func writeParent(_ link: borrowing AttributeTable, to json: inout JSONWriter)
    throws(MessageError) -> Bool
  {
    guard let parent = link[IFLA.link] else { return false }
    let index: Int32 = try parent.integer()
    if index == 0 {
      json.null("link")
      return false
    }
    // An index in another namespace has no name here.
    if link[IFLA.linkNetNSID] != nil {
      json.field("link_index", index)
      return false
    }
    let (lower, isKnown) = resolver.entry(index)
    json.field("link", text: lower.name)
    return isKnown && !lower.flags.contains(.up)
  }

  private func writeFlags(_ flags: LinkFlags, lowerIsDown: Bool, to json: inout JSONWriter) {
    json.begin(array: "flags")
    if flags.contains(.up), !flags.contains(.running) { json.value("NO-CARRIER") }
    var rest = flags.subtracting(.running)
    for (flag, name) in Self.flagNames where rest.contains(flag) {
      rest.remove(flag)
      json.value(name)
    }
    if !rest.isEmpty { json.value(text: String(rest.rawValue, radix: 16)) }
    if lowerIsDown { json.value("M-DOWN") }
    json.endArray()
  }

  /// In the order that `ip` prints them in.
  private static let flagNames: [(LinkFlags, StaticString)] = [
    (.loopback, "LOOPBACK"), (.broadcast, "BROADCAST"), (.pointToPoint, "POINTOPOINT"),
    (.multicast, "MULTICAST"), (.noARP, "NOARP"), (.allMulticast, "ALLMULTI"),
    (.promiscuous, "PROMISC"), (LinkFlags(rawValue: 1 << 10), "MASTER"),
    (LinkFlags(rawValue: 1 << 11), "SLAVE"), (LinkFlags(rawValue: 1 << 2), "DEBUG"),
    (LinkFlags(rawValue: 1 << 15), "DYNAMIC"), (LinkFlags(rawValue: 1 << 14), "AUTOMEDIA"),
    (LinkFlags(rawValue: 1 << 13), "PORTSEL"), (LinkFlags(rawValue: 1 << 5), "NOTRAILERS"),
    (.up, "UP"), (.lowerUp, "LOWER_UP"), (LinkFlags(rawValue: 1 << 17), "DORMANT"),
    (LinkFlags(rawValue: 1 << 18), "ECHO"),
  ]

  private func writeStates(_ link: borrowing AttributeTable, to json: inout JSONWriter)
    throws(MessageError)
  {
    if let state = link[IFLA.operstate] {
      switch try state.unsigned() {
      case 0: json.field("operstate", "UNKNOWN")
      case 1: json.field("operstate", "NOTPRESENT")
      case 2: json.field("operstate", "DOWN")
      case 3: json.field("operstate", "LOWERLAYERDOWN")
      case 4: json.field("operstate", "TESTING")
      case 5: json.field("operstate", "DORMANT")
      case 6: json.field("operstate", "UP")
      case let other: json.field("operstate_index", other)
      }
    }
    if let mode = link[IFLA.linkmode], addresses == nil {
      switch try mode.unsigned() {
      case 0: json.field("linkmode", "DEFAULT")
      case 1: json.field("linkmode", "DORMANT")
      case let other: json.field("linkmode_index", other)
      }
    }
  }

  private func writeAddresses(
    _ header: LinkHeader, _ link: borrowing AttributeTable, to json: inout JSONWriter
  ) {
    let type = header.hardwareType
    if let name = HardwareType.name(type) {
      json.field("link_type", name)
    } else {
      json.field("link_type", text: "[\(type)]")
    }
    guard !HardwareType.isAmateurRadio(type) else { return }
    json.linkAddress("address", link[IFLA.address], type)
    if let broadcast = link[IFLA.broadcast] {
      if header.flags.contains(.pointToPoint) { json.field("link_pointtopoint", true) }
      json.linkAddress("broadcast", broadcast, type)
    }
    if let permanent = link[IFLA.permAddress] {
      if let address = link[IFLA.address], address.payload.equals(permanent.payload) { return }
      json.linkAddress("permaddr", permanent, type)
    }
  }

  private mutating func writeLinkInfo(_ info: AttributeView, to json: inout JSONWriter)
    throws(MessageError)
  {
    let parts = try AttributeTable(info.attributes())
    json.begin(object: "linkinfo")
    if let kind = parts[IFLA.Info.kind] {
      let name = kind.stringBytes
      json.field("info_kind", text: name)
      if let printer = KindPrinters.link(name) {
        json.begin(object: "info_data")
        if let data = parts[IFLA.Info.data] {
          try printer(AttributeTable(data.attributes()), &json, &resolver)
        }
        json.endObject()
      }
    }
    if let kind = parts[IFLA.Info.slaveKind] {
      let name = kind.stringBytes
      json.field("info_slave_kind", text: name)
      if let printer = KindPrinters.port(name) {
        json.begin(object: "info_slave_data")
        if let data = parts[IFLA.Info.slaveData] {
          try printer(AttributeTable(data.attributes()), &json, &resolver)
        }
        json.endObject()
      }
    }
    json.endObject()
  }

  private func writeFamilies(_ families: AttributeView, to json: inout JSONWriter)
    throws(MessageError)
  {
    var list = families.attributes()
    while let family = try list.next() {
      guard family.type.rawValue == UInt16(AddressFamily.inet6) else { continue }
      var attributes = family.attributes()
      while let attribute = try attributes.next() {
        guard attribute.type == IFLA.Inet6.addrGenMode else { continue }
        switch try attribute.unsigned() {
        case 0: json.field("inet6_addr_gen_mode", "eui64")
        case 1: json.field("inet6_addr_gen_mode", "none")
        case 2: json.field("inet6_addr_gen_mode", "stable_secret")
        case 3: json.field("inet6_addr_gen_mode", "random")
        case let other:
          let digits = String(other, radix: 16)
          let zero = digits.utf8.count < 2 ? "0" : ""
          json.field("inet6_addr_gen_mode", text: "0x\(zero)\(digits)")
        }
      }
    }
  }
}

extension JSONWriter {
  /// Bytes in hexadecimal.
  mutating func hexadecimalBytes(
    _ key: StaticString, _ attribute: AttributeView?, separator: UInt8? = UInt8(ascii: ":")
  ) {
    guard let attribute else { return }
    name(key)
    value(hexadecimal: attribute.payload, separator: separator)
  }

  /// A link-layer address; on an IP tunnel it is an IP address.
  mutating func linkAddress(_ key: StaticString, _ attribute: AttributeView?, _ type: UInt16) {
    guard let attribute else { return }
    let size = attribute.payload.byteCount
    if size == 4 && HardwareType.isIPv4Tunnel(type) || size == 16 && HardwareType.isIPv6Tunnel(type)
    {
      ipAddress(key, attribute)
    } else {
      hexadecimalBytes(key, attribute)
    }
  }

  /// An IPv4 or IPv6 address, told apart by its length.
  mutating func ipAddress(_ key: StaticString, _ attribute: AttributeView?) {
    guard let attribute, let address = IPAddress(bytes: attribute.payload.array) else { return }
    field(key, text: address.description)
  }
}
